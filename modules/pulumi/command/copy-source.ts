import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { messageOf, UserError } from "#core/errors.ts";
import type { Failure } from "#pulumi/resource-type.ts";
import { isObject, reveal, unknown } from "#pulumi/values.ts";
import type { Wire, WireObject } from "#pulumi/values.ts";

/** One file to copy. */
export interface SourceFile {
  /** Where it lies in what is copied; empty when it is all that is copied. */
  readonly relative: string;
  readonly mode: string;
  readonly sha256: string;
  /** Its bytes, a piece at a time: vendors' installers are bigger than memory. */
  pieces(): AsyncIterable<Buffer>;
}

export interface Source {
  /** The name it gets inside of a directory that is there already. */
  readonly name: string | undefined;
  readonly isDirectory: boolean;
  readonly files: readonly SourceFile[];
}

/** Three bytes become four characters, so a piece is a multiple of three. */
const pieceSize = 3 * 1024 * 1024;

export function checkSource(source: Wire | undefined): Failure[] {
  const given = reveal(source ?? null);
  if (given === unknown) return [];
  const reason = "must be a FileAsset, StringAsset or FileArchive";
  if (!isObject(given)) return [{ property: "source", reason }];
  if ("assets" in given || "uri" in given)
    return [{ property: "source", reason: `${reason}: what is elsewhere or made of several isn't served` }];
  return "text" in given || "path" in given || "hash" in given ? [] : [{ property: "source", reason }];
}

/** The digest the engine gave to what is copied. */
export const hashOf = (source: Wire | undefined): string => {
  const given = reveal(source ?? null);
  return isObject(given) && typeof given["hash"] === "string" ? given["hash"] : "";
};

async function fromDisk(file: string, relative: string): Promise<SourceFile> {
  const { mode } = await stat(file);
  const pieces = (): AsyncIterable<Buffer> => createReadStream(file, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>;
  const digest = createHash("sha256");
  for await (const piece of pieces()) digest.update(piece);
  return { relative, mode: mode & 0o100 ? "0755" : "0644", sha256: digest.digest("hex"), pieces };
}

async function* piecesOf(bytes: Buffer): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}

async function readFrom(file: string): Promise<Source> {
  if (!(await stat(file)).isDirectory()) return { name: path.basename(file), isDirectory: false, files: [await fromDisk(file, "")] };
  const entries = (await readdir(file, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const relatives = entries.map((entry) => path.relative(file, path.join(entry.parentPath, entry.name))).sort();
  const files = await Promise.all(relatives.map((relative) => fromDisk(path.join(file, relative), relative)));
  // As with cp and rsync: a slash at the end means what is in it.
  return { name: file.endsWith("/") ? undefined : path.basename(file), isDirectory: true, files };
}

/** @throws {UserError} when it can't be read. */
export async function readSource(source: WireObject, folders: readonly string[]): Promise<Source> {
  const { text, path: file } = reveal(source) as WireObject;
  if (typeof text === "string") {
    const bytes = Buffer.from(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name: undefined, isDirectory: false, files: [{ relative: "", mode: "0644", sha256, pieces: () => piecesOf(bytes) }] };
  }
  if (typeof file !== "string") throw new UserError("what shall be copied isn't at hand");
  for (const [i, folder] of folders.entries()) {
    try {
      return await readFrom(path.isAbsolute(file) ? file : `${folder}/${file}`);
    } catch (thrown) {
      if (i === folders.length - 1) throw new UserError(`${file} can't be copied: ${messageOf(thrown)}`);
    }
  }
  throw new UserError(`${file} can't be found`);
}
