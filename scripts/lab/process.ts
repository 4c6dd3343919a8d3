import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that can't be mistaken for another: numbers are used again, a number with its start time isn't. */
export interface Process {
  readonly pid: number;
  /** In clock ticks since the machine booted: field 22 of /proc/PID/stat. */
  readonly start: number;
}

/** The process which has this number now, unless it is a zombie. */
export function processNow(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets and may hold anything, brackets too; the third is the state.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : { pid, start: Number(fields[18]) };
  } catch {
    return undefined;
  }
}

export const isAlive = (process: Process): boolean => processNow(process.pid)?.start === process.start;

/** Seconds since it started. */
export function uptime(process: Process): number {
  const ticksPerSecond = 100; // USER_HZ, the same on every Linux this runs on
  const sinceBoot = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  return sinceBoot - process.start / ticksPerSecond;
}

/** Pulls the plug, if it is still that process, and waits until it is gone. */
export async function end(victim: Process): Promise<void> {
  if (!isAlive(victim)) return;
  process.kill(victim.pid, "SIGKILL");
  await until(() => !isAlive(victim), 5_000, `process ${victim.pid} does not end`);
}

/** Waits for something that happens soon. */
export async function until(holds: () => boolean, milliseconds: number, otherwise: string): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await sleep(10);
  }
}
