import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

// `times` says what the shell itself has used, then what its children have; the first is next to nothing.
const withTimes = '"$@"; status=$?; times >&3; exit $status';

/** Runs a command to its end. When the signal comes, the command and all that it started are ended. */
export async function measure(command: string, args: readonly string[], { env, cwd, signal }: MeasureOptions): Promise<Measured> {
  signal.throwIfAborted();
  // Files and not pipes: what a command leaves running, such as OpenSSH's kept connections, would hold a pipe open.
  const folder = mkdtempSync(join(tmpdir(), "conform-bench-run-"));
  const files = ["stdout", "stderr", "times"].map((name) => openSync(join(folder, name), "w"));
  const said = (name: string): string => readFileSync(join(folder, name), "utf8");
  const began = performance.now();
  // A process group of its own, which can be ended as a whole.
  const child = spawn("sh", ["-c", withTimes, "sh", command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", ...files],
  });
  const end = (): void => endGroup(child);
  signal.addEventListener("abort", end);
  const peak = watchMemory(child);
  try {
    await once(child, "exit");
    const seconds = (performance.now() - began) / 1000;
    signal.throwIfAborted();
    return {
      seconds,
      cpuSeconds: childrensTime(said("times")),
      peakMegabytes: peak.megabytes,
      status: child.exitCode ?? 1,
      stdout: said("stdout"),
      stderr: said("stderr"),
    };
  } finally {
    signal.removeEventListener("abort", end);
    for (const file of files) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGTERM");
  } catch {
    // it has ended by itself
  }
}

/** Adds up `0m1.23s 0m0.45s`, the second of two lines. */
function childrensTime(times: string): number {
  const line = times.trim().split("\n").at(-1) ?? "";
  return line.split(" ").reduce((sum, time) => {
    const [minutes = 0, seconds = 0] = time.replace("s", "").split("m").map(Number);
    return sum + minutes * 60 + seconds;
  }, 0);
}

/** The kernel keeps the high mark of each process, so that only what is added in the last moment escapes. */
function watchMemory(shell: ChildProcess): { readonly megabytes: number } {
  const peak = { megabytes: 0 };
  const watch = async (): Promise<void> => {
    while (shell.exitCode === null && shell.signalCode === null) {
      const [command] = readIfThere(`/proc/${shell.pid}/task/${shell.pid}/children`).split(" ");
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${command}/status`))?.[1];
      peak.megabytes = Math.max(peak.megabytes, Number(kilobytes ?? 0) / 1024);
      await sleep(20);
    }
  };
  void watch();
  return peak;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
