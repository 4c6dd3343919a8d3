import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { UserError } from "#core/errors.ts";

interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** Whether that process still runs and is an engine: a number that went to another program since holds no lock. */
async function isEngine(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
  // `PID (NAME) STATE …`: one that has ended but was not collected yet (Z) holds nothing. Elsewhere than on Linux, nobody knows.
  const [, name = "", state = ""] = /\((.*)\) (.)/s.exec(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "(pulumi) S")) ?? [];
  return name.startsWith("pulumi") && state !== "Z";
}

async function readLock(file: string): Promise<Lock | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Lock;
  } catch {
    return undefined;
  }
}

/**
 * Clears what a killed run of this machine left behind in a state folder, and says so.
 * @throws {UserError} when somebody else is at work on the stack.
 */
export async function clearStaleLocks(stateFolder: string, project: string, stack: string, note: (text: string) => void): Promise<void> {
  const folder = path.join(stateFolder, ".pulumi/locks/organization", project, stack);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(".json"))) {
    const file = path.join(folder, name);
    const lock = await readLock(file);
    if (lock === undefined) continue;
    if (lock.hostname !== hostname() || (await isEngine(lock.pid))) {
      throw new UserError(
        `the stack ${stack} is in use by ${lock.username} on ${lock.hostname} (process ${lock.pid}, since ${lock.timestamp})`,
        `Wait for that run to end. If it is sure that it doesn't run any more: pulumi cancel --stack ${stack}`,
      );
    }
    await rm(file, { force: true });
    await rm(`${file}.attrs`, { force: true });
    note(`cleared the lock that process ${lock.pid} left behind on this machine at ${lock.timestamp}`);
  }
}
