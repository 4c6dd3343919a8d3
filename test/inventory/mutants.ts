import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document, Node } from "yaml";

import type { Path } from "#inventory/finding.ts";
import { isMapping } from "#inventory/mapping.ts";
import { follow } from "#inventory/schema-reference.ts";
import type { Located } from "#inventory/schema-reference.ts";
import { readSchema } from "#inventory/schema.ts";
import type { Schema as ReadSchema } from "#inventory/schema.ts";

/** As much of a schema as tells what could be wrong with a value. */
interface Schema extends ReadSchema {
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly requiredJoined?: readonly string[];
}

/** One small change of a text that makes it wrong, and the line where that should be told. */
export interface Mutant {
  readonly what: string;
  readonly kind: "missing key" | "misspelt word" | "dangling reference" | "missing unit";
  /** The entry that it is in: mistakes in different entries have nothing to do with each other. */
  readonly entry: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Wrong {
  readonly kind: Mutant["kind"];
  readonly path: Path;
  /** What stands there instead; for a missing key, the key. */
  readonly instead: string;
}

/** Every way to break a required key, a word of a list, a reference or a unit that a file has. What is repeated by `*` is broken where it is written. */
export function listMutants(text: string): readonly Mutant[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  return [...listWrongs(document.toJS({ maxAliasCount: -1 }), inventory, [])].flatMap((wrong) => {
    const edit = wrong.kind === "missing key" ? removeKey(document, wrong, text) : replaceScalar(document, wrong);
    const entry = wrong.path.slice(0, wrong.path[0] === "facility" ? 1 : 2).join(" ");
    const what = `${wrong.kind}: ${[...wrong.path, ...(wrong.kind === "missing key" ? [wrong.instead] : [])].join(".")}`;
    return edit === undefined ? [] : [{ what, kind: wrong.kind, entry, ...edit, line: lineOf(edit.line) }];
  });
}

/** A text with some of its mutants in it, none in the way of another. Its lines stay where they are. */
export function mutate(text: string, mutants: readonly Mutant[]): string {
  const lastFirst = mutants.toSorted((a, b) => b.from - a.from);
  return lastFirst.reduce((result, { from, to, text: instead }) => {
    const lines = result.slice(from, to).split("\n").length - 1;
    return `${result.slice(0, from)}${instead}${"\n".repeat(lines)}${result.slice(to)}`;
  }, text);
}

const inventory: Located = { schema: readSchema("inventory.schema.json"), file: "" };

function* listWrongs(value: unknown, located: Located, path: Path): Generator<Wrong> {
  const { schema, file } = follow(located);
  const inside = (inner: Schema): Located => ({ schema: inner, file });
  for (const branch of schema.anyOf ?? [])
    if (follow(inside(branch)).schema.type === (typeof value === "string" ? "string" : "object"))
      yield* listWrongs(value, inside(branch), path);
  if (Array.isArray(value) && schema.items !== undefined)
    for (const [i, item] of value.entries()) yield* listWrongs(item, inside(schema.items), [...path, i]);
  if (typeof value === "string") yield* listWrongTexts(value, schema, path);
  if (!isMapping(value)) return;
  for (const key of [...(schema.required ?? []), ...(schema.requiredJoined ?? [])])
    if (Object.hasOwn(value, key)) yield { kind: "missing key", path, instead: key };
  for (const [key, item] of Object.entries(value)) {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    if (typeof inner === "object") yield* listWrongs(item, inside(inner), [...path, key]);
  }
}

function* listWrongTexts(value: string, schema: Schema, path: Path): Generator<Wrong> {
  if (schema.enum !== undefined) yield { kind: "misspelt word", path, instead: `${value}x` };
  if (schema.refersTo !== undefined && value !== schema.orElse) yield { kind: "dangling reference", path, instead: `${value}-nowhere` };
  const [, amount] = /^(-?[0-9.]+) [^ ]+$/.exec(value) ?? [];
  if (amount !== undefined && schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(amount))
    yield { kind: "missing unit", path, instead: amount };
}

type Edit = Pick<Mutant, "from" | "to" | "text" | "line">;

/** The node that is written at a path; undefined where the file repeats another one. */
function nodeAt(document: Document, path: Path): Node | undefined {
  const node = document.getIn(path, true);
  return isNode(node) ? node : undefined;
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;
const endOf = (node: Node): number => node.range?.[1] ?? 0;

function replaceScalar(document: Document, { path, instead }: Wrong): Edit | undefined {
  const node = nodeAt(document, path);
  return isScalar(node) ? { from: startOf(node), to: endOf(node), text: instead, line: startOf(node) } : undefined;
}

/** Takes a key out with its value and, between braces, with one of the commas beside it. */
function removeKey(document: Document, { path, instead: key }: Wrong, text: string): Edit | undefined {
  const map = nodeAt(document, path);
  if (!isMap<Node, Node>(map)) return undefined;
  const index = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  const [before, pair, after] = [map.items[index - 1], map.items[index], map.items[index + 1]];
  if (pair?.value === undefined || pair.value === null) return undefined;
  const line = keyOf(document, path) ?? startOf(map);
  if (map.flow !== true) return { from: startOf(pair.key), to: lastOf(pair.value, text), text: "", line };
  if (after !== undefined) return { from: startOf(pair.key), to: startOf(after.key), text: "", line };
  return {
    from: before?.value === undefined || before.value === null ? startOf(pair.key) : endOf(before.value),
    to: endOf(pair.value),
    text: "",
    line,
  };
}

/** The end of a value's last line. */
function lastOf(value: Node, text: string): number {
  const end = endOf(value);
  return text.slice(startOf(value), end).endsWith("\n") ? end - 1 : end;
}

/** Where the key of a mapping stands, unless it is an item of a list. */
function keyOf(document: Document, path: Path): number | undefined {
  const around: unknown = path.length === 0 ? undefined : path.length === 1 ? document.contents : nodeAt(document, path.slice(0, -1));
  const pair = isMap<Node, Node>(around) ? around.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return pair && startOf(pair.key);
}
