import type { Source } from "#inventory/facility.ts";
import type { FilePlaces } from "#inventory/file-places.ts";
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

/** The entry that a path leads into: `["facility"]`, or one id of a section. */
export const entryOf = (path: Path): Path => path.slice(0, path[0] === "facility" ? 1 : 2);

/** Where everything stands that an entry says, or that a class says for it. */
export class Places {
  /** By section and id: the places of the file that describes the entry. */
  readonly #files = new Map<string, Map<string, FilePlaces>>();
  /** By the pointer of an entry: where its defaults stand, the nearest first. */
  readonly #defaults = new Map<string, readonly Path[]>();

  /** Says which file describes an entry. The first one does; false for every other. */
  own(entry: Path, places: FilePlaces): boolean {
    const [section, id] = keysOf(entry);
    const files = this.#files.get(section) ?? new Map<string, FilePlaces>();
    if (files.has(id)) return false;
    this.#files.set(section, files.set(id, places));
    return true;
  }

  inherit(entry: Path, defaults: readonly Path[]): void {
    this.#defaults.set(pointerOf(entry), defaults);
  }

  /** Exactly where a value was written, at the entry itself or in a class. */
  at(path: Path): Place | undefined {
    const layer = this.layerOf(path);
    return layer && this.#in(layer, path);
  }

  /** Whether a class says a value, and not the entry itself. Its mistakes are then the class's, and told there. */
  isInherited(path: Path): boolean {
    const layer = this.layerOf(path);
    return layer !== undefined && layer[0] !== path[0];
  }

  /** Who says a value: the entry itself, as `["hosts", "suite-01"]`, or a class, as `["classes", "grade", "host"]`; nobody where it is a default of the schema. */
  layerOf(path: Path): Path | undefined {
    const entry = entryOf(path);
    const layers = [entry, ...(path.length > entry.length ? (this.#defaults.get(pointerOf(entry)) ?? []) : [])];
    // Lists are replaced as a whole: what a nearer list's item leaves out, no other list says.
    const index = path.findIndex((step) => typeof step === "number");
    const whole = index === -1 ? path : path.slice(0, index);
    const layer = layers.find((layer) => this.#in(layer, whole) !== undefined);
    return layer && this.#in(layer, path) && layer;
  }

  #in(layer: Path, path: Path): Place | undefined {
    const rest = pointerOf(path.slice(entryOf(path).length));
    const [section, id] = keysOf(layer);
    return this.#files
      .get(section)
      ?.get(id)
      ?.get(pointerOf(layer) + rest);
  }

  /** The place of a path, or of the nearest thing around it where the path itself is not written. */
  find(path: Path): Place | undefined {
    for (let length = path.length; length > 0; length--) {
      const place = this.at(path.slice(0, length));
      if (place !== undefined) return place;
    }
    return undefined;
  }
}

const keysOf = ([section, id]: Path): readonly [section: string, id: string] => [String(section), String(id)];
