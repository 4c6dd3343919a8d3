import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./error.ts";
import { checkout, readIfThere, runFolder, writeWhole } from "./folders.ts";
import { bridge } from "./hosts.ts";
import { isAlive, processNow, type Process } from "./process.ts";
import { run } from "./run.ts";

interface Holder extends Process {
  readonly checkout: string;
  readonly doing: string;
}

const lockFile = (): string => `${runFolder()}.lock`;
const usersFolder = (): string => `${runFolder()}.users`;
const patience = 180_000;

function me(doing: string): Holder {
  const self = processNow(process.pid);
  if (!self) throw new Error("/proc shows nothing about this process");
  return { ...self, checkout, doing };
}

function livingHolder(path: string): Holder | undefined {
  const text = readIfThere(path);
  const holder = text && (JSON.parse(text) as Holder); // written by writeWhole, whole
  return holder && isAlive(holder) ? holder : undefined;
}

/** Does something to the lab that must not happen twice at a time. A lock ends with its holder, however that ends. */
export async function exclusively<T>(doing: string, work: () => Promise<T>, log: (line: string) => void): Promise<T> {
  const deadline = Date.now() + patience;
  let told = false;
  for (;;) {
    const release = await tryLock();
    if (release) {
      try {
        writeWhole(`${lockFile()}.holder`, JSON.stringify(me(doing)));
        return await work();
      } finally {
        rmSync(`${lockFile()}.holder`, { force: true });
        release();
      }
    }
    const holder = livingHolder(`${lockFile()}.holder`);
    if (holder && holder.checkout !== checkout) throw busy(holder);
    if (Date.now() > deadline) throw new LabError(`The lab has been locked for 3 minutes${holder ? ` by process ${holder.pid}` : ""}.`);
    if (!told && holder) log(`waiting for process ${holder.pid} of this checkout: ${holder.doing}`);
    told ||= holder !== undefined;
    await sleep(100);
  }
}

// The lock counts only while its file is still the one of that name: `down` removes it, and may have just done so.
const holdLock = `exec 9>"$1" && flock --nonblock 9 || exit 1
[ "$(stat -c %i "$1")" = "$(stat -L -c %i /proc/$$/fd/9)" ] || exit 1
echo locked; exec cat >/dev/null`;

/** Node has no flock(2): a child holds it, and ends when its stdin does, which is when we end at the latest. */
function tryLock(): Promise<(() => void) | undefined> {
  const child = spawn("sh", ["-c", holdLock, "sh", lockFile()], { stdio: ["pipe", "pipe", "ignore"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve(undefined));
    child.stdout.once("data", () => {
      child.unref();
      child.stdout.destroy();
      resolve(() => child.stdin.end());
    });
  });
}

/** Says that this process uses the lab until it ends, so that no other checkout clears it away meanwhile. */
export function use(doing: string): void {
  mkdirSync(usersFolder(), { recursive: true });
  const path = join(usersFolder(), String(process.pid));
  if (!readIfThere(path)) process.once("exit", () => rmSync(path, { force: true }));
  writeWhole(path, JSON.stringify(me(doing)));
}

/** Refuses to take a lab from another checkout while a process of that one uses it, or anybody is logged in to its hosts. */
export async function refuseIfInUse(owner: string | undefined): Promise<void> {
  for (const file of listUsers()) {
    const holder = livingHolder(file);
    if (!holder) rmSync(file, { force: true });
    else if (holder.checkout !== checkout) throw busy(holder);
  }
  if (owner === undefined || owner === checkout) return;
  const logins = (await run("ss", ["-Htnp", "state", "established", "dst", `${bridge.address}/${bridge.prefix}`])).trim();
  if (logins === "") return;
  const pids = new Set([...logins.matchAll(/pid=(\d+)/g)].map(([, pid]) => pid));
  throw new LabError(
    `The machine's one lab belongs to ${owner}, and somebody is logged in to its hosts${pids.size > 0 ? ` (process ${[...pids].join(", ")})` : ""}. Try again when that has ended.`,
  );
}

function listUsers(): string[] {
  try {
    return readdirSync(usersFolder())
      .filter((file) => /^\d+$/.test(file))
      .map((file) => join(usersFolder(), file));
  } catch {
    return [];
  }
}

const busy = (holder: Holder): LabError =>
  new LabError(
    `The machine's one lab is in use by ${holder.checkout} (process ${holder.pid}: ${holder.doing}). Try again when that has ended.`,
  );

/** Removes what this file leaves beside the lab. Whoever does it holds the lock. */
export function forgetLocks(): void {
  rmSync(usersFolder(), { recursive: true, force: true });
  rmSync(lockFile(), { force: true });
}
