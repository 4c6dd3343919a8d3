import { isAlias, visit } from "yaml";

import { UserError } from "#core/errors.ts";
import { differences, isSame } from "#inventory/edit/differences.ts";
import type { Difference } from "#inventory/edit/differences.ts";
import { insertIntoNothing, insertPart } from "#inventory/edit/insert.ts";
import { isMapOrSeq, findSpot, isBlockCollection, partsOf } from "#inventory/edit/nodes.ts";
import { removePart } from "#inventory/edit/remove.ts";
import { replaceValue } from "#inventory/edit/replace.ts";
import { applySplices } from "#inventory/edit/splice.ts";
import type { Splice } from "#inventory/edit/splice.ts";
import { isSpaced, styleOf } from "#inventory/edit/style.ts";
import type { Source } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import { composeText, parseAnyFile } from "#inventory/parse.ts";
import type { InventoryText } from "#inventory/parse.ts";
import { pointerOf } from "#inventory/places.ts";
import { renderFindings, renderSource } from "#inventory/render.ts";

/**
 * The text of a file that says something else, with nothing changed but what it takes: comments, order, blank lines, quotes and line breaks
 * stay. What was written is read back before anybody gets it.
 *
 * @throws {UserError} where a person has to do it, because the file repeats values by `&` and `*`, or is written in too uncommon a way.
 */
export function rewrite(file: InventoryText, wanted: unknown): string {
  let { text } = file;
  for (const difference of differences(valueOf(file.file, text), wanted)) {
    const splices = splicesFor(text, difference);
    if (splices === undefined) throw byHand({ ...file, text }, difference.path);
    text = applySplices(text, splices);
  }
  return checked(file, text, wanted);
}

/** A changed text, once it is sure that it says what it should. */
export function checked(file: InventoryText, text: string, wanted: unknown): string {
  const { value, findings } = parseAnyFile({ file: file.file, text });
  if (findings.length > 0) throw new UserError(renderFindings(findings));
  if (isSame(value ?? {}, wanted)) return text;
  throw byHand(file, []);
}

const valueOf = (file: string, text: string): unknown => parseAnyFile({ file, text }).value ?? {};

function splicesFor(text: string, difference: Difference): readonly Splice[] | undefined {
  const document = composeText(text, []);
  const style = styleOf(document, text);
  const { path } = difference;
  if (difference.kind === "insert") {
    const { step, value } = difference;
    if (document?.contents == null) return [insertIntoNothing(text, String(step), value, style)];
    const spot = findSpot(document, path);
    if (spot === undefined || !isMapOrSeq(spot.node)) return spot && replaceValue(text, spot, { [step]: value }, style);
    const collection = spot.node;
    const isSection = path.length < 2;
    const apart = isSection && (collection.items.length > 1 ? isSpaced(collection, text) : style.spaced || path.length === 0);
    const isTall = (path.length === 1 || typeof step === "number") && isBlockCollection(partsOf(collection).at(-1)?.value);
    return insertPart(text, collection, { step, value, apart, isTall }, style);
  }
  const spot = document && findSpot(document, path);
  if (spot?.within === undefined) return undefined;
  if (difference.kind === "replace") return replaceValue(text, spot, difference.value, style);
  return removePart(text, spot.within.collection, spot.within.index);
}

/** Nothing is ever changed that can't be changed alone. */
function byHand(file: InventoryText, path: Path): UserError {
  const where = renderSource(placeOf(file, path));
  return new UserError(
    repeatsValues(file.text)
      ? `${where}: no program can change this without changing more, because the file repeats values by & and *`
      : `${where}: this is written in a way in which no program can change it without changing more`,
    "Change it in an editor, or write it in a plainer way first.",
  );
}

/** The place of a path, or of the nearest thing around it. */
function placeOf(file: InventoryText, path: Path): Source {
  const { places } = parseAnyFile(file);
  for (let length = path.length; length > 0; length--) {
    const place = places.get(pointerOf(path.slice(0, length)));
    if (place !== undefined) return place.key ?? place.value;
  }
  return { file: file.file, line: 0, column: 0 };
}

function repeatsValues(text: string): boolean {
  let found = false;
  visit(composeText(text, []) ?? null, { Node: (_key, node) => void (found ||= isAlias(node) || node.anchor !== undefined) });
  return found;
}
