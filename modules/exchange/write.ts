import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { UserError, messageOf } from "#core/errors.ts";

const besides = (path: string): string => join(dirname(path), `.conform-${randomBytes(6).toString("hex")}`);

/**
 * Writes files, each of them old or new and never half. One that is there already is exchanged only where `mayReplace` says so.
 *
 * @throws {UserError} before anything is written when a file would be lost.
 */
export async function writeFiles(files: ReadonlyMap<string, string>, mayReplace: (old: string) => boolean): Promise<void> {
  for (const path of files.keys()) {
    const old = await readOld(path);
    if (old !== undefined && !mayReplace(old))
      throw new UserError(`${path} is there already, and conform did not write it`, "Name another file, or move that one away.");
  }
  for (const [path, text] of files) {
    const temporary = besides(path);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, text, { flag: "wx" });
      await rename(temporary, path);
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw new UserError(`${path} can't be written: ${messageOf(thrown)}`);
    }
  }
}

async function readOld(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw new UserError(`${path} can't be written: ${codeOf(thrown) === "EISDIR" ? "it is a folder" : messageOf(thrown)}`);
  }
}

/**
 * Makes a folder with some files, as a whole or not at all.
 *
 * @throws {UserError} when something is there already.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await refuseFilled(folder);
  const temporary = besides(folder);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(temporary);
    for (const [name, text] of files) await writeFile(join(temporary, name), text, { flag: "wx" });
    await rename(temporary, folder); // takes the place of an empty folder, and of nothing else
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true });
    throw new UserError(`the folder ${folder} can't be made: ${messageOf(thrown)}`);
  }
}

/** @throws {UserError} when a folder holds anything, or is none. */
export async function refuseFilled(folder: string): Promise<void> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (codeOf(thrown) === "ENOENT") return [];
    throw new UserError(`the folder ${folder} can't be made: ${codeOf(thrown) === "ENOTDIR" ? "there is a file" : messageOf(thrown)}`);
  });
  if (names.length > 0)
    throw new UserError(
      `the folder ${folder} holds ${names.length === 1 ? names[0] : `${names.length} files`} already`,
      "Name a new folder: nothing is ever overwritten.",
    );
}

const codeOf = (thrown: unknown): string => (thrown instanceof Error && "code" in thrown ? String(thrown.code) : "");
