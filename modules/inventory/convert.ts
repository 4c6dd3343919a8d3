import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document, Node, YAMLMap } from "yaml";

import type { FilePlaces } from "#inventory/file-places.ts";
import { showText } from "#inventory/show.ts";
import type { TextMistake } from "#inventory/tokens.ts";

// Far more than a large facility needs. Aliases may multiply values and put them into each other, so theirs are counted apart.
const most = { values: 200_000, repeated: 10_000, depth: 64 };

/** Turns nodes into plain data. Our own walk, because YAML's would follow aliases without end and keep no places. */
export class Conversion {
  readonly #mistakes: TextMistake[];
  readonly #places: FilePlaces;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #count = 0;
  #repeated = 0;
  #isRepeating = false;
  #isFull = false;

  constructor(mistakes: TextMistake[], places: FilePlaces) {
    this.#mistakes = mistakes;
    this.#places = places;
  }

  convert(document: Document.Parsed): unknown {
    return document.contents === null ? undefined : this.#value(document.contents, "", undefined);
  }

  #value(node: Node | null, name: string | number, keyAt: number | undefined): unknown {
    const offset = node?.range?.[0] ?? keyAt ?? 0;
    if (this.#isTooMuch(offset)) return null;
    if (isAlias(node)) return this.#alias(node.source, offset, name, keyAt);
    const place = this.#places.open(
      name,
      keyAt,
      offset,
      isScalar(node) && typeof node.value !== "string" ? node.source?.slice(0, 40) : undefined,
    );
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node.value, offset);
    this.#open.add(node);
    const value = isMap(node) ? this.#mapping(node) : node.items.map((item, i) => this.#value(item as Node | null, i, undefined)); // a parsed list holds nodes
    this.#open.delete(node);
    this.#places.close(place);
    return value;
  }

  #isTooMuch(offset: number): boolean {
    this.#count += 1;
    if (this.#isRepeating) this.#repeated += 1;
    const isTooMuch = this.#count > most.values || this.#repeated > most.repeated || this.#open.size > most.depth;
    if (isTooMuch && !this.#isFull)
      this.#mistakes.push({
        id: "yaml-size",
        offset,
        message: "the file holds too many values, or nests them too deep: split it, or repeat less with *…",
      });
    this.#isFull ||= isTooMuch;
    return isTooMuch;
  }

  #scalar(value: unknown, offset: number): unknown {
    if (typeof value === "string" && !value.isWellFormed())
      this.#mistakes.push({ id: "broken-text", offset, message: "half of a surrogate pair (\\ud800 to \\udfff) is no text" });
    return value;
  }

  #alias(anchor: string, offset: number, name: string | number, keyAt: number | undefined): unknown {
    const target = this.#anchors.get(anchor);
    if (target === undefined)
      this.#mistakes.push({ id: "yaml-alias", offset, message: `nothing before this is anchored as ${showText(`&${anchor}`)}` });
    else if (this.#open.has(target))
      this.#mistakes.push({ id: "yaml-alias", offset, message: `${showText(`*${anchor}`)} would contain itself` });
    else return this.#repeat(target, name, keyAt);
    return null;
  }

  #repeat(node: Node, name: string | number, keyAt: number | undefined): unknown {
    const wasRepeating = this.#isRepeating;
    this.#isRepeating = true;
    const value = this.#value(node, name, keyAt);
    this.#isRepeating = wasRepeating;
    return value;
  }

  #mapping(map: YAMLMap): { [key: string]: unknown } {
    const value: { [key: string]: unknown } = {};
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? pair.key : undefined;
      const offset = key?.range?.[0] ?? 0;
      if (typeof key?.value !== "string") {
        this.#mistakes.push({ id: "yaml-key", offset: key?.range?.[0] ?? map.range?.[0] ?? 0, message: "a key is text" });
        continue;
      }
      const name = key.value;
      if (refusedKeys.has(name)) this.#mistakes.push({ id: "refused-key", offset, ...describeRefusedKey(name) });
      else if (Object.hasOwn(value, name))
        this.#mistakes.push({
          id: "duplicate-key",
          offset,
          message: `the key ${showText(name)} is here twice`,
          related: offsetOfKey(map, name),
        });
      else {
        this.#scalar(name, offset);
        value[name] = this.#value(pair.value as Node | null, name, offset); // a parsed mapping holds nodes
      }
    }
    return value;
  }
}

/** Where a mapping has a key first. */
const offsetOfKey = ({ items }: YAMLMap, name: string): number =>
  items.flatMap(({ key }) => (isScalar(key) && key.value === name ? (key.range?.[0] ?? []) : []))[0] ?? 0;

// Names that mean something to JavaScript objects themselves, and YAML 1.1's merge key.
const refusedKeys = new Set(["__proto__", "constructor", "prototype", "<<"]);

const describeRefusedKey = (name: string): { message: string; hint?: string } =>
  name === "<<"
    ? {
        message: "merge keys (<<) are not part of YAML 1.2",
        hint: "Write the keys out, or give them one place: a baseline, software, facility.ssh.",
      }
    : { message: `the key ${showText(name)} is not allowed` };
