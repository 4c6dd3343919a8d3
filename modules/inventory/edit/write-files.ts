import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { UserError, messageOf } from "#core/errors.ts";

/** A file as it was read and as it shall be; `before` is undefined where it is new. */
export interface FileChange {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

interface Staged {
  readonly target: string;
  readonly temporary: string;
  readonly before: Buffer | undefined;
}

const bom = Buffer.from("\u{feff}");

/**
 * Writes files so that each is the old one or the new one at any time, never half of it, and that all are new or none is: everything is on
 * the disk before the first takes its name. Mode and owner stay, and so does a byte order mark.
 *
 * @throws {UserError} when a file is no longer as it was read, or can't be written.
 */
export async function writeFiles(changes: readonly FileChange[]): Promise<void> {
  const staged: Staged[] = [];
  const done: Staged[] = [];
  try {
    for (const change of changes) staged.push(await stage(change));
    for (const one of staged) {
      await rename(one.temporary, one.target);
      done.push(one);
    }
  } catch (thrown) {
    for (const { target, before } of done) await (before === undefined ? rm(target, { force: true }) : putBack(target, before));
    for (const { temporary } of staged) await rm(temporary, { force: true });
    if (thrown instanceof UserError) throw thrown;
    throw new UserError(`nothing was written: ${messageOf(thrown)}`);
  }
}

async function stage({ file, before, after }: FileChange): Promise<Staged> {
  const target = before === undefined ? file : await realpath(file);
  const bytes = before === undefined ? undefined : await readFile(target);
  const mark = bytes?.subarray(0, bom.length).equals(bom) === true ? bom : Buffer.alloc(0);
  if (bytes?.equals(Buffer.concat([mark, Buffer.from(before ?? "")])) === false || (bytes === undefined && (await isThere(target))))
    throw new UserError(`${file} was changed by somebody else meanwhile, so nothing was written`, "Try again.");
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  await writeThrough(temporary, Buffer.concat([mark, Buffer.from(after)]), bytes === undefined ? undefined : target);
  return { target, temporary, before: bytes };
}

/** Writes a new file with the rights of another one, and waits until it is on the disk. */
async function writeThrough(path: string, bytes: Buffer, like: string | undefined): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(bytes);
    if (like !== undefined) {
      const [wanted, made] = await Promise.all([stat(like), handle.stat()]);
      // Only root may give files away; for everybody else the file becomes their own, as with most editors.
      if (wanted.uid !== made.uid || wanted.gid !== made.gid) await handle.chown(wanted.uid, wanted.gid).catch(() => undefined);
      await handle.chmod(wanted.mode & 0o7777);
    }
    await handle.sync();
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  } finally {
    await handle.close();
  }
}

async function putBack(target: string, before: Buffer): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  await writeThrough(temporary, before, target);
  await rename(temporary, target);
}

const isThere = async (path: string): Promise<boolean> =>
  await stat(path).then(
    () => true,
    () => false,
  );
