import { didYouMean } from "#core/nearest.ts";
import type { KnownIds } from "#inventory/combine.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { showNames, showText } from "#inventory/show.ts";
import { referredBy } from "#inventory/schema-reference.ts";
import type { Located } from "#inventory/schema-reference.ts";
import { readSchema } from "#inventory/schema.ts";
import type { Schema } from "#inventory/schema.ts";
import { isSection, sections } from "#inventory/sections.ts";
import type { Section } from "#inventory/sections.ts";
import type { Written } from "#inventory/written.ts";

/** A place where ids of a section stand. */
export interface Reference {
  /** The way there; `*` is every key or item. */
  readonly at: readonly string[];
  readonly to: Section;
  /** A word that is no id but allowed there. */
  readonly besides?: string;
}

/** Every place where an inventory refers to an entry, as the schemas say it. */
export function listReferences(): readonly Reference[] {
  listed ??= [...walk({ schema: readSchema("inventory.schema.json"), file: "inventory.schema.json" }, [])];
  return listed;
}

let listed: readonly Reference[] | undefined;

function* walk(located: Located, at: readonly string[]): Generator<Reference> {
  const { schema, file } = located;
  const { refersTo, orElse, properties = {}, additionalProperties, items, anyOf = [] } = schema;
  if (isSection(refersTo)) yield { at, to: refersTo, ...(orElse !== undefined && { besides: orElse }) };
  const referred = referredBy(located);
  if (referred !== undefined) yield* walk(referred, at);
  const inside = (inner: Schema, ...step: readonly string[]): Generator<Reference> => walk({ schema: inner, file }, [...at, ...step]);
  for (const [key, inner] of Object.entries(properties)) yield* inside(inner, key);
  if (typeof additionalProperties === "object") yield* inside(additionalProperties, "*");
  if (items !== undefined) yield* inside(items, "*");
  for (const inner of anyOf) yield* inside(inner);
}

// Guessing what was meant costs a comparison with every known id; nobody reads more guesses than these.
const mostGuesses = 100;

/** Ids that no file describes. */
export function checkReferences(written: Written, known: KnownIds): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { at, to, besides } of listReferences())
    for (const [path, id] of followPath(written, at)) {
      if (known[to].has(id) || id === besides) continue;
      const names = [...known[to]];
      const guess = problems.length < mostGuesses ? didYouMean(id, names) : "";
      problems.push({
        id: "dangling-reference",
        path,
        message: `${nameOf(path.slice(0, path[0] === "facility" ? 1 : 2))} refers to ${sections[to].noun} ${showText(id)}, which no file describes${guess}`,
        hint: names.length === 0 ? `No file has any \`${to}\`.` : `Known: ${showNames(names)}.`,
      });
    }
  return problems;
}

/** Every text at a path with wildcards. */
export function* followPath(value: unknown, at: readonly string[], path: Path = []): Generator<readonly [Path, string]> {
  const [step, ...rest] = at;
  if (step === undefined) {
    if (typeof value === "string") yield [path, value];
  } else
    for (const [key, inner] of step === "*" ? entriesOf(value) : [[step, readKey(value, step)] as const])
      yield* followPath(inner, rest, [...path, key]);
}

function entriesOf(value: unknown): Iterable<readonly [string | number, unknown]> {
  if (value instanceof Map) return value as ReadonlyMap<string, unknown>;
  if (Array.isArray(value)) return value.entries();
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

const readKey = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
