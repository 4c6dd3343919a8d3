import { UserError } from "#core/errors.ts";
import { headOf } from "#exchange/to/head.ts";
import { facilityFacts, factsOf, prefixed } from "#exchange/to/facts.ts";
import { escapeQuoted, hostKeyOptions, jumpsOf, quotePath } from "#exchange/to/openssh.ts";
import { quoteWord } from "#exchange/words.ts";
import { renderYaml } from "#exchange/yaml-text.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { groupsOf } from "#inventory/limit.ts";

/** An inventory for Ansible in YAML: the groups of `--limit` with `-` as `_`, how each host is reached, and facts as `conform_…`. */
export function renderAnsible(facility: Facility, hosts: readonly Host[]): string {
  for (const { id } of hosts)
    if (reserved.has(id))
      throw new UserError(`host ${id} can't be exported to Ansible, which calls a group of its own so`, "Leave it out with --limit.");
  const exported = new Set(hosts.map(({ id }) => id));
  const names = new Set(facility.hosts.keys());
  const groups = [...groupsOf(facility)]
    .map(([group, members]) => [group, [...members].filter((id) => exported.has(id))] as const)
    .filter(([, members]) => members.length > 0);
  return renderYaml(
    {
      all: {
        vars: prefixed("conform_", facilityFacts(facility)),
        hosts: new Map(hosts.map((host) => [host.id, new Map([...variablesOf(host), ...prefixed("conform_", factsOf(facility, host))])])),
        children: new Map(
          groups.map(([group, members]) => [ansibleGroup(group, names), { hosts: new Map(members.map((id) => [id, {}])) }]),
        ),
      },
    },
    { head: headOf("ansible", facility), tagOf: (text) => (/\{[{%#]/.test(text) ? "!unsafe" : undefined) },
  );
}

const reserved = new Set(["all", "ungrouped"]);

/**
 * The name of a group as Ansible likes it. Two ids never get the same one, for none holds a `_` itself, and no host has it: Ansible would give
 * that host's variables to the group.
 *
 * @example ansibleGroup("grade-1", hosts) // "grade_1"
 */
export const ansibleGroup = (id: string, hosts: ReadonlySet<string>): string =>
  `${/^[0-9]/.test(id) || reserved.has(id) || hosts.has(id) ? "_" : ""}${id.replaceAll("-", "_")}`;

function variablesOf({ connection }: Host): ReadonlyMap<string, unknown> {
  const { host, address, port, user, identityFile, become } = connection;
  return new Map<string, unknown>([
    ["ansible_host", address],
    ["ansible_port", port],
    ["ansible_user", user],
    // Ansible puts it between the double quotes of an `IdentityFile="…"` as it is.
    ...(identityFile === undefined ? [] : [["ansible_ssh_private_key_file", keyFile(host, identityFile)] as const]),
    ["ansible_become", become === "sudo"],
    ["ansible_ssh_common_args", argumentsOf(connection)],
  ]);
}

const keyFile = (host: string, path: string): string => {
  quotePath(host, path); // says what OpenSSH can't take
  return escapeQuoted(path.replaceAll("%", "%%"));
};

/** Options for ssh, which Ansible splits as a shell would. */
function argumentsOf(connection: Host["connection"]): string {
  const jumps = jumpsOf(connection);
  const options = [...hostKeyOptions(connection), ...(jumps.length > 0 ? [["ProxyJump", jumps.join(",")] as const] : [])];
  return options.map(([keyword, value]) => `-o ${quoteWord(`${keyword}=${value}`)}`).join(" ");
}
