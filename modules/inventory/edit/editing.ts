import { isScalar } from "yaml";
import type { Scalar } from "yaml";

import { UserError } from "#core/errors.ts";
import { assign, readAssignment } from "#inventory/edit/assignment.ts";
import { findSpot, followAliases, isMapOrSeq, partsOf } from "#inventory/edit/nodes.ts";
import { respell } from "#inventory/edit/replace.ts";
import { checked, rewrite } from "#inventory/edit/rewrite.ts";
import { applySplices } from "#inventory/edit/splice.ts";
import { styleOf } from "#inventory/edit/style.ts";
import { findUsages } from "#inventory/edit/usages.ts";
import type { Usage } from "#inventory/edit/usages.ts";
import { nameEntry, unknownEntry } from "#inventory/entry-name.ts";
import type { IdsOf } from "#inventory/entry-name.ts";
import type { Path } from "#inventory/finding.ts";
import { isMapping } from "#inventory/mapping.ts";
import { nameOf } from "#inventory/names.ts";
import { composeText, parseFile } from "#inventory/parse.ts";
import type { InventoryText, ParsedFile } from "#inventory/parse.ts";
import { pathText } from "#inventory/path-text.ts";
import { pointerOf } from "#inventory/places.ts";
import { renderSource } from "#inventory/render.ts";

const readKey = (value: unknown, key: string | number): unknown => (isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined);

const readPath = (value: unknown, path: Path): unknown => path.reduce(readKey, value);

/** The ids of a section in any file. */
export const idsIn =
  (files: readonly ParsedFile[]): IdsOf =>
  (section) =>
    files.flatMap(({ value }) => {
      const entries = readKey(value, section);
      return isMapping(entries) ? Object.keys(entries) : [];
    });

/** Gives values of an entry, typed as `path=value`. */
export function setValues(files: readonly ParsedFile[], entry: Path, assignments: readonly string[]): readonly InventoryText[] {
  const file = fileOf(files, entry);
  return [withValues(file, file.value, entry, assignments)];
}

/** A new entry at the end of its section in a file. */
export function addEntry(
  files: readonly ParsedFile[],
  entry: Path,
  assignments: readonly string[],
  into: ParsedFile,
): readonly InventoryText[] {
  const there = files.find(({ value }) => readPath(value, entry) !== undefined);
  if (there !== undefined) throw new UserError(`${nameOf(entry)} is there already: ${placeOf(there, entry)}`);
  return [withValues(into, assign(into.value, entry, {}), entry, assignments)];
}

function withValues(file: ParsedFile, from: unknown, entry: Path, assignments: readonly string[]): InventoryText {
  let value = from;
  for (const text of assignments) {
    const assignment = readAssignment(text, entry, readPath(value, entry));
    value = assign(value, assignment.path, assignment.value);
  }
  return { file: file.file, text: rewrite(file, value) };
}

/**
 * Takes an entry out.
 *
 * @throws {UserError} naming every place that still needs it.
 */
export function removeEntry(files: readonly ParsedFile[], entry: Path): readonly InventoryText[] {
  refuseFacility(entry);
  const file = fileOf(files, entry);
  const usages = findUsages(files, entry).filter(({ path }) => !entry.every((step, i) => path[i] === step));
  if (usages.length > 0)
    throw new UserError(
      `${nameOf(entry)} can't go, because ${usages.length === 1 ? "something refers" : `${usages.length} places refer`} to it:\n${usages.map(renderUsage).join("\n")}`,
      "Change them first, then remove it.",
    );
  const [section = "", id = ""] = entry;
  const { [id]: _gone, ...rest } = readKey(file.value, section) as { [id: string]: unknown }; // where the entry was found
  return [{ file: file.file, text: rewrite(file, assign(file.value, [section], rest)) }];
}

const renderUsage = ({ path, source }: Usage): string =>
  `  ${renderSource(source)}: ${nameOf(userOf(path))}, ${pathText(path.slice(userOf(path).length))}`;

const userOf = (path: Path): Path => path.slice(0, path[0] === "facility" ? 1 : 2);

/** An entry under another id, and everything that named it. */
export function renameEntry(
  files: readonly ParsedFile[],
  entry: Path,
  to: string,
): { readonly texts: readonly InventoryText[]; readonly usages: readonly Usage[] } {
  refuseFacility(entry);
  const [section = "", id = ""] = entry;
  const home = fileOf(files, entry);
  const there = files.find(({ value }) => readPath(value, [section, to]) !== undefined);
  if (there !== undefined) throw new UserError(`${nameOf([section, to])} is there already: ${placeOf(there, [section, to])}`);
  const usages = findUsages(files, entry);
  const fixed = usages.filter(({ isFixed }) => isFixed);
  if (fixed.length > 0 || (section === "classes" && id === "all"))
    throw new UserError(
      `class ${id} can't have another name, because its name says who takes its defaults${fixed.length === 0 ? "" : `:\n${fixed.map(renderUsage).join("\n")}`}`,
    );
  const texts = [...new Set([home, ...usages.map(({ file }) => file)])].map((file) => {
    const paths = usages.filter((usage) => usage.file === file).map(({ path }) => path);
    return renameIn(file, paths, file === home ? entry : undefined, to);
  });
  return { texts, usages };
}

function renameIn(file: ParsedFile, paths: readonly Path[], entry: Path | undefined, to: string): InventoryText {
  const document = composeText(file.text, []);
  if (document === undefined) throw new Error(`${file.file} was read before`);
  const style = styleOf(document, file.text);
  const values = new Set(paths.map((path) => followAliases(document, path)).filter((node) => isScalar(node)));
  const [section = "", id = ""] = entry ?? [];
  const key = entry && keyAt(findSpot(document, [section])?.node, id);
  const splices = [
    ...[...values].map((node) => respell(node, to, true, style)),
    ...(key === undefined ? [] : [respell(key, to, true, style, true)]),
  ];
  const renamed = paths.reduce((value, path) => assign(value, path, to), file.value);
  const wanted = entry === undefined ? renamed : assign(renamed, [section], renameKey(readKey(renamed, section), id, to));
  return { file: file.file, text: checked(file, applySplices(file.text, splices), wanted) };
}

const keyAt = (node: unknown, id: string | number): Scalar | undefined =>
  isMapOrSeq(node) ? partsOf(node).find(({ key }) => key?.value === id)?.key : undefined;

const renameKey = (entries: unknown, id: string | number, to: string): unknown =>
  Object.fromEntries(
    Object.entries(isMapping(entries) ? entries : {}).map(([key, value]): [string, unknown] => [key === id ? to : key, value]),
  );

function refuseFacility(entry: Path): void {
  if (entry.length < 2)
    throw new UserError(
      "an inventory has one facility, which has no id and stays",
      "Its values can be set: conform inventory set facility …",
    );
}

/** The one file that describes an entry. */
function fileOf(files: readonly ParsedFile[], entry: Path): ParsedFile {
  const [file, another] = files.filter(({ value }) => readPath(value, entry) !== undefined);
  if (file === undefined) throw unknownEntry(entry, idsIn(files));
  if (another !== undefined)
    throw new UserError(
      `${nameOf(entry)} is described twice: ${placeOf(file, entry)} and ${placeOf(another, entry)}`,
      "Take one out in an editor.",
    );
  return file;
}

function placeOf(file: ParsedFile, entry: Path): string {
  const place = file.places.get(pointerOf(entry));
  return place === undefined ? file.file : renderSource(place.key ?? place.value);
}

/** The file where new entries of a section go: the one that has the others. */
export function fileOfSection(files: readonly ParsedFile[], entry: Path): ParsedFile {
  const [section = ""] = entry;
  const [file, ...others] = files.filter(({ value }) => readKey(value, section) !== undefined);
  const names = (of: readonly ParsedFile[]): string => of.map(({ file }) => file.split("/").at(-1)).join(" and ");
  if (file === undefined)
    throw new UserError(`no file has any \`${section}\` yet`, `Say which one shall: --file ${String(section).replaceAll("_", "-")}.yaml.`);
  if (others.length > 0)
    throw new UserError(
      `\`${section}\` stand in ${names([file, ...others])}, so it is not clear where ${nameEntry(entry)} goes`,
      "Say it with --file.",
    );
  return file;
}

/** A file that is not there yet, with the line that tells editors its schema where other files have one. */
export function newFile(files: readonly ParsedFile[], file: string): ParsedFile {
  const [line = ""] = files.flatMap(({ text }) => /^# yaml-language-server: .*(?:\n|$)/.exec(text) ?? []);
  return parseFile({ file, text: line });
}
