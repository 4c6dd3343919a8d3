import { stripVTControlCharacters } from "node:util";

/** Some words of what a host said, fit for one line of a message: no escape sequences, no control characters, not too much. */
export function printable(said: string): string {
  const words = stripVTControlCharacters(said)
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  return words.length > 200 ? `${words.slice(0, 200)} …` : words;
}
