import { didYouMean } from "#core/nearest.ts";
import type { KnownIds } from "#inventory/combine.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { showNames, showText } from "#inventory/show.ts";
import { readSchema, readSchemas } from "#inventory/schema.ts";
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
  listed ??= [...walk(readSchema("inventory.schema.json"), "inventory.schema.json", [], readSchemas())];
  return listed;
}

let listed: readonly Reference[] | undefined;

function* walk(schema: Schema, file: string, at: readonly string[], files: ReadonlyMap<string, Schema>): Generator<Reference> {
  const { $ref, refersTo, orElse, properties = {}, additionalProperties, items, anyOf = [] } = schema;
  if (isSection(refersTo)) yield { at, to: refersTo, ...(orElse !== undefined && { besides: orElse }) };
  if ($ref !== undefined) {
    const [name = "", pointer = ""] = $ref.split("#");
    const from = name === "" ? file : name;
    const target = files.get(from);
    const found = pointer === "" ? target : target?.$defs?.[pointer.replace("/$defs/", "")];
    if (found === undefined) throw new Error(`${file} refers to ${$ref}, which is not there`);
    yield* walk(found, from, at, files);
  }
  for (const [key, inner] of Object.entries(properties)) yield* walk(inner, file, [...at, key], files);
  if (typeof additionalProperties === "object") yield* walk(additionalProperties, file, [...at, "*"], files);
  if (items !== undefined) yield* walk(items, file, [...at, "*"], files);
  for (const inner of anyOf) yield* walk(inner, file, at, files);
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
