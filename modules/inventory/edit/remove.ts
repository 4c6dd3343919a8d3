import { columnOf, endOf, partsOf, startOf } from "#inventory/edit/nodes.ts";
import type { Collection, Part } from "#inventory/edit/nodes.ts";
import { endOfLines } from "#inventory/edit/insert.ts";
import { commentColumn, isBlank, lineAt, startOfLine, startOfNextLine } from "#inventory/edit/splice.ts";
import type { Splice } from "#inventory/edit/splice.ts";

/** Takes a pair or an item out of a collection, with the lines that hold nothing else. */
export function removePart(text: string, collection: Collection, index: number): readonly Splice[] | undefined {
  const parts = partsOf(collection);
  const part = parts[index];
  if (part === undefined) return undefined;
  if (collection.flow === true) return removeFromFlow(text, parts, index);
  const start = startOf(part);
  const next = parts[index + 1];
  // The first part of a mapping in a list shares its line with the dash.
  if (text.slice(startOfLine(text, start), start).trim() !== "") return next && [{ from: start, to: startOf(next), text: "" }];
  return [removeLines(text, part, columnOf(collection), { isFirst: index === 0, isLast: next === undefined })];
}

/** The lines of a part, comments that stand deeper below it, and one of the blank lines around it. */
function removeLines(text: string, part: Part, column: number, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): Splice {
  let from = startOfLine(text, startOf(part));
  let to = endOfLines(text, endOf(part));
  while ((commentColumn(lineAt(text, to)) ?? -1) > column) to = startOfNextLine(text, to);
  const top = topOfComments(text, from, column);
  const endsParagraph = isLast || isBlank(lineAt(text, to));
  // Comments above may be about more than this part, unless blank lines show that they are not.
  if (endsParagraph && (isFirst ? isLast : isBlank(lineAbove(text, top)))) from = top;
  const above = lineAbove(text, from);
  const isBlankBelow = isBlank(lineAt(text, to));
  if (isBlankBelow && (isBlank(above) || (isFirst && !isLast))) to = startOfNextLine(text, to);
  else if (isLast && isBlank(above)) from = startOfLine(text, from - 1);
  if (to >= text.length && !text.endsWith("\n")) from = Math.max(0, from - (text[from - 2] === "\r" ? 2 : 1));
  return { from, to, text: "" };
}

function topOfComments(text: string, from: number, column: number): number {
  let top = from;
  while (commentColumn(lineAbove(text, top)) === column) top = startOfLine(text, top - 1);
  return top;
}

const lineAbove = (text: string, start: number): string | undefined =>
  start === 0 ? undefined : lineAt(text, startOfLine(text, start - 1));

function removeFromFlow(text: string, parts: readonly Part[], index: number): readonly Splice[] | undefined {
  const [before, part, next] = [parts[index - 1], parts[index], parts[index + 1]];
  if (part === undefined) return undefined;
  if (next !== undefined) return [{ from: startOf(part), to: startOf(next), text: "" }];
  if (before === undefined) return undefined;
  const start = startOf(part);
  const end = endOf(part);
  const [rest, comma] = /^[ \t]*(,?)[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(end)) ?? [];
  const line = startOfLine(text, start);
  if (rest === undefined || text.slice(line, start).trim() !== "") return [{ from: endOf(before), to: end, text: "" }];
  const own = { from: line, to: end + rest.length, text: "" };
  const commaBefore = part.tokens?.start.find(({ type }) => type === "comma")?.offset;
  return comma === "," || commaBefore === undefined ? [own] : [{ from: commaBefore, to: commaBefore + 1, text: "" }, own];
}
