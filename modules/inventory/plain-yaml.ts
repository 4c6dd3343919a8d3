import { FilePlaces } from "#inventory/file-places.ts";
import type { Source } from "#inventory/facility.ts";

interface PlainMapping {
  [key: string]: unknown;
}

/**
 * Reads the part of YAML that nearly every line of an inventory is written in: mappings and lists by indentation, `{…}` and `[…]` on one line,
 * texts with few escapes, whole numbers, true and false, comments. It takes a tenth of the time of YAML's own parser. Anything else in the text,
 * mistakes above all, makes it undefined: then the parser says what it is. A test holds both against each other.
 */
export function readPlain(
  text: string,
  locate: (offset: number) => Source,
): { readonly value: PlainMapping; readonly places: FilePlaces } | undefined {
  if (unusual.test(text) || hasLongLine(text)) return undefined;
  const places = new FilePlaces(locate);
  try {
    return { value: new PlainReader(text, places).read(), places };
  } catch (thrown) {
    if (thrown === notPlain) return undefined;
    throw thrown;
  }
}

const notPlain = new Error("this is not the plain part of YAML");

// Tabs, line ends of other systems, what is invisible, and what UTF-16 takes two units for.
const unusual = /[^\n\x20-\x7e\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufdff]/;

// Patterns look at one line at a time, so that none has much to do.
const most = { values: 80_000, depth: 32, line: 1000 };

function hasLongLine(text: string): boolean {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf("\n", from);
    const to = end === -1 ? text.length : end;
    if (to - from > most.line) return true;
    from = to + 1;
  }
  return false;
}

const refusedKeys = new Set(["__proto__", "constructor", "prototype"]);

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,14})$/;
const words: { readonly [word: string]: boolean } = { true: true, True: true, TRUE: true, false: false, False: false, FALSE: false };
// Numbers that are spelt in another way, and nothing.
const otherwiseSpecial =
  /^(?:null|Null|NULL|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+)$/;

const blankLine = / *(?:#[^\n]*)?(?:\n|$)/y;
const lineEnd = / *(?: #[^\n]*)?(?:\n|$)/y;
const spaces = / */y;
const key = /(?:([A-Za-z0-9_/][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*)|"([^"\\\n]+)"|'([^'\n]+)'):(?=[ \n])/y;
const quoted = /("(?:[^"\\\n]|\\[n"\\])*")|'([^'\n]*)'/y;
const bare = /(?:[A-Za-z0-9_/.+(]|-(?=[A-Za-z0-9.]))(?:[^ \n:#]|:(?=[^ \n])|(?<=[^ ])#| +(?=[^ \n#:]))*/y;
const bareInFlow = /(?:[A-Za-z0-9_/.+(]|-(?=[A-Za-z0-9.]))(?:[^ \n:#,[\]{}]|:(?=[^ \n,[\]{}])|(?<=[^ ])#| +(?=[^ \n#:,[\]{}]))*/y;

class PlainReader {
  readonly #text: string;
  readonly #places: FilePlaces;
  #at = 0;
  /** Of the line that is next; -1 at the end of the text. */
  #indent = -1;
  #values = 0;
  #depth = 0;

  constructor(text: string, places: FilePlaces) {
    this.#text = text;
    this.#places = places;
  }

  read(): PlainMapping {
    this.#goToNextLine();
    if (this.#indent > 0) throw notPlain;
    const value = this.#mapping("", undefined, 0);
    if (this.#at < this.#text.length) throw notPlain;
    return value;
  }

  /** Goes to the first character of the next line that says something. */
  #goToNextLine(): void {
    while (this.#at < this.#text.length && this.#take(blankLine) !== undefined);
    const from = this.#at;
    this.#take(spaces);
    this.#indent = this.#at === this.#text.length ? -1 : this.#at - from;
  }

  #endLine(): void {
    if (this.#take(lineEnd) === undefined) throw notPlain;
    this.#goToNextLine();
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  #note(name: string | number, keyAt: number | undefined, valueAt: number, written?: string): number {
    if (++this.#values > most.values) throw notPlain;
    return this.#places.open(name, keyAt, valueAt, written);
  }

  /** Reads a value that holds others. */
  #enclose<T>(name: string | number, keyAt: number | undefined, read: () => T): T {
    const place = this.#note(name, keyAt, this.#at);
    if (++this.#depth > most.depth) throw notPlain;
    const value = read();
    this.#depth -= 1;
    this.#places.close(place);
    return value;
  }

  /** A mapping whose first key is next, in some column. */
  #mapping(name: string | number, keyAt: number | undefined, column: number): PlainMapping {
    return this.#enclose(name, keyAt, () => {
      const value: PlainMapping = {};
      do {
        const at = this.#at;
        const own = this.#key(value);
        value[own] = this.#behindKey(own, at, column);
      } while (this.#indent === column && !this.#isAtItem());
      if (this.#indent > column) throw notPlain;
      return value;
    });
  }

  #key(known: PlainMapping): string {
    const [, plain, double, single] = this.#take(key) ?? [];
    const name = plain ?? double ?? single;
    if (name === undefined || refusedKeys.has(name) || Object.hasOwn(known, name)) throw notPlain;
    return name;
  }

  /** What a key is for: on its line, or below it. */
  #behindKey(name: string, keyAt: number, column: number): unknown {
    if (this.#take(lineEnd) === undefined) return this.#onLine(name, keyAt, column);
    this.#goToNextLine();
    if (this.#indent >= column && this.#isAtItem()) return this.#list(name, keyAt, this.#indent);
    if (this.#indent <= column) throw notPlain;
    return this.#mapping(name, keyAt, this.#indent);
  }

  /** A value that ends with its line. */
  #onLine(name: string | number, keyAt: number | undefined, column: number): unknown {
    this.#take(spaces);
    const value = this.#inLine(name, keyAt, bare);
    this.#endLine();
    // Texts may go on in the next line, but not here.
    if (this.#indent > column) throw notPlain;
    return value;
  }

  #isAtItem(): boolean {
    return this.#text.startsWith("- ", this.#at);
  }

  #list(name: string, keyAt: number, column: number): unknown[] {
    return this.#enclose(name, keyAt, () => {
      const items: unknown[] = [];
      do {
        const line = this.#at - column;
        this.#at += 1;
        this.#take(spaces);
        items.push(
          this.#isAtKey() ? this.#mapping(items.length, undefined, this.#at - line) : this.#onLine(items.length, undefined, column),
        );
      } while (this.#indent === column && this.#isAtItem());
      if (this.#indent > column) throw notPlain;
      return items;
    });
  }

  #isAtKey(): boolean {
    const at = this.#at;
    const found = this.#take(key);
    this.#at = at;
    return found !== undefined;
  }

  /** A value of which nothing stands on another line. */
  #inLine(name: string | number, keyAt: number | undefined, text: RegExp): unknown {
    const first = this.#text[this.#at];
    if (first === "{") return this.#enclose(name, keyAt, () => this.#flowMapping());
    if (first === "[") return this.#enclose(name, keyAt, () => this.#flowList());
    return first === '"' || first === "'" ? this.#quoted(name, keyAt) : this.#bare(name, keyAt, text);
  }

  #quoted(name: string | number, keyAt: number | undefined): string {
    this.#note(name, keyAt, this.#at);
    const [, double, single] = this.#take(quoted) ?? [];
    if (double !== undefined) return JSON.parse(double) as string; // these few escapes are JSON's, too
    if (single === undefined) throw notPlain;
    return single;
  }

  #bare(name: string | number, keyAt: number | undefined, pattern: RegExp): unknown {
    const at = this.#at;
    const [text] = this.#take(pattern) ?? [];
    if (text === undefined) throw notPlain;
    const value = wholeNumber.test(text) ? Number(text) : Object.hasOwn(words, text) ? words[text] : text;
    if (value === text && otherwiseSpecial.test(text)) throw notPlain;
    this.#note(name, keyAt, at, value === text ? undefined : text);
    return value;
  }

  #flowMapping(): PlainMapping {
    const value: PlainMapping = {};
    this.#eachUntil("}", () => {
      const at = this.#at;
      const own = this.#key(value);
      this.#take(spaces);
      value[own] = this.#inLine(own, at, bareInFlow);
    });
    return value;
  }

  #flowList(): unknown[] {
    const items: unknown[] = [];
    this.#eachUntil("]", () => items.push(this.#inLine(items.length, undefined, bareInFlow)));
    return items;
  }

  /** Reads what stands between brackets, with commas between. */
  #eachUntil(close: string, read: () => void): void {
    this.#at += 1;
    this.#take(spaces);
    if (this.#text[this.#at] !== close) read();
    this.#take(spaces);
    while (this.#text[this.#at] === ",") {
      this.#at += 1;
      this.#take(spaces);
      read();
      this.#take(spaces);
    }
    if (this.#text[this.#at] !== close) throw notPlain;
    this.#at += 1;
  }
}
