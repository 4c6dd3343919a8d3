import type { Source } from "#inventory/facility.ts";
import type { Place } from "#inventory/places.ts";

const none = -1;

/**
 * Where the values of one file stand. A large inventory has hundreds of thousands, of which hardly any is ever asked for: they are kept as
 * numbers, in the order of the file, and become lines and columns when somebody asks.
 */
export class FilePlaces {
  readonly #locate: (offset: number) => Source;
  /** Of each value: its key or index in what holds it, the offsets of its key and of itself, and the number of the first value behind it. */
  readonly #names: (string | number)[] = [];
  readonly #keys: number[] = [];
  readonly #values: number[] = [];
  readonly #ends: number[] = [];
  readonly #spellings = new Map<number, string>();

  constructor(locate: (offset: number) => Source) {
    this.#locate = locate;
  }

  /** Notes a value. What is noted before it is closed is in it. */
  open(name: string | number, keyAt: number | undefined, valueAt: number, written: string | undefined): number {
    const number = this.#names.push(name) - 1;
    this.#keys.push(keyAt ?? none);
    this.#values.push(valueAt);
    this.#ends.push(number + 1);
    if (written !== undefined) this.#spellings.set(number, written);
    return number;
  }

  close(number: number): void {
    this.#ends[number] = this.#names.length;
  }

  /** The place of the value at a JSON pointer. */
  get(pointer: string): Place | undefined {
    const [, ...steps] = pointer.split("/");
    let number = this.#names.length === 0 ? none : 0;
    for (const step of steps) number = this.#findIn(number, step.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (number === none) return undefined;
    const keyAt = this.#keys[number] ?? none;
    const written = this.#spellings.get(number);
    return {
      ...(keyAt !== none && { key: this.#locate(keyAt) }),
      value: this.#locate(this.#values[number] ?? 0),
      ...(written !== undefined && { written }),
    };
  }

  #findIn(number: number, step: string): number {
    const end = this.#ends[number] ?? 0;
    for (let inner = number + 1; inner < end; inner = this.#ends[inner] ?? end) if (String(this.#names[inner]) === step) return inner;
    return none;
  }
}
