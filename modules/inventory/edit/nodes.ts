import { isAlias, isCollection, isMap, isScalar, isSeq } from "yaml";
import type { CST, Document, Node, Scalar, YAMLMap, YAMLSeq } from "yaml";

import type { Path } from "#inventory/finding.ts";

export type Collection = YAMLMap | YAMLSeq;

/** One pair of a mapping or one item of a list, with the tokens it was made of. */
export interface Part {
  readonly key?: Scalar;
  readonly value: Node | null;
  readonly tokens: CST.CollectionItem | undefined;
}

/** A value and where it stands. */
export interface Spot {
  readonly node: Node | null;
  /** The mapping or list it is in, and as which part of it. */
  readonly within?: { readonly collection: Collection; readonly index: number };
}

export const isMapOrSeq = (node: unknown): node is Collection => isMap(node) || isSeq(node);

export const isBlockCollection = (node: unknown): node is Collection => isMapOrSeq(node) && node.flow !== true;

export const isBlockScalar = (node: unknown): boolean => isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");

/** Nothing at all is written where the value would be. */
export const isUnwritten = (node: Node | null): boolean => node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);

/** The pairs or items of a collection. */
export function partsOf(collection: Collection): readonly Part[] {
  if (isMap(collection))
    return collection.items.map(({ key, value, srcToken }) => ({
      ...(isScalar(key) && { key }),
      value: value as Node | null, // a parsed mapping holds nodes
      tokens: srcToken,
    }));
  const tokens = isItemsToken(collection.srcToken) ? collection.srcToken.items : [];
  return collection.items.map((item, i) => ({ value: item as Node | null, tokens: tokens[i] })); // a parsed list holds nodes
}

const isItemsToken = (token: CST.Token | undefined): token is CST.BlockSequence | CST.FlowCollection =>
  token?.type === "block-seq" || token?.type === "flow-collection";

/** Where a part starts: at its dash, its `?`, its anchor, or itself. */
export function startOf({ key, value, tokens }: Part): number {
  const mark = tokens?.start.find(({ type }) => type === "seq-item-ind" || type === "explicit-key-ind" || type === "anchor");
  return mark?.offset ?? (key ?? value)?.range?.[0] ?? 0;
}

/** After the colon or the dash that a value follows; undefined in flow lists, and where a key has no colon. */
export function afterIndicator({ tokens }: Part): number | undefined {
  const colon = tokens?.sep?.find(({ type }) => type === "map-value-ind");
  const mark = colon ?? (tokens?.sep === undefined ? tokens?.start.find(({ type }) => type === "seq-item-ind") : undefined);
  return mark && mark.offset + 1;
}

/** Where the last thing that a part says ends: no comment, no blank line after it. A block scalar ends with its line break. */
export function endOf(part: Part): number {
  const { key, value } = part;
  const last = isBlockCollection(value) ? partsOf(value).at(-1) : undefined;
  return last === undefined ? (value?.range?.[1] ?? afterIndicator(part) ?? key?.range?.[1] ?? startOf(part) + 1) : endOf(last);
}

/** The column in which the parts of a block mapping or list start. */
export function columnOf({ srcToken }: Collection): number {
  if (srcToken === undefined || !("indent" in srcToken)) throw new Error("a collection without its tokens");
  return srcToken.indent;
}

/** The value at a path, which may end in an alias; undefined where the path goes through one, or leads nowhere. */
export function findSpot(document: Document, path: Path): Spot | undefined {
  let spot: Spot = { node: document.contents };
  for (const step of path) {
    const collection = spot.node;
    if (!isMapOrSeq(collection)) return undefined;
    const index = isMap(collection)
      ? collection.items.findIndex(({ key }) => isScalar(key) && key.value === step)
      : typeof step === "number"
        ? step
        : -1;
    const part = partsOf(collection)[index];
    if (part === undefined) return undefined;
    spot = { node: part.value, within: { collection, index } };
  }
  return spot;
}

/** The value at a path as it is written, at its anchor where the path goes through aliases. */
export function followAliases(document: Document, path: Path): Node | undefined {
  let node: Node | null | undefined = resolveAlias(document, document.contents);
  for (const step of path) {
    if (!isCollection(node)) return undefined;
    node = resolveAlias(document, findSpot({ contents: node } as Document, [step])?.node);
  }
  return node ?? undefined;
}

const resolveAlias = (document: Document, node: Node | null | undefined): Node | null | undefined =>
  isAlias(node) ? node.resolve(document) : node;
