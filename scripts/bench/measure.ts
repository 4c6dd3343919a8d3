import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How one command went. */
export interface Measured {
  readonly seconds: number;
  /** User and system time of the command and of everything that it waited for. */
  readonly cpuSeconds: number;
  /** What the command's own process held in memory at most. Its children are not counted. */
  readonly peakMegabytes: number;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MeasureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal: AbortSignal;
}

// `times` says what the shell itself has used, then what its children have; its own share is a fork.
const withTimes = '"$@"; status=$?; times >&3; exit $status';

/** Runs a command to its end. When the signal comes, the command and all that it started is ended. */
export async function measure(command: string, args: readonly string[], { env, cwd, signal }: MeasureOptions): Promise<Measured> {
  signal.throwIfAborted();
  const began = performance.now();
  // A process group of its own, which can be ended as a whole.
  const child = spawn("sh", ["-c", withTimes, "sh", command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const said = ["", "", ""];
  for (const [at, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on("data", (bytes: Buffer) => (said[at] += bytes.toString()));
  const end = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  signal.addEventListener("abort", end);
  const ended = new AbortController();
  const peak = watchMemory(child.pid, ended.signal);
  try {
    const exited = once(child, "exit").then(() => performance.now());
    await once(child, "close");
    const seconds = ((await exited) - began) / 1000;
    signal.throwIfAborted();
    const [stdout = "", stderr = "", times = ""] = said;
    return { seconds, cpuSeconds: childrensTime(times), peakMegabytes: peak.megabytes, status: child.exitCode ?? 1, stdout, stderr };
  } finally {
    ended.abort();
    signal.removeEventListener("abort", end);
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // it has ended by itself
  }
}

/** Reads `0m1.23s 0m0.45s` in the second line. */
function childrensTime(times: string): number {
  const line = times.trim().split("\n").at(-1) ?? "";
  return line.split(" ").reduce((sum, time) => {
    const [minutes = 0, seconds = 0] = time.replace("s", "").split("m").map(Number);
    return sum + minutes * 60 + seconds;
  }, 0);
}

/** The kernel keeps the highest mark itself, so that only what is added in the last moment escapes. */
function watchMemory(shell: number | undefined, ended: AbortSignal): { readonly megabytes: number } {
  const peak = { megabytes: 0 };
  const watch = async (): Promise<void> => {
    while (!ended.aborted) {
      peak.megabytes = Math.max(peak.megabytes, highMark(readIfThere(`/proc/${shell}/task/${shell}/children`).trim().split(" ")[0]));
      await sleep(20);
    }
  };
  void watch();
  return peak;
}

const highMark = (pid: string | undefined): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
