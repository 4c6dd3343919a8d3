import { closest, distance } from "fastest-levenshtein";

/** The known name that a mistyped one most likely meant, if any is near enough to be worth saying. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name, known);
  return distance(name, best) <= Math.max(2, Math.floor(name.length / 3)) ? best : undefined;
}

/** `, did you mean "x"?` or nothing, to end a message with. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = nearest(name, known);
  return best === undefined ? "" : `, did you mean "${best}"?`;
}
