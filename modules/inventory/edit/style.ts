import { isMap, isScalar, isSeq, visit } from "yaml";
import type { Document } from "yaml";

import { columnOf, isBlockCollection, isMapOrSeq, partsOf, startOf } from "#inventory/edit/nodes.ts";
import type { Collection } from "#inventory/edit/nodes.ts";
import { isBlank, lineAt, startOfLine } from "#inventory/edit/splice.ts";

/** How a file is written, so that what comes new looks like the rest. */
export interface Style {
  readonly newline: "\n" | "\r\n";
  /** Columns that what is inside of a key stands further in, and so for the dashes of a list. */
  readonly step: number;
  readonly dash: number;
  /** Whether small mappings and lists stand in one line: `{ … }`, `[…]`. */
  readonly flow: boolean;
  /** Whether braces keep a space inside. */
  readonly padded: boolean;
  readonly quote: '"' | "'";
  /** Whether blank lines keep entries apart. */
  readonly spaced: boolean;
  /** Every key and text is quoted, as in JSON. */
  readonly json: boolean;
}

/** The style of a file; what it doesn't show is as in our own inventories. */
export function styleOf(document: Document | undefined, text: string): Style {
  const collections: Collection[] = [];
  let quote: Style["quote"] | undefined;
  const nested: (readonly [Collection, Collection])[] = [];
  if (document !== undefined)
    visit(document, (_key, node) => {
      if (isScalar(node)) {
        if (node.type === "QUOTE_DOUBLE") quote ??= '"';
        if (node.type === "QUOTE_SINGLE") quote ??= "'";
      }
      if (!isMapOrSeq(node)) return;
      collections.push(node);
      for (const { value } of isMap(node) ? partsOf(node) : [])
        if (isBlockCollection(node) && isBlockCollection(value)) nested.push([node, value]);
    });
  const flows = collections.filter((node) => node.flow === true && node.items.length > 0);
  const braces = flows.find((node) => isMap(node));
  const [map, inner] = nested.find(([, value]) => isMap(value)) ?? [];
  const [key, list] = nested.find(([, value]) => isSeq(value)) ?? [];
  const step = map === undefined ? 2 : columnOf(inner ?? map) - columnOf(map);
  const root = document?.contents;
  const firstKey = isMap(root) ? partsOf(root)[0]?.key?.type : undefined;
  return {
    newline: /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n",
    step,
    dash: key === undefined ? step : columnOf(list ?? key) - columnOf(key),
    flow: flows.length > 0 || !nested.some(([, value]) => isSmall(value) && (isSeq(value) || columnOf(value) > 2 * step)),
    padded: braces === undefined || /^\{\s/.test(text.slice(braces.range?.[0])),
    quote: quote ?? '"',
    spaced: collections.some((node) => isMap(node) && isBlockCollection(node) && columnOf(node) > 0 && isSpaced(node, text)),
    json: isMap(root) && root.flow === true && firstKey === "QUOTE_DOUBLE",
  };
}

/** Whether it could stand in one line. */
const isSmall = (collection: Collection): boolean => !partsOf(collection).some(({ value }) => isMapOrSeq(value));

/** Whether a blank line stands before the last of several parts, or before the comment above it. */
export function isSpaced(collection: Collection, text: string): boolean {
  const last = partsOf(collection).at(-1);
  if (last === undefined || collection.items.length < 2) return false;
  let start = startOfLine(text, startOf(last));
  const above = (): string | undefined => (start === 0 ? undefined : lineAt(text, startOfLine(text, start - 1)));
  while (above()?.trimStart().startsWith("#") === true) start = startOfLine(text, start - 1);
  return isBlank(above());
}
