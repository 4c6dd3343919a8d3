import { isIP } from "node:net";

import { readFacts } from "#exchange/from/ansible/facts.ts";
import { Said, isTemplate } from "#exchange/from/ansible/said.ts";
import { readAnsible } from "#exchange/from/ansible/tree.ts";
import type { AnsibleTree } from "#exchange/from/ansible/tree.ts";
import { variablesOf } from "#exchange/from/ansible/variables.ts";
import { Draft } from "#exchange/from/draft.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { Machines, shareReach, writeReach } from "#exchange/from/reach.ts";
import type { Reach } from "#exchange/from/reach.ts";
import { isSecret, keepSecret } from "#exchange/from/secrets.ts";
import { readSshArguments } from "#exchange/from/ssh-options.ts";
import { booleanOf, textOf } from "#exchange/from/yaml.ts";
import { showNames } from "#inventory/show.ts";

/** What an inventory of Ansible's says of hosts, and of the facility where Conform exported it. */
export async function draftFromAnsible(path: string): Promise<Draft> {
  return draftOf(await readAnsible(path));
}

function draftOf({ inventory, files, encrypted }: AnsibleTree): Draft {
  const draft = new Draft();
  for (const file of encrypted) draft.leaveOut(file, "", "encrypted with Ansible Vault");
  for (const { what, of } of inventory.passedOver) draft.leaveOut(what, of, "Ansible passes it over too");
  const ids = claimIds([...inventory.hosts.keys()]);
  const machines = new Machines();
  const left = new Map<string, string[]>();
  const taken = new Map<string, string>();
  for (const name of inventory.hosts.keys()) {
    const id = ids.get(name);
    const said = new Said(variablesOf(name, inventory, files));
    const foreign = whyNotOurs(said);
    if (id === undefined || foreign !== undefined) {
      draft.leaveOut(`host ${name}`, "", foreign ?? "its name makes no id, or one that another host has");
      continue;
    }
    taken.set(id, name);
    const entry = draft.entry("hosts", id);
    if (id !== name) entry.remarks.push(`Ansible calls it ${name}.`);
    const groups = [...inventory.groupsOf(name)].filter((group) => group !== "all" && group !== "ungrouped");
    const isOurs = readFacts(draft, id, said);
    if (!isOurs) {
      if (groups.length > 0) entry.remarks.push(`Ansible's groups: ${groups.join(", ")}.`);
      for (const group of groups) left.set(group, [...(left.get(group) ?? []), id]);
    }
    const reach = reachOf(draft, id, name, said);
    const { address, ...others } = reach;
    writeReach(draft, id, isOurs && isReachedByDefault(draft, id, address) ? others : reach);
    machines.add(id, [name], reach);
    for (const [key, value] of said.rest()) draft.leaveOut(key, id, whyLeftOut(key, value));
  }
  for (const [group, hosts] of left)
    draft.leaveOut(
      `group ${group}`,
      showNames(hosts),
      "Conform groups hosts by suite, class of suite, baseline, volume and licence server",
    );
  machines.writeJumps(draft);
  shareReach(draft);
  shareDomain(draft, [...taken.values()]);
  return draft;
}

function whyLeftOut(key: string, value: unknown): string {
  if (isSecret(key, value)) return keepSecret;
  return isTemplate(value) ? "a template, which only Ansible can fill in" : "Conform has no place for this variable";
}

const overSsh = new Set(["ssh", "ansible.builtin.ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.paramiko_ssh"]);

function whyNotOurs(said: Said): string | undefined {
  const connection = textOf(said.take("ansible_connection"));
  if (connection !== undefined && !overSsh.has(connection)) return `Ansible reaches it by ${connection}; Conform reaches hosts over SSH`;
  const shell = textOf(said.take("ansible_shell_type"));
  return shell === "powershell" || shell === "cmd" ? `its shell is ${shell}; Conform needs sh` : undefined;
}

function reachOf(draft: Draft, id: string, name: string, said: Said): Reach {
  const become = booleanOf(said.take("ansible_become"));
  const method = textOf(said.take("ansible_become_method"));
  if (become === true && method !== undefined && method !== "sudo" && method !== "ansible.builtin.sudo")
    draft.leaveOut(`ansible_become_method ${method}`, id, "Conform becomes root with sudo");
  const key = textOf(said.take("ansible_ssh_private_key_file", "ansible_private_key_file"));
  // Ansible hands it to ssh between double quotes.
  const fromKey = key === undefined ? undefined : readSshArguments(`-o 'IdentityFile="${key.replaceAll("'", `'"'"'`)}"'`);
  const args = ["ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"].map(
    (variable) => textOf(said.take(variable)) ?? "",
  );
  const fromArgs = readSshArguments(args.join(" "));
  for (const { what, why } of [...(fromKey?.leftOut ?? []), ...fromArgs.leftOut]) draft.leaveOut(what, id, why);
  const address = textOf(said.take("ansible_host", "ansible_ssh_host")) ?? name;
  const user = textOf(said.take("ansible_user", "ansible_ssh_user"));
  const port = textOf(said.take("ansible_port", "ansible_ssh_port"));
  return {
    ...fromArgs,
    address: isIP(address) === 0 ? address.toLowerCase() : address,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(fromKey?.identityFile !== undefined && { identityFile: fromKey.identityFile }),
    ...(become !== undefined && { become: become ? "sudo" : "none" }),
  };
}

/** Whether SSH would go to the address anyway, as it does to a host's management interface, else to its first one. */
function isReachedByDefault(draft: Draft, id: string, address: string | undefined): boolean {
  const interfaces = Object.values(draft.entry("hosts", id).value["interfaces"] ?? {}) as readonly { network?: unknown; ip?: unknown }[];
  const isManagement = ({ network }: { network?: unknown }): boolean =>
    typeof network === "string" && draft.entries("networks").get(network)?.value["class"] === "management";
  return (interfaces.find(isManagement) ?? interfaces[0])?.ip === address;
}

/** An id for each host: its own name where that is one, else made of the first part of its name in DNS, else of all of it. */
function claimIds(names: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Ids();
  const found = new Map<string, string>();
  for (const name of names.toSorted((a, b) => Number(idFrom(b) === b) - Number(idFrom(a) === a))) {
    const short = isIP(name) === 0 ? name.split(".")[0] : name;
    const id = ids.claim(name, [idFrom(short ?? ""), idFrom(name)]);
    if (id !== undefined) found.set(name, id);
  }
  return found;
}

/** The domain, where the names of all hosts end in the same one. */
function shareDomain(draft: Draft, names: readonly string[]): void {
  const domains = new Set(names.map((name) => (isIP(name) === 0 ? name.split(".").slice(1).join(".").toLowerCase() : "")));
  const [domain = "", another] = domains;
  if (another === undefined && domain !== "") draft.facility.value["domain"] ??= domain;
}
