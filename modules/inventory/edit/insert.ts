import { isSeq } from "yaml";

import { columnOf, endOf, partsOf, startOf } from "#inventory/edit/nodes.ts";
import type { Collection } from "#inventory/edit/nodes.ts";
import { afterDash, inline, pairBlock, pairInline } from "#inventory/edit/spell.ts";
import { commentColumn, endOfLine, lineAt, startOfLine, startOfNextLine } from "#inventory/edit/splice.ts";
import type { Splice } from "#inventory/edit/splice.ts";
import type { Style } from "#inventory/edit/style.ts";

/** What comes into a collection that has parts already. */
export interface Newcomer {
  /** The key it gets, or the index of the item that it comes before. */
  readonly step: string | number;
  readonly value: unknown;
  /** Whether a blank line keeps it apart from what is above it. */
  readonly apart?: boolean;
  /** Whether it is written in several lines, as what it comes after is. */
  readonly isTall?: boolean;
}

/** Puts a pair at the end of a mapping, or an item anywhere into a list. */
export function insertPart(text: string, collection: Collection, newcomer: Newcomer, style: Style): readonly Splice[] | undefined {
  const { step } = newcomer;
  const isInside = isSeq(collection) && typeof step === "number" && step < collection.items.length;
  if (collection.flow === true)
    return isInside ? insertInFlow(collection, step, newcomer, style) : appendToFlow(text, collection, newcomer, style);
  const column = columnOf(collection);
  const { value, isTall = false } = newcomer;
  const written = typeof step === "number" ? `-${afterDash(value, column, style, isTall)}` : pairBlock(step, value, column, style, isTall);
  const line = (newcomer.apart === true ? style.newline : "") + " ".repeat(column) + written;
  const at = isInside ? startOfItem(text, collection, step) : endOfParts(text, collection, column);
  if (at === undefined) return undefined;
  const isOnOwnLine = at === 0 || text[at - 1] === "\n";
  return [{ from: at, to: at, text: isOnOwnLine ? line + style.newline : style.newline + line }];
}

/** After the last part and the comments right below it. */
function endOfParts(text: string, collection: Collection, column: number): number | undefined {
  const last = partsOf(collection).at(-1);
  if (last === undefined) return undefined;
  let at = endOfLines(text, endOf(last));
  while ((commentColumn(lineAt(text, at)) ?? -1) >= column) at = startOfNextLine(text, at);
  return at;
}

/** Below the item before it, or right above the first one where that has its line for itself. */
function startOfItem(text: string, collection: Collection, index: number): number | undefined {
  const parts = partsOf(collection);
  const [before, item] = [parts[index - 1], parts[index]];
  if (before !== undefined) return endOfLines(text, endOf(before));
  if (item === undefined) return undefined;
  const start = startOfLine(text, startOf(item));
  return text.slice(start, startOf(item)).trim() === "" ? start : undefined;
}

/** The start of the line after the one in which a part ends; block scalars have had their line break. */
export const endOfLines = (text: string, end: number): number => (text[end - 1] === "\n" ? end : startOfNextLine(text, end));

const written = (collection: Collection, { step, value }: Newcomer, style: Style): string =>
  isSeq(collection) ? inline(value, style, { inFlow: true }) : pairInline(String(step), value, style);

function insertInFlow(collection: Collection, index: number, newcomer: Newcomer, style: Style): readonly Splice[] | undefined {
  const item = partsOf(collection)[index];
  return item && [{ from: startOf(item), to: startOf(item), text: `${written(collection, newcomer, style)}, ` }];
}

function appendToFlow(text: string, collection: Collection, newcomer: Newcomer, style: Style): readonly Splice[] | undefined {
  const last = partsOf(collection).at(-1);
  if (last === undefined) return undefined;
  const at = endOf(last);
  const line = startOfLine(text, startOf(last));
  const indent = text.slice(line, startOf(last));
  const [, comma = "", comment = ""] = /^[ \t]*(,?)[ \t]*(#[^\n]*)?(?:\r?\n|$)/.exec(text.slice(at)) ?? [];
  const own = written(collection, newcomer, style);
  if (indent.trim() !== "") return [{ from: at, to: at, text: `, ${own}` }];
  if (comma === "" && comment === "") return [{ from: at, to: at, text: `,${style.newline}${indent}${own}` }];
  // Below the line, so that its comment stays with what it is about.
  const next = startOfNextLine(text, at);
  const below = { from: next, to: next, text: indent + own + comma + style.newline };
  return comma === "," ? [below] : [{ from: at, to: at, text: "," }, below];
}

/** Puts a first key into a file that holds nothing but comments. */
export function insertIntoNothing(text: string, key: string, value: unknown, style: Style): Splice {
  const at = text.length;
  const gap = at === 0 ? "" : (endOfLine(text, startOfLine(text, at)) === at && !text.endsWith("\n") ? style.newline : "") + style.newline;
  return { from: at, to: at, text: gap + pairBlock(key, value, 0, style) + style.newline };
}
