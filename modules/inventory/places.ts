import type { Source } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";

/** Where one value of a file stands, and its key. */
export interface Place {
  readonly key?: Source;
  readonly value: Source;
  /** How a number or the like is spelt there, where that can differ from what it means: `0644`. */
  readonly written?: string;
}

/** Turns offsets of a text into lines and columns. */
export function makeLocator(file: string, text: string): (offset: number) => Source {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** A path as JSON pointer, the form in which ajv names places too. */
export const pointerOf = (path: Path): string => path.map(pointerStep).join("");

/** One more step of a JSON pointer. */
export const pointerStep = (part: string | number): string =>
  typeof part === "number" ? `/${part}` : `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The place of a path, or of the nearest thing around it where the path itself is not written. */
export function findPlace(places: ReadonlyMap<string, Place>, path: Path): Place | undefined {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(pointerOf(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return undefined;
}
