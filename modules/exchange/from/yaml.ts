import { Composer, isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document, Node, Pair, ScalarTag, YAMLMap } from "yaml";

import { UserError } from "#core/errors.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { makeLocator } from "#inventory/places.ts";
import { renderSource } from "#inventory/render.ts";
import { showText } from "#inventory/show.ts";
import { readTokens } from "#inventory/tokens.ts";

/** What stands in place of a value that Ansible Vault encrypted. */
export const vaulted = Symbol("encrypted by Ansible Vault");

/** Text that its author marked as no template: `!unsafe "{{ }}"`. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A mapping of another tool's YAML. No JavaScript object, so that no key of it can mean anything to one. */
export type Foreign = ReadonlyMap<string, unknown>;

/** A file of another tool as plain data. */
export interface ForeignFile {
  readonly file: string;
  /** Text (`Verbatim` where it is marked so), numbers that are spelt as JavaScript spells them, true, false, null, lists and maps. */
  readonly value: unknown;
  /** Where a map or a list of it stands, as `file:line:column`. */
  readonly placeOf: (value: unknown) => string;
}

const tagNames = ["!vault", "!vault-encrypted", "!unsafe"];
const tags = new Set(tagNames);
const customTags: ScalarTag[] = tagNames.map((tag) => ({ tag, resolve: (text) => text }));
const most = { values: 400_000, repeated: 20_000 };

/**
 * Reads YAML as other tools write it: with merge keys, and with the tags of Ansible's vault, whose content is not kept.
 *
 * @throws {UserError} naming file, line and column
 */
export function readForeignYaml({ file, text }: SourceFile): ForeignFile {
  const locate = makeLocator(file, text);
  const placeAt = (offset: number): string => renderSource(locate(offset));
  const refuse = (offset: number, message: string, hint?: string): never => {
    throw new UserError(`${placeAt(offset)}: ${message}`, hint);
  };
  const read = readTokens(text, tags);
  if ("mistake" in read) {
    const { id, offset, message, hint } = read.mistake;
    if (id === "yaml-tag") return refuse(offset, "a tag that is not read; only !vault and !unsafe are");
    return refuse(offset, message, hint);
  }
  const options = { stringKeys: true, uniqueKeys: false, merge: false, logLevel: "silent", customTags } as const;
  const [document, another] = new Composer({ ...options, customTags: [...customTags] }).compose(read.tokens);
  if (document === undefined) return { file, value: null, placeOf: () => file };
  const [error] = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (error !== undefined) return refuse(error.pos[0], `this is not YAML: ${error.message}`);
  if (another !== undefined) return refuse(another.range[0], "a second document starts here; one is read");
  const conversion = new Conversion(refuse);
  const value = conversion.convert(document);
  return {
    file,
    value,
    placeOf: (value) => (typeof value === "object" && value !== null ? placeAt(conversion.offsets.get(value) ?? 0) : file),
  };
}

type Refuse = (offset: number, message: string) => never;

class Conversion {
  readonly offsets = new WeakMap<object, number>();
  readonly #refuse: Refuse;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #count = 0;
  #repeated = 0;
  #isRepeating = false;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  convert(document: Document.Parsed): unknown {
    return this.#value(document.contents);
  }

  #value(node: Node | null): unknown {
    const offset = node?.range?.[0] ?? 0;
    if (++this.#count > most.values || (this.#isRepeating && ++this.#repeated > most.repeated))
      return this.#refuse(offset, "the file holds too many values, or repeats too many with *…");
    if (isAlias(node)) return this.#repeat(node.source, offset);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) {
      if (node.tag?.startsWith("!vault") === true) return vaulted;
      if (node.tag === "!unsafe") return new Verbatim(String(node.value));
      // `8.10` is a release and `0644` a mode: what JavaScript would spell otherwise stays text.
      return typeof node.value === "number" && String(node.value) !== node.source ? node.source : node.value;
    }
    this.#open.add(node);
    const value = isMap(node) ? this.#mapping(node) : node.items.map((item) => this.#value(item as Node | null)); // a parsed list holds nodes
    this.#open.delete(node);
    this.offsets.set(value, offset);
    return value;
  }

  #repeat(name: string, offset: number): unknown {
    const target = this.#anchors.get(name);
    if (target === undefined) return this.#refuse(offset, `nothing before this is anchored as ${showText(`&${name}`)}`);
    if (this.#open.has(target)) return this.#refuse(offset, `${showText(`*${name}`)} would contain itself`);
    const wasRepeating = this.#isRepeating;
    this.#isRepeating = true;
    const value = this.#value(target);
    this.#isRepeating = wasRepeating;
    return value;
  }

  /** Of a key that stands here twice the last one counts, as for the tools themselves; what is merged in comes after all that is written. */
  #mapping(map: YAMLMap): Map<string, unknown> {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const { key, value } of map.items as readonly Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? key.value : undefined;
      const offset = key.range?.[0] ?? 0;
      if (typeof name !== "string") return this.#refuse(offset, "a key is text");
      const read = this.#value(value);
      if (name !== "<<") own.set(name, read);
      else
        for (const from of Array.isArray(read) ? (read as readonly unknown[]) : [read]) {
          if (!(from instanceof Map)) return this.#refuse(offset, "<< merges a mapping, or a list of mappings");
          for (const [key, inner] of from as Foreign) if (!merged.has(key)) merged.set(key, inner);
        }
    }
    return new Map([...merged, ...own]);
  }
}

export const isForeign = (value: unknown): value is Foreign => value instanceof Map;

/** A text or a number as text. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof Verbatim) return value.text;
  return typeof value === "number" ? String(value) : typeof value === "string" ? value : undefined;
}

/** What YAML 1.1 and Ansible take for yes or no. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const word = textOf(value)?.toLowerCase() ?? "";
  if (["yes", "true", "on", "y", "t", "1"].includes(word)) return true;
  return ["no", "false", "off", "n", "f", "0"].includes(word) ? false : undefined;
}

/** A whole number, also where it is written as text. */
export const wholeNumberOf = (value: unknown): number | undefined => {
  const text = textOf(value);
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
};
