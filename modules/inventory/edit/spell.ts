import { isMap, isScalar, isSeq } from "yaml";

import { isMapping } from "#inventory/mapping.ts";
import { composeText } from "#inventory/parse.ts";
import type { Style } from "#inventory/edit/style.ts";

/** Where a text will stand, and how the one before it was quoted there. */
export interface Place {
  readonly inFlow?: boolean;
  readonly isKey?: boolean;
  readonly quote?: '"' | "'";
}

// YAML 1.1, which most other tools still read, takes these for truth values, and digits with colons for numbers to the base of 60.
const otherInOldYaml = /^(?:[yn]|yes|no|on|off|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/i;

/** A text as YAML: plain where that reads back as the same, else in quotes. */
export function spellText(text: string, place: Place, style: Pick<Style, "quote" | "json">): string {
  const quote = style.json ? '"' : place.quote;
  const isPlain =
    quote === undefined && !otherInOldYaml.test(text) && !invisible.test(text) && readsAs(text, text, { ...place, isKey: false });
  if (isPlain && (place.isKey !== true || readsAs(text, text, place))) return text;
  const single = `'${text.replaceAll("'", "''")}'`;
  return (quote ?? style.quote) === "'" && !invisible.test(text) && readsAs(single, text, place) ? single : doubleQuoted(text);
}

const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/** JSON's form, which YAML shares, with everything escaped that nobody would see. */
const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );

function readsAs(written: string, text: string, { inFlow = false, isKey = false }: Place): boolean {
  if (/[\r\n]/.test(written)) return false;
  const inner = isKey ? `${written}: x` : `x: ${written}`;
  const node = composeText(inFlow ? `{ ${inner} }` : inner, [])?.contents;
  const pair = isMap(node) && node.items.length === 1 ? node.items[0] : undefined;
  const found: unknown = isKey ? pair?.key : pair?.value;
  const isAlone = found !== undefined && !isMap(found) && !isSeq(found);
  return isAlone && isScalar(found) && found.value === text && found.comment == null;
}

const mostColumns = 120;

/** A value in one line. */
export function inline(value: unknown, style: Style, place: Place = {}): string {
  if (typeof value === "string") return spellText(value, place, style);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => inline(item, style, { inFlow: true })).join(", ")}]`;
  if (!isMapping(value)) return value === undefined ? "null" : JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, inner]) => pairInline(key, inner, style));
  if (pairs.length === 0) return "{}";
  return style.padded ? `{ ${pairs.join(", ")} }` : `{${pairs.join(", ")}}`;
}

/** A key and its value as they stand in braces. */
export const pairInline = (key: string, value: unknown, style: Style): string =>
  `${spellText(key, { isKey: true, inFlow: true }, style)}: ${inline(value, style, { inFlow: true })}`;

/** What follows a key's colon in a block mapping: the value in the same line or, from a line break on, below. */
export function afterColon(key: string, value: unknown, column: number, style: Style, isTall = false): string {
  const literal = typeof value === "string" && !style.json ? literalLines(value) : undefined;
  if (literal !== undefined) {
    const indent = " ".repeat(column + style.step);
    return [` ${literal.head}`, ...literal.lines.map((line) => (line === "" ? "" : indent + line))].join(style.newline);
  }
  const oneLine = ` ${inline(value, style)}`;
  if (staysInLine(value, isTall ? { ...style, flow: false } : style, column + key.length + 1 + oneLine.length)) return oneLine;
  return style.newline + blockLines(value, column + (Array.isArray(value) ? style.dash : style.step), style).join(style.newline);
}

/** What follows the dash of a block list. */
export function afterDash(value: unknown, column: number, style: Style, isTall = false): string {
  const oneLine = ` ${inline(value, style)}`;
  if (staysInLine(value, isTall ? { ...style, flow: false } : style, column + 1 + oneLine.length)) return oneLine;
  return ` ${blockLines(value, column + 2, style)
    .join(style.newline)
    .slice(column + 2)}`;
}

/** The lines of a mapping or a list. */
export function blockLines(value: unknown, column: number, style: Style): readonly string[] {
  const indent = " ".repeat(column);
  if (Array.isArray(value)) return value.map((item: unknown) => `${indent}-${afterDash(item, column, style)}`);
  return Object.entries(isMapping(value) ? value : {}).map(([key, inner]) => indent + pairBlock(key, inner, column, style));
}

/** A key and its value as they stand in a block mapping, from the key on. */
export const pairBlock = (key: string, value: unknown, column: number, style: Style, isTall = false): string =>
  `${spellText(key, { isKey: true }, style)}:${afterColon(key, value, column, style, isTall)}`;

const isCompound = (value: unknown): boolean => typeof value === "object" && value !== null;
const partsOfValue = (value: unknown): readonly unknown[] => (typeof value === "object" && value !== null ? Object.values(value) : []);

/** Single values always; a mapping or list of single values, or of lists of them, where the file has such lines and it fits. */
function staysInLine(value: unknown, style: Style, columns: number): boolean {
  const parts = partsOfValue(value);
  if (parts.length === 0 || style.json) return true;
  const isSmall = parts.every((part) => !isCompound(part) || (Array.isArray(part) && !part.some(isCompound) && !Array.isArray(value)));
  return style.flow && isSmall && columns <= mostColumns;
}

/** A text of several lines as literal block, where that is clear to read and can't lose anything. */
function literalLines(text: string): { readonly head: string; readonly lines: readonly string[] } | undefined {
  const lines = text.split("\n");
  const isClear = lines.length > 1 && /^[^\s#]/.test(text) && !text.endsWith("\n\n") && lines.every((line) => !/\s$/.test(line));
  if (!isClear || lines.some((line) => invisible.test(line))) return undefined;
  return text.endsWith("\n") ? { head: "|", lines: lines.slice(0, -1) } : { head: "|-", lines };
}
