import path from "node:path";
import { UserError } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder, shownFolder } from "#cli/site.ts";
import { applyChange, openForChange, wordOf } from "#inventory/edit/change.ts";
import { addEntry, fileOfSection, idsIn, newFile, removeEntry, renameEntry, setValues } from "#inventory/edit/editing.ts";
import type { FileChange } from "#inventory/edit/write-files.ts";
import { nameEntry, readEntryName } from "#inventory/entry-name.ts";
import type { Path } from "#inventory/finding.ts";
import type { InventoryText, ParsedFile } from "#inventory/parse.ts";
import { plural } from "#report/count.ts";
import { renderPatch } from "#report/patch.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/** Options of the commands that change the inventory. */
export type EditOptions = Pick<LookOptions, "inventory" | "stack">;

/** Gives values of an entry. */
export async function setInInventory(entry: string, assignments: readonly string[], options: EditOptions, io: Io): Promise<number> {
  return await edit(entry, options, io, (files, at) => ({
    texts: setValues(files, at, assignments),
    done: (changes) => `${nameEntry(at)} is changed in ${changes.map(nameOfFile).join(", ")}.`,
  }));
}

/** Describes a new entry, in the file where the others of its section stand unless another one is named. */
export async function addToInventory(
  entry: string,
  assignments: readonly string[],
  options: EditOptions & { readonly file?: string },
  io: Io,
): Promise<number> {
  return await edit(entry, options, io, (files, at, folder) => ({
    texts: addEntry(files, at, assignments, options.file === undefined ? fileOfSection(files, at) : namedFile(files, folder, options.file)),
    done: (changes) => `${nameEntry(at)} is new in ${changes.map(nameOfFile).join(", ")}.`,
  }));
}

/** Gives an entry another id, here and wherever something refers to it. */
export async function renameInInventory(entry: string, to: string, options: EditOptions, io: Io): Promise<number> {
  return await edit(entry, options, io, (files, at) => {
    const { texts, usages } = renameEntry(files, at, to);
    const counts = [...Map.groupBy(usages, ({ file }) => file.file)].map(([file, found]) => `${shownFolder(file)} (${found.length})`);
    const followed =
      usages.length === 0 ? "nothing referred to it" : `${plural(usages.length, "reference")} followed: ${counts.join(", ")}`;
    return { texts, renamed: [String(at[1]), to], done: () => `${nameEntry(at)} is now ${nameEntry([at[0] ?? "", to])}; ${followed}.` };
  });
}

/** Takes an entry out, unless something refers to it. */
export async function removeFromInventory(entry: string, options: EditOptions, io: Io): Promise<number> {
  return await edit(entry, options, io, (files, at) => ({
    texts: removeEntry(files, at),
    done: (changes) => `${nameEntry(at)} is gone from ${changes.map(nameOfFile).join(", ")}.`,
  }));
}

/** What a command makes of the files, and what it says when that is written. */
interface Edit {
  readonly texts: readonly InventoryText[];
  readonly renamed?: readonly [from: string, to: string];
  readonly done: (changes: readonly FileChange[]) => string;
}

async function edit(
  entry: string,
  options: EditOptions,
  io: Io,
  make: (files: readonly ParsedFile[], at: Path, folder: string) => Edit,
): Promise<number> {
  const folder = inventoryFolder(options);
  const files = await openForChange(folder);
  const at = readEntryName(entry, idsIn(files));
  const { texts, renamed, done } = make(files, at, folder);
  const changes = await applyChange(folder, files, texts, { checks: crossChecks }, renamed);
  for (const change of changes) io.out(renderPatch(nameOfFile(change), change.before, change.after, io.paint));
  io.out(changes.length === 0 ? `${nameEntry(at)} says so already; nothing was written.` : done(changes));
  if (renamed !== undefined) tellMentions(files, texts, renamed[0], io);
  return exit.conforming;
}

const nameOfFile = ({ file }: Pick<FileChange, "file">): string => shownFolder(file);

/** A file of the folder, which may be yet to be made. */
function namedFile(files: readonly ParsedFile[], folder: string, named: string): ParsedFile {
  const file = path.resolve(path.dirname(named) === "." ? folder : ".", named);
  if (path.dirname(file) !== folder || !/^[^.].*\.ya?ml$/.test(path.basename(file)))
    throw new UserError(`--file ${named}: a *.yaml file of ${shownFolder(folder)} is expected`);
  return files.find((other) => other.file === file) ?? newFile(files, file);
}

const mostMentions = 10;

/** Comments and names may still say the old id: nobody but a person knows what is meant there. */
function tellMentions(files: readonly ParsedFile[], texts: readonly InventoryText[], id: string, io: Io): void {
  const now = new Map([...files, ...texts].map(({ file, text }) => [file, text]));
  const places = [...now].flatMap(([file, text]) =>
    text.split("\n").flatMap((line, i) => (wordOf(id).test(line) ? [`  ${shownFolder(file)}:${i + 1}`] : [])),
  );
  if (places.length === 0) return;
  const more = places.length > mostMentions ? [`  and ${places.length - mostMentions} more`] : [];
  io.err(
    ["The old id is also written where nothing refers to the entry; that was left:", ...places.slice(0, mostMentions), ...more].join("\n"),
  );
}
