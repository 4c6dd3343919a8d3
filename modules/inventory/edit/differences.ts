import { diffArrays } from "diff";

import type { Path } from "#inventory/finding.ts";
import { isMapping } from "#inventory/mapping.ts";
import type { Mapping } from "#inventory/mapping.ts";

/** One step from what a file says to what it shall say. */
export type Difference =
  | { readonly kind: "replace"; readonly path: Path; readonly value: unknown }
  | { readonly kind: "insert"; readonly path: Path; readonly step: string | number; readonly value: unknown }
  | { readonly kind: "remove"; readonly path: Path };

/** The steps from one value to another, each of which leaves the paths of the later ones as they are. */
export function* differences(was: unknown, wanted: unknown, path: Path = []): Generator<Difference> {
  if (isSame(was, wanted)) return;
  if (isMapping(was) && isMapping(wanted) && (path.length === 0 || keepsOrder(was, wanted))) {
    for (const key of Object.keys(was)) if (!Object.hasOwn(wanted, key)) yield { kind: "remove", path: [...path, key] };
    for (const [key, value] of Object.entries(wanted))
      if (Object.hasOwn(was, key)) yield* differences(was[key], value, [...path, key]);
      else yield { kind: "insert", path, step: key, value };
  } else if (Array.isArray(was) && Array.isArray(wanted) && was.length > 0 && wanted.length > 0)
    yield* differencesOfLists(was, wanted, path);
  else yield { kind: "replace", path, value: wanted };
}

/** Whether two values are the same, the order of keys included. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether one mapping becomes the other by taking keys out and putting keys to the end; never all of them out. */
function keepsOrder(was: Mapping, wanted: Mapping): boolean {
  const kept = Object.keys(was).filter((key) => Object.hasOwn(wanted, key));
  return kept.length > 0 && Object.keys(wanted).slice(0, kept.length).join("\0") === kept.join("\0");
}

/** From the end to the start, so that no step moves the items of a later one. */
function* differencesOfLists(was: readonly unknown[], wanted: readonly unknown[], path: Path): Generator<Difference> {
  let end = was.length;
  let added: readonly unknown[] = [];
  for (const change of diffArrays([...was], [...wanted], { comparator: isSame }).toReversed()) {
    if (change.added) {
      added = change.value;
      continue;
    }
    if (!change.removed) yield* exchange([], added, end, path);
    end -= change.value.length;
    if (change.removed) yield* exchange(change.value, added, end, path);
    added = [];
  }
  yield* exchange([], added, end, path);
}

/** Some items give way to others: those beside each other are changed, the rest comes or goes. */
function* exchange(was: readonly unknown[], wanted: readonly unknown[], at: number, path: Path): Generator<Difference> {
  const shared = Math.min(was.length, wanted.length);
  for (let i = was.length - 1; i >= shared; i--) yield { kind: "remove", path: [...path, at + i] };
  for (const value of wanted.slice(shared).toReversed()) yield { kind: "insert", path, step: at + shared, value };
  for (let i = shared - 1; i >= 0; i--) yield* differences(was[i], wanted[i], [...path, at + i]);
}
