import { UserError, messageOf } from "#core/errors.ts";
import { readHostPattern } from "#exchange/from/ansible/host-pattern.ts";
import type { AnsibleInventory } from "#exchange/from/ansible/inventory.ts";
import { isForeign } from "#exchange/from/yaml.ts";
import type { Foreign, ForeignFile } from "#exchange/from/yaml.ts";
import { showText } from "#inventory/show.ts";

/** Reads an inventory in Ansible's YAML: groups with `hosts`, `children` and `vars`. */
export function readGroups(source: ForeignFile, into: AnsibleInventory): void {
  const { value, placeOf, file } = source;
  if (!isForeign(value)) throw new UserError(`${file}: this is no mapping of groups, as an inventory is`);
  for (const [name, group] of value) readGroup(name, group, into, placeOf, placeOf(value));
}

type PlaceOf = ForeignFile["placeOf"];

function readGroup(name: string, written: unknown, into: AnsibleInventory, placeOf: PlaceOf, around: string): void {
  if (written !== null && !isForeign(written))
    throw new UserError(
      `${around}: group ${showText(name)} should be a mapping with hosts, children or vars`,
      "Is this an inventory, or a file of variables?",
    );
  const group = into.group(name);
  if (written === null) return;
  const place = placeOf(written);
  // In the order of the file, in which Ansible names hosts too.
  for (const key of written.keys())
    if (key === "vars") for (const [name, value] of partOf(written, key, place)) group.variables.set(name, value);
    else if (key === "children")
      for (const [child, inner] of partOf(written, key, place)) {
        readGroup(child, inner, into, placeOf, place);
        told(place, () => into.addChild(name, child));
      }
    else if (key === "hosts") readHosts(partOf(written, key, place), name, into, place);
    else into.passedOver.push({ what: `the key ${showText(key)}`, of: `group ${name}` });
}

function readHosts(hosts: Foreign, group: string, into: AnsibleInventory, place: string): void {
  for (const [pattern, variables] of hosts) {
    if (variables !== null && !isForeign(variables))
      throw new UserError(`${place}: host ${showText(pattern)} should be a mapping of its variables, or empty`);
    const { hosts: names, port } = told(place, () => readHostPattern(pattern));
    for (const name of names) {
      const own = into.host(name, group, port);
      for (const [key, value] of variables ?? []) own.set(key, value);
    }
  }
}

/** A part of a group: a mapping, or one name alone. */
function partOf(group: Foreign, part: string, place: string): Foreign {
  const value = group.get(part);
  if (value === null || value === undefined) return new Map();
  if (typeof value === "string") return new Map([[value, null]]);
  if (!isForeign(value)) throw new UserError(`${place}: the ${part} of this group should be a mapping`);
  return value;
}

function told<T>(place: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    throw new UserError(`${place}: ${messageOf(thrown)}`);
  }
}
