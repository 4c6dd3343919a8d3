import { UserError } from "#core/errors.ts";
import { Draft } from "#exchange/from/draft.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { Machines, shareReach, writeReach } from "#exchange/from/reach.ts";
import type { Reach } from "#exchange/from/reach.ts";
import { isSecret, keepSecret } from "#exchange/from/secrets.ts";
import { Source } from "#exchange/from/source.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { readSshOptions } from "#exchange/from/ssh-options.ts";
import { booleanOf, isForeign, readForeignYaml, textOf } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";
import { splitWords } from "#exchange/words.ts";
import { showText } from "#inventory/show.ts";

/** What a roster of salt-ssh says of hosts. */
export async function draftFromSaltRoster(path: string): Promise<Draft> {
  const file = await new Source().read(path);
  refuseTemplates(file);
  const { value, placeOf } = readForeignYaml(file);
  if (!isForeign(value)) throw new UserError(`${file.file}: a roster is a mapping of minions`);
  const draft = new Draft();
  const ids = new Ids();
  const machines = new Machines();
  for (const [minion, written] of value) {
    const entry: unknown = typeof written === "string" ? new Map([["host", written]]) : written;
    if (!isForeign(entry))
      throw new UserError(`${placeOf(value)}: minion ${showText(minion)} should be a mapping with its host, or the host alone`);
    const id = ids.claim(minion, [idFrom(minion.split(".")[0] ?? ""), idFrom(minion)]);
    if (id === undefined || booleanOf(entry.get("winrm")) === true) {
      draft.leaveOut(`host ${minion}`, "", id === undefined ? "its name makes no id, or one that another host has" : "it runs Windows");
      continue;
    }
    const remarks = draft.entry("hosts", id).remarks;
    if (id !== minion) remarks.push(`Salt calls it ${minion}.`);
    const reach = reachOf(draft, id, entry);
    writeReach(draft, id, reach);
    machines.add(id, [minion], reach);
    for (const [key, given] of entry)
      if (!taken.has(key)) draft.leaveOut(key, id, isSecret(key, given) ? keepSecret : "Conform has no place for it");
  }
  machines.writeJumps(draft);
  shareReach(draft);
  return draft;
}

const taken = new Set(["host", "user", "port", "priv", "sudo", "ssh_options", "identities_only", "winrm"]);

function reachOf(draft: Draft, id: string, entry: Foreign): Reach {
  const options = entry.get("ssh_options");
  // Salt splits them as a shell would.
  const words = Array.isArray(options) ? (options as readonly unknown[]).flatMap((option) => splitWords(textOf(option) ?? "") ?? []) : [];
  const { leftOut, ...fromOptions } = readSshOptions(words);
  const priv = textOf(entry.get("priv"));
  const [key, another] = priv === undefined || priv === "agent-forwarding" ? [] : (splitWords(priv) ?? []);
  const fromKey = key === undefined || another !== undefined ? undefined : readSshOptions([`IdentityFile=${key}`]);
  for (const { what, why } of [...leftOut, ...(fromKey?.leftOut ?? [])]) draft.leaveOut(what, id, why);
  const [address, user, port] = [textOf(entry.get("host")), textOf(entry.get("user")), textOf(entry.get("port"))];
  const sudo = booleanOf(entry.get("sudo"));
  return {
    ...fromOptions,
    ...(address !== undefined && { address: address.toLowerCase() }),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(fromKey?.identityFile !== undefined && { identityFile: fromKey.identityFile }),
    ...(sudo !== undefined && { become: sudo ? "sudo" : "none" }),
  };
}

/** @throws {UserError} where a file is a template or a program, which only Salt can run. */
export function refuseTemplates({ file, text }: SourceFile): void {
  const [, renderer] = /^#!(\S*)/.exec(text) ?? [];
  if (renderer !== undefined && renderer !== "yaml" && !(renderer === "jinja|yaml" && !isJinja(text)))
    throw new UserError(`${file}:1: this is for Salt's renderer ${showText(renderer)}; only YAML is read`);
  if (renderer !== "yaml" && isJinja(text)) {
    const line = text.slice(0, text.search(jinja)).split("\n").length;
    throw new UserError(`${file}:${line}: Jinja starts here, which only Salt can render`, "Render it first, and import the result.");
  }
}

const jinja = /\{[{%#]/;
export const isJinja = (text: string): boolean => jinja.test(text);
