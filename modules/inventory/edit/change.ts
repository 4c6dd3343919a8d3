import { readFolder } from "#inventory/files.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import { loadTexts } from "#inventory/load.ts";
import { parseFile } from "#inventory/parse.ts";
import type { InventoryText, ParsedFile } from "#inventory/parse.ts";
import type { ReadOptions } from "#inventory/read.ts";
import { renderFindings } from "#inventory/render.ts";
import { UserError } from "#core/errors.ts";
import { writeFiles } from "#inventory/edit/write-files.ts";
import type { FileChange } from "#inventory/edit/write-files.ts";

/**
 * All files of a folder, for changing them.
 *
 * @throws {UserError} when one can't be read: what it says might have to change, too.
 */
export async function openForChange(folder: string): Promise<readonly ParsedFile[]> {
  const { texts, findings } = await readFolder(folder);
  const files = texts.map(parseFile);
  const wrong = [...findings, ...files.flatMap(({ findings }) => findings)];
  if (wrong.length > 0) throw new UserError(`${renderFindings(wrong)}; it can't be changed before it can be read`);
  return files;
}

/**
 * Writes changed files once the inventory as a whole was judged with them.
 *
 * @param renamed The old and the new id, so that a mistake which was there before is known again.
 * @throws {UserError} with every error that was not there before; nothing is written then.
 */
export async function applyChange(
  folder: string,
  files: readonly ParsedFile[],
  texts: readonly InventoryText[],
  options: ReadOptions,
  renamed?: readonly [from: string, to: string],
): Promise<readonly FileChange[]> {
  const changes = texts.flatMap(({ file, text }): FileChange[] => {
    const before = files.find((other) => other.file === file)?.text;
    return before === text ? [] : [{ file, before, after: text }];
  });
  if (changes.length === 0) return [];
  const changed = new Map([...files, ...texts].map(({ file, text }) => [file, { file, text }]));
  const after = await loadTexts(folder, { texts: [...changed.values()], findings: [] }, options);
  if (after.findings.some(({ severity }) => severity === "error")) {
    const before = await loadTexts(folder, { texts: files, findings: [] }, options);
    const added = findNewErrors(before.findings, after.findings, renamed);
    if (added.length > 0) throw new UserError(`${renderFindings(added)} with this change, so nothing was written`);
  }
  await writeFiles(changes);
  return changes;
}

/** Errors that were not there before, wherever lines moved to. */
function findNewErrors(
  before: readonly InventoryFinding[],
  after: readonly InventoryFinding[],
  renamed: readonly [from: string, to: string] | undefined,
): readonly InventoryFinding[] {
  const known = new Map<string, number>();
  const keyOf = ({ id, message }: InventoryFinding): string => `${id} ${renamed === undefined ? message : withName(message, ...renamed)}`;
  for (const finding of before) known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1);
  return after.filter((finding) => {
    if (finding.severity !== "error") return false;
    const left = known.get(keyOf(finding)) ?? 0;
    known.set(keyOf(finding), left - 1);
    return left <= 0;
  });
}

const withName = (message: string, from: string, to: string): string => message.replaceAll(wordOf(from), () => to);

/** An id where it is not part of a longer one. */
export const wordOf = (id: string): RegExp => new RegExp(`(?<![\\w-])${id.replaceAll(/[^\w-]/g, "\\$&")}(?![\\w-])`, "g");
