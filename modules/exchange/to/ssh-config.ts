import type { Connection } from "#core/connection.ts";
import { fqdnOf } from "#exchange/to/facts.ts";
import { headOf } from "#exchange/to/head.ts";
import { hostKeyOptions, quotePath } from "#exchange/to/openssh.ts";
import type { SshOption } from "#exchange/to/openssh.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** An ssh_config(5) by which OpenSSH reaches the hosts as Conform does, and accepts the same host keys. */
export function renderSshConfig(facility: Facility, hosts: readonly Host[]): string {
  const blocks = withJumps(facility, hosts).map((host) =>
    [`Host ${host.id} ${fqdnOf(facility, host)}`, ...optionsOf(host.connection).map(([keyword, value]) => `  ${keyword} ${value}`)].join(
      "\n",
    ),
  );
  return `${[headOf("ssh-config", facility).join("\n"), ...blocks].join("\n\n")}\n`;
}

/** The hosts and those that lead to them: `ProxyJump` names one by its block. */
function withJumps(facility: Facility, hosts: readonly Host[]): readonly Host[] {
  const needed = new Set<string>();
  for (const { connection } of hosts)
    for (let hop: Connection | undefined = connection; hop !== undefined; hop = hop.jump) needed.add(hop.host);
  return [...facility.hosts.values()].filter(({ id }) => needed.has(id));
}

function optionsOf(connection: Connection): readonly SshOption[] {
  const { host, address, user, port, identityFile, jump } = connection;
  return [
    ["HostName", address],
    ["User", user],
    ["Port", String(port)],
    ...(identityFile === undefined
      ? []
      : ([
          ["IdentityFile", quotePath(host, identityFile)],
          ["IdentitiesOnly", "yes"],
        ] as const)),
    ...hostKeyOptions(connection),
    ["ProxyJump", jump?.host ?? "none"],
  ];
}
