import { constants } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { UserError, messageOf } from "#core/errors.ts";
import { escapeInvisible } from "#inventory/show.ts";

/** Far more than a large facility needs. */
const most = { bytes: 64 * 1024 * 1024, files: 20_000, together: 256 * 1024 * 1024 };

/** A file of another tool. */
export interface SourceFile {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** Reads files of another tool, which may be anything: only regular ones, only text, and never without end. */
export class Source {
  #files = 0;
  #bytes = 0;

  /** @throws {UserError} when it is no text file, or too large. */
  async read(path: string, largest = most.bytes): Promise<SourceFile> {
    const file = escapeInvisible(path);
    // Without O_NONBLOCK, opening a FIFO would wait for ever.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: unknown) => {
      throw new UserError(`${file}: this can't be read: ${reasonOf(thrown)}`);
    });
    try {
      const stats = await handle.stat();
      if (!stats.isFile())
        throw new UserError(`${file}: this is ${stats.isDirectory() ? "a folder" : "no regular file"}; a file is expected`);
      this.#files += 1;
      this.#bytes += stats.size;
      if (stats.size > largest) throw new UserError(`${file}: it has ${stats.size} bytes; at most ${largest} are read`);
      if (this.#files > most.files || this.#bytes > most.together)
        throw new UserError(`${file}: this is more than ${most.files} files or ${most.together} bytes together`);
      return { file, text: decode(file, await handle.readFile()) };
    } finally {
      await handle.close();
    }
  }

  /** The names in a folder, sorted by their bytes as other tools sort them. */
  async list(folder: string): Promise<readonly string[]> {
    const names = await readdir(folder).catch((thrown: unknown) => {
      throw new UserError(`${escapeInvisible(folder)}: the folder can't be read: ${reasonOf(thrown)}`);
    });
    if (names.length > most.files) throw new UserError(`${escapeInvisible(folder)}: more than ${most.files} files`);
    return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
}

/** What is at a path; a link is what it leads to. */
export async function kindOf(path: string): Promise<"file" | "folder" | "nothing"> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? "nothing" : stats.isDirectory() ? "folder" : "file";
}

/** @throws {UserError} when there is nothing. */
export async function kindOfSource(path: string): Promise<"file" | "folder"> {
  const kind = await kindOf(path);
  if (kind === "nothing") throw new UserError(`${escapeInvisible(path)}: there is no such file or folder`);
  return kind;
}

/** The paths of the files in a folder and in folders below it, sorted. */
export async function listFiles(source: Source, folder: string, depth = 0): Promise<readonly string[]> {
  if (depth > deepest)
    throw new UserError(`${escapeInvisible(folder)}: folders are nested deeper than ${deepest} levels; is there a circle of links?`);
  const found: string[] = [];
  for (const name of await source.list(folder)) {
    const path = join(folder, name);
    if (name.startsWith(".")) continue;
    if ((await kindOf(path)) === "folder") found.push(...(await listFiles(source, path, depth + 1)));
    else found.push(path);
  }
  return found;
}

const deepest = 8;

function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file}: this is not UTF-8`, "Save it as UTF-8.");
  }
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const reasons = new Map([
    ["ENOENT", "it does not exist"],
    ["EACCES", "this user may not read it"],
    ["ENOTDIR", "it is a file"],
    ["ELOOP", "its links go in a circle"],
  ]);
  return reasons.get(code) ?? messageOf(thrown);
}
