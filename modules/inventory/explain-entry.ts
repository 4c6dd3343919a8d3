import type { Source } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import { entryOf } from "#inventory/places.ts";
import type { Places } from "#inventory/places.ts";

/** One value of an entry, and who says it: the entry itself, a class, or nobody but the schema. */
export interface Explained {
  readonly path: Path;
  readonly value: unknown;
  readonly by: "own" | "class" | "schema";
  readonly class?: string;
  readonly source?: Source;
}

/** Every value of an entry, key by key, and where it comes from. Lists of single values are one value. */
export function explainEntry(entry: Path, value: unknown, places: Places): readonly Explained[] {
  if (!isPlain(value)) return partsOf(value).flatMap(([step, inner]) => explainEntry([...entry, step], inner, places));
  const layer = places.layerOf(entry);
  const place = places.at(entry);
  const path = entry.slice(entryOf(entry).length);
  if (layer === undefined || place === undefined) return [{ path, value, by: "schema" }];
  const source = place.key ?? place.value;
  return [layer[0] === entry[0] ? { path, value, by: "own", source } : { path, value, by: "class", class: String(layer[1]), source }];
}

const partsOf = (value: unknown): readonly (readonly [string | number, unknown])[] =>
  Array.isArray(value) ? [...value.entries()] : typeof value === "object" && value !== null ? Object.entries(value) : [];

/** A single value, a list of those, or nothing in braces. */
const isPlain = (value: unknown): boolean => {
  const parts = partsOf(value);
  return parts.length === 0 || (Array.isArray(value) && parts.every(([, part]) => typeof part !== "object" || part === null));
};
