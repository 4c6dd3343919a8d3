import { isScalar, isSeq } from "yaml";
import type { Scalar } from "yaml";

import { columnOf, afterIndicator, endOf, isBlockCollection, isBlockScalar, isUnwritten, partsOf } from "#inventory/edit/nodes.ts";
import type { Part, Spot } from "#inventory/edit/nodes.ts";
import { removePart } from "#inventory/edit/remove.ts";
import { afterColon, afterDash, inline, spellText } from "#inventory/edit/spell.ts";
import { endOfLine } from "#inventory/edit/splice.ts";
import type { Splice } from "#inventory/edit/splice.ts";
import type { Style } from "#inventory/edit/style.ts";

/** Puts another value where one is, and leaves what is around it: comments, anchors, the way it was quoted. */
export function replaceValue(text: string, { within }: Spot, value: unknown, style: Style): readonly Splice[] | undefined {
  if (within === undefined) return undefined;
  const { collection, index } = within;
  const part = partsOf(collection)[index];
  if (part === undefined) return undefined;
  if (collection.flow === true) return replaceInFlow(part, value, style);
  const after = afterIndicator(part);
  if (after === undefined) return undefined;
  const column = columnOf(collection);
  const written = isSeq(collection) ? afterDash(value, column, style) : afterColon(String(part.key?.value), value, column, style);
  const { value: node } = part;
  if (isBlockCollection(node) || isBlockScalar(node)) return replaceBlock(text, part, after, written);
  if (isUnwritten(node)) return acrossComment({ from: after, to: after }, endOfLine(text, after), written);
  if (isScalar(node) && typeof value === "string" && !/[\r\n]/.test(written)) return [respell(node, value, false, style)];
  const [from, to] = node?.range ?? [after, after];
  if (/[\r\n]/.test(written)) return acrossComment({ from: after, to }, endOfLine(text, to), written);
  return [{ from, to, text: written.slice(1) }];
}

/** The same text in other words, quoted as it was. */
export function respell(node: Scalar, value: string, inFlow: boolean, style: Style, isKey = false): Splice {
  const [from, to] = node.range ?? [0, 0];
  const quote = node.type === "QUOTE_DOUBLE" ? '"' : node.type === "QUOTE_SINGLE" ? "'" : undefined;
  return { from, to, text: spellText(value, { inFlow, isKey, ...(quote && { quote }) }, style) };
}

function replaceInFlow(part: Part, value: unknown, style: Style): readonly Splice[] {
  const written = inline(value, style, { inFlow: true });
  const { key, value: node } = part;
  if (!isUnwritten(node)) {
    const [from, to] = node?.range ?? [0, 0];
    return [isScalar(node) && typeof value === "string" ? respell(node, value, true, style) : { from, to, text: written }];
  }
  const after = afterIndicator(part);
  const at = after ?? key?.range?.[1] ?? 0;
  return [{ from: at, to: at, text: (after === undefined && key !== undefined ? ": " : " ") + written }];
}

/** A value below its key. */
function replaceBlock(text: string, part: Part, after: number, written: string): readonly Splice[] | undefined {
  const { value } = part;
  const start = value?.range?.[0];
  // An anchor stands before what it names, on the line of the key.
  if (start === undefined || value?.anchor !== undefined) return undefined;
  const end = endOf(part);
  const to = text[end - 1] === "\n" ? end - (text[end - 2] === "\r" ? 2 : 1) : endOfLine(text, end);
  const lineEnd = endOfLine(text, after);
  if (isBlockScalar(value)) {
    const header = /^[|>][-+\d]*/.exec(text.slice(start))?.[0] ?? "";
    return acrossComment({ from: after, to: start + header.length }, lineEnd, written, to);
  }
  if (start < lineEnd) return [{ from: after, to, text: written }];
  if (written === " {}" || written === " []") {
    const only = isBlockCollection(value) && value.items.length === 1 ? removePart(text, value, 0) : undefined;
    if (only?.every(({ from }) => from > lineEnd) === true) return [{ from: after, to: after, text: written }, ...only];
  }
  return acrossComment({ from: after, to: after }, lineEnd, written, to);
}

/** Writes what belongs beside the key there and the rest below, so that a comment at the end of the key's line stays. */
function acrossComment(beside: Omit<Splice, "text">, lineEnd: number, written: string, to = lineEnd): readonly Splice[] {
  const head = /^[^\r\n]*/.exec(written)?.[0] ?? "";
  return [
    { ...beside, text: head },
    { from: Math.max(lineEnd, beside.to), to: Math.max(lineEnd, to), text: written.slice(head.length) },
  ];
}
