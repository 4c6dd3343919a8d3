// Control characters, bidirectional overrides and everything else that could change what a terminal shows.
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text of unknown origin in one harmless line: nothing invisible stays invisible. */
export const escapeInvisible = (text: string): string =>
  text.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const longest = 60;

/** A URL that may tell a password. */
export const urlWithUser = /:\/\/[^/\s]*@/;

/** A text in quotes as a message can hold it: escaped, and cut when long. */
export function showText(text: string): string {
  if (text.includes("PRIVATE KEY")) return "a private key";
  if (urlWithUser.test(text)) return "a URL with a user, and perhaps a password";
  const cut = text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
  return `"${escapeInvisible(cut.replaceAll("\n", "\\n"))}"`;
}

/** Any value of an inventory in a few words. */
export function showValue(value: unknown): string {
  if (typeof value === "string") return showText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "a list";
  return value === null || value === undefined ? "empty" : "a mapping";
}

/** Up to ten names, and how many more there are. */
export function showNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/** `1 seat`, `3 seats`. */
export const showCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
