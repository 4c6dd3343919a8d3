import * as fc from "fast-check";
import type { GeneratorValue } from "fast-check";

const words = [
  "studio",
  "12",
  "9.40",
  "0644",
  "yes",
  "true",
  "null",
  "~",
  "a b",
  "it's",
  'say "so"',
  "# no",
  "a: b",
  "- x",
  "",
  " padded ",
  "日本",
  "x,y",
  "[z",
  "{q",
  "&a",
  "*b",
  "!t",
  "%d",
  "@e",
  "`f",
  "02:30",
  "1e3",
  "-",
  "?",
  "a #b",
  "rw",
  "\u2028",
  "🎬",
];

export const anyWord = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));
export const anyScalar = fc.oneof(
  { weight: 4, arbitrary: anyWord },
  fc.integer({ min: -5, max: 99_999 }),
  fc.boolean(),
  fc.constantFrom("two\nlines\n", "no\nend", "one\n\nthree\n"),
);
export const anyKey = fc.constantFrom("name", "os", "eth1.40", "/etc/motd", "ip", "list", "2.14", "why", "a", "b-c", "net.core.rmem_max");

const { value } = fc.letrec<{ value: unknown; list: unknown; map: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "xsmall", maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: anyScalar },
    tie("list"),
    tie("map"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  map: fc.dictionary(anyKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

export const anyValue = value;
export const anyEntry = fc.dictionary(anyKey, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
export const anyId = fc.constantFrom("suite-01", "suite-02", "grade-01", "san-01", "2.14", "no", "9", "x");

/** Sections of entries. */
export const anyInventory = fc.dictionary(
  fc.constantFrom("hosts", "suites", "rooms"),
  fc.dictionary(anyId, anyEntry, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  { minKeys: 1, noNullPrototype: true },
);

/** Writes data as YAML, drawing the style of every part. */
export const writeAnyhow = (data: object, g: GeneratorValue): string => new Writer(g).document(data);

/** One of some values. */
export const pick = <T>(g: GeneratorValue, of: readonly T[]): T => g(() => fc.constantFrom(...of));

class Writer {
  readonly #g: GeneratorValue;
  readonly newline: "\n" | "\r\n";
  readonly #step: number;
  readonly #dash: number;
  readonly #spaced: boolean;
  #comments = 0;

  constructor(g: GeneratorValue) {
    this.#g = g;
    this.newline = this.#pick("\n", "\n", "\r\n");
    this.#step = this.#pick(2, 2, 4, 1);
    this.#dash = this.#pick(this.#step, 0);
    this.#spaced = this.#pick(false, true);
  }

  document(data: object): string {
    const lines = this.#mapping(data, 0, this.#spaced);
    const start = this.#pick([], ["# yaml-language-server: $schema=x", ""], ["---"]);
    const end = this.#pick("", this.newline, this.newline, `${this.newline}${this.newline}# the end${this.newline}`);
    return [...start, ...lines].join(this.newline) + end;
  }

  #pick<T>(...of: readonly T[]): T {
    return pick(this.#g, of);
  }

  #comment(): string {
    return this.#pick(...Array<string>(6).fill(""), ` # c${++this.#comments}`, `   # c${this.#comments}: "x" [y] {z}`);
  }

  #between(column: number, spaced: boolean): string[] {
    const lines = spaced ? [""] : this.#pick([], [], [], [""]);
    const pad = " ".repeat(column);
    return [...lines, ...this.#pick([], [], [], [`${pad}# above ${++this.#comments}`], [`${pad}# above ${this.#comments}`, `${pad}#`])];
  }

  #mapping(data: object, column: number, spaced: boolean): string[] {
    const pad = " ".repeat(column);
    return Object.entries(data).flatMap(([key, value], i) => [
      ...(i === 0 ? this.#pick([], [], [`${pad}# first ${++this.#comments}`]) : this.#between(column, spaced)),
      ...this.#under(`${pad}${this.#key(key)}:`, value, column, column + this.#step, column === 0 && spaced),
    ]);
  }

  #list(data: readonly unknown[], column: number): string[] {
    const pad = " ".repeat(column);
    return data.flatMap((value, i) => [...(i === 0 ? [] : this.#between(column, false)), ...this.#item(`${pad}-`, value, column)]);
  }

  #item(head: string, value: unknown, column: number): string[] {
    if (isFull(value) && this.#pick(true, false)) {
      const [first = "", ...rest] = Array.isArray(value) ? this.#list(value, column + 2) : this.#mapping(value, column + 2, false);
      return first.trimStart().startsWith("#") ? [head, first, ...rest] : [`${head} ${first.trimStart()}`, ...rest];
    }
    return this.#under(head, value, column, column + this.#step, false);
  }

  #under(head: string, value: unknown, column: number, inner: number, spaced: boolean): string[] {
    if (isFull(value) && this.#pick(true, true, false)) {
      const lines = Array.isArray(value)
        ? this.#list(value, column + (head.endsWith("-") ? this.#step : this.#dash))
        : this.#mapping(value, inner, spaced);
      return [head + this.#comment(), ...lines];
    }
    if (typeof value === "string" && /^[a-z]+\n/.test(value) && this.#pick(true, false)) {
      const text = value.endsWith("\n") ? value.slice(0, -1) : value;
      const lines = text.split("\n").map((line) => (line === "" ? "" : " ".repeat(inner) + line));
      return [`${head} |${value.endsWith("\n") ? "" : "-"}${this.#comment()}`, ...lines];
    }
    return `${head} ${this.#flow(value, inner)}${this.#comment()}`.split(this.newline);
  }

  #flow(value: unknown, column: number): string {
    if (typeof value !== "object" || value === null) return this.#scalar(value);
    const parts = Array.isArray(value)
      ? value.map((item: unknown) => this.#flow(item, column + 2))
      : Object.entries(value).map(([key, item]) => `${this.#key(key)}: ${this.#flow(item, column + 2)}`);
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    if (parts.length === 0) return `${open}${close}`;
    if (this.#pick(true, true, true, false)) {
      const space = this.#pick("", " ");
      return `${open}${space}${parts.join(", ")}${space}${close}`;
    }
    const pad = `${this.newline}${" ".repeat(column + 1)}`;
    const comma = this.#pick("", ",");
    const lines = parts.map((part, i) => `${pad}${part}${i < parts.length - 1 ? "," : comma}${this.#comment()}`);
    return `${open}${lines.join("")}${pad}${close}`;
  }

  #key(key: string): string {
    return this.#pick(/^[a-z/]/.test(key) && key !== "no" ? key : `"${key}"`, `"${key}"`, `'${key}'`);
  }

  #scalar(value: unknown): string {
    if (typeof value !== "string") return JSON.stringify(value);
    const forms = [JSON.stringify(value).replaceAll("\u2028", "\\u2028")];
    if (!/[\p{C}\n\u2028]/u.test(value)) forms.push(`'${value.replaceAll("'", "''")}'`);
    if (/^[a-z]{2,}[a-z ]*[a-z]$/.test(value) && !["yes", "true", "null"].includes(value)) forms.push(value, value, value);
    return this.#pick(...forms);
  }
}

const isFull = (value: unknown): value is object => typeof value === "object" && value !== null && Object.keys(value).length > 0;
