import { UserError, messageOf } from "#core/errors.ts";
import type { AnsibleInventory } from "#exchange/from/ansible/inventory.ts";
import { readHostPattern } from "#exchange/from/ansible/host-pattern.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { splitWords } from "#exchange/words.ts";
import { showText } from "#inventory/show.ts";

const section = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const groupName = /^([^:\]\s]+)\s*(?:#.*)?$/;

/** Reads an inventory in Ansible's INI, line by line as Ansible does. */
export function readIni({ file, text }: SourceFile, into: AnsibleInventory): void {
  const declared = new Set(["all", "ungrouped", ...into.groups.keys()]);
  const pending = new Map<string, { readonly line: number; readonly message: string }>();
  const children: { readonly parent: string; readonly child: string; readonly line: number }[] = [];
  const fail = (line: number, message: string): never => {
    throw new UserError(`${file}:${line}: ${message}`);
  };
  let group = "ungrouped";
  let state = "hosts";
  for (const [i, raw] of text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).entries()) {
    const number = i + 1;
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const [, name, kind = "hosts"] = section.exec(line) ?? [];
    if (name !== undefined) {
      if (kind !== "hosts" && kind !== "children" && kind !== "vars")
        fail(number, `the section [${name}:${kind}] is of no kind that Ansible knows; there are hosts, children and vars`);
      [group, state] = [name, kind];
      into.group(group);
      if (state !== "vars") declared.add(group);
      else if (!declared.has(group))
        pending.set(group, { line: number, message: `[${group}:vars] is for a group that no section declares` });
    } else if (line.startsWith("[") && line.endsWith("]")) {
      fail(number, `${showText(line)} is no section; its name has no spaces and no colons`);
    } else if (state === "hosts") readHosts(line, group, into, (message) => fail(number, message));
    else if (state === "vars") {
      const [key, value] = splitOnce(line) ?? fail(number, "a variable is expected here, as in key=value");
      into.group(group).variables.set(key, readValue(value));
    } else {
      const [, child] = groupName.exec(line) ?? fail(number, `${showText(line)} is no name of a group`);
      if (child !== undefined) children.push({ parent: group, child, line: number });
    }
  }
  for (const { parent, child, line } of children) {
    if (!declared.has(child)) fail(line, `[${parent}:children] names the group ${showText(child)}, which no section declares`);
    try {
      into.addChild(parent, child);
    } catch (thrown) {
      fail(line, messageOf(thrown));
    }
  }
  for (const [name, { line, message }] of pending) if (!declared.has(name)) fail(line, message);
}

/** `host[01:10]:2222 key=value key="two words" # a comment` */
function readHosts(line: string, group: string, into: AnsibleInventory, fail: (message: string) => never): void {
  const words = splitWords(line, { comments: true });
  if (words === undefined) return fail("a quote is not closed");
  const [pattern = "", ...assignments] = words;
  const variables = assignments.map((word) => splitOnce(word) ?? fail(`${showText(word)} is no variable; they are as in key=value`));
  try {
    const { hosts, port } = readHostPattern(pattern);
    for (const host of hosts) {
      const own = into.host(host, group, port);
      for (const [key, value] of variables) own.set(key, readValue(value));
    }
  } catch (thrown) {
    fail(messageOf(thrown));
  }
}

function splitOnce(text: string): readonly [string, string] | undefined {
  const at = text.indexOf("=");
  return at === -1 ? undefined : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Ansible reads values of INI as Python's literals; of these only words and numbers mean anything to us, the others stay as they are. */
function readValue(text: string): unknown {
  const [, double, single] = /^(?:"([^"\\]*)"|'([^'\\]*)')$/.exec(text) ?? [];
  if (double !== undefined || single !== undefined) return double ?? single;
  if (/^(?:0|-?[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  const literals = new Map<string, unknown>([
    ["True", true],
    ["False", false],
    ["None", null],
  ]);
  return literals.has(text) ? literals.get(text) : text;
}
