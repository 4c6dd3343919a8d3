import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { messageOf } from "#core/errors.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import type { InventoryText } from "#inventory/parse.ts";

const largest = 4 * 1024 * 1024;

/** What a folder holds for an inventory. */
export interface FolderTexts {
  readonly texts: readonly InventoryText[];
  readonly findings: readonly InventoryFinding[];
}

/** Reads every `*.yaml` and `*.yml` of a folder, sorted by name. */
export async function readFolder(folder: string): Promise<FolderTexts> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).toSorted();
  } catch (thrown) {
    return { texts: [], findings: [describeWhole(folder, "no-folder", describeFolder(thrown))] };
  }
  if (names.length === 0) return { texts: [], findings: [describeWhole(folder, "no-files", "the folder holds no *.yaml file")] };
  const texts: InventoryText[] = [];
  const findings: InventoryFinding[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const read = await readText(file);
    if (typeof read === "string") texts.push({ file, text: read });
    else findings.push(read);
  }
  return { texts, findings };
}

async function readText(file: string): Promise<string | InventoryFinding> {
  try {
    const { size, ...stats } = await stat(file).then((stats) => ({
      size: stats.size,
      isFile: stats.isFile(),
      isFolder: stats.isDirectory(),
    }));
    if (!stats.isFile)
      return describeWhole(file, "unreadable-file", `this is ${stats.isFolder ? "a folder" : "no regular file"}; a file is expected`);
    if (size > largest) return describeWhole(file, "yaml-size", `the file has ${size} bytes; at most ${largest} are allowed: split it`);
    const bytes = await readFile(file);
    return decode(file, bytes);
  } catch (thrown) {
    return describeWhole(file, "unreadable-file", `the file can't be read: ${describeSystem(thrown)}`);
  }
}

function decode(file: string, bytes: Buffer): string | InventoryFinding {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return describeWhole(file, "not-utf8", "the file is not UTF-8", "Save it as UTF-8 in your editor.");
  }
}

const describeWhole = (file: string, id: string, message: string, hint?: string): InventoryFinding => ({
  file,
  line: 0,
  column: 0,
  id,
  severity: "error",
  message,
  ...(hint === undefined ? {} : { hint }),
});

const reasons: { readonly [code: string]: string } = {
  ENOENT: "it does not exist",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "its links go in a circle",
};

function describeFolder(thrown: unknown): string {
  const code = codeOf(thrown);
  if (code === "ENOENT") return "there is no such folder";
  if (code === "ENOTDIR") return "this is a file; an inventory is a folder of *.yaml files";
  return `the folder can't be read: ${describeSystem(thrown)}`;
}

const describeSystem = (thrown: unknown): string => reasons[codeOf(thrown)] ?? messageOf(thrown);

const codeOf = (thrown: unknown): string => (thrown instanceof Error && "code" in thrown ? String(thrown.code) : "");
