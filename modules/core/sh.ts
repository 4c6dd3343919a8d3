import { clear, isSecretRef } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";

/** Shell text that is safe to run: every value in it was quoted when it was put in. */
export class Sh {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Text | number | Sh | readonly (string | Sh)[] | false | undefined;

/** One shell word, whatever the string holds. A NUL cannot be part of any shell word and is refused. */
export function quote(word: string): string {
  if (word.includes("\0")) throw new RangeError("a NUL byte cannot be passed to a shell");
  return /^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function render(value: Value): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Sh) return value.text;
  if (typeof value === "number") return String(value);
  if (typeof value === "string" || isSecretRef(value)) return quote(clear(value));
  return value.map(render).join(" ");
}

/**
 * POSIX shell with quoting by construction: strings become one word each, arrays become words, nested `sh` goes in as it is.
 * Never put a `${}` inside bare double quotes: the quotes of the value would become text.
 *
 * @example sh`chmod ${mode} ${path}`
 */
export const sh = (parts: TemplateStringsArray, ...values: readonly Value[]): Sh =>
  new Sh(parts.reduce((text, part, i) => text + render(values[i - 1]) + part));

/** Several pieces of shell, one after the other. */
export const lines = (pieces: readonly (Sh | false | undefined)[]): Sh =>
  new Sh(pieces.flatMap((piece) => (piece ? [piece.text] : [])).join("\n"));
