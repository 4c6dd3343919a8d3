import type { AnsibleInventory } from "#exchange/from/ansible/inventory.ts";
import { wholeNumberOf } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";

/** What `group_vars/` and `host_vars/` say, by the name of the group or host. */
export interface VariableFiles {
  readonly groups: ReadonlyMap<string, Foreign>;
  readonly hosts: ReadonlyMap<string, Foreign>;
}

/**
 * The variables of a host as Ansible joins them, the later ones winning: of `all` and of groups in the inventory, then their files, then the
 * host's own, then its files. A group comes after those it is in; beside each other they come by priority and by name.
 */
export function variablesOf(host: string, inventory: AnsibleInventory, files: VariableFiles): Foreign {
  const groups = [...inventory.groupsOf(host)].filter((name) => name !== "all");
  const order = groups
    .map((name) => ({ name, depth: inventory.depth(name), priority: priorityOf(inventory, name) }))
    .toSorted((a, b) => a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const layers = [
    ...["all", ...order].map((name) => inventory.groups.get(name)?.variables),
    ...["all", ...order].map((name) => files.groups.get(name)),
    inventory.hosts.get(host),
    files.hosts.get(host),
  ];
  const joined = new Map<string, unknown>();
  for (const layer of layers) for (const [key, value] of layer ?? []) joined.set(key, value);
  joined.delete("ansible_group_priority");
  return joined;
}

const priorityOf = (inventory: AnsibleInventory, name: string): number =>
  wholeNumberOf(inventory.groups.get(name)?.variables.get("ansible_group_priority")) ?? 1;
