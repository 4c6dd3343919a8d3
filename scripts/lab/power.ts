import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { emptyGroup } from "./cgroup.ts";
import { LabError } from "./error.ts";
import { hostFolder, readIfThere } from "./folders.ts";
import { bridge, type LabHost } from "./hosts.ts";
import { mac, removeLinks, tap } from "./network.ts";
import { end, isAlive, until } from "./process.ts";
import { recordedProcess } from "./record.ts";
import { onHost } from "./ssh.ts";

const bootDeadline = 180_000; // seconds are usual; on a machine with better things to do it took a minute

export const consoleLog = (host: LabHost): string => join(hostFolder(host.name), "console.log");

const onceReady = (host: LabHost): string => join(hostFolder(host.name), "ready");

export function isRunning(host: LabHost): boolean {
  const recorded = recordedProcess(host.name);
  return recorded !== undefined && isAlive(recorded);
}

/** Starts a host that has its seed, detached: it goes on when this process ends. */
export async function start(host: LabHost, base: string): Promise<void> {
  if (isRunning(host)) return;
  const folder = hostFolder(host.name);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "pid"), { force: true });
  const log = openSync(consoleLog(host), "a");
  const args = [host.kind, host.name, folder, bridge.name, ...disks(host, base)];
  spawn("/bin/sh", [join(import.meta.dirname, "host.sh"), ...args], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
  }).unref();
  closeSync(log);
  await until(() => existsSync(join(folder, "pid")), 10_000, `${host.name} does not start; see ${consoleLog(host)}`);
}

function disks(host: LabHost, base: string): string[] {
  if (host.kind === "uml") {
    const processor = Number(host.address.split(".").at(-1)) % availableParallelism(); // neighbours get different ones
    return [join(base, `${host.layer ?? "uml"}.img`), tap(host), mac(host), String(processor)];
  }
  return [...(host.layer ? [join(base, host.layer)] : []), join(base, "base")];
}

/** Pulls the plug. The host's disk stays. */
export async function stop(name: string): Promise<void> {
  const recorded = recordedProcess(name);
  if (recorded) await end(recorded);
  await emptyGroup(name);
  await removeLinks([`cf-${name}`, `vb-${name}`]);
}

/** Whether one can log in now. */
export async function answers(host: LabHost): Promise<boolean> {
  return existsSync(onceReady(host)) && (await onHost(host, "true")).code === 0;
}

/**
 * Waits until one can log in and systemd has started everything. A host that people have worked on since its first
 * boot may well have a unit that fails: that is theirs.
 */
export async function ready(host: LabHost): Promise<void> {
  const deadline = Date.now() + bootDeadline;
  const wanted = existsSync(onceReady(host)) ? ["running", "degraded"] : ["running"];
  let answer = "no login yet";
  while (Date.now() < deadline && isRunning(host)) {
    const { code, stdout, stderr } = await onHost(host, "systemctl is-system-running --wait");
    answer = stdout.trim() || stderr.trim() || `ssh ended with ${code}`;
    if (wanted.includes(answer)) return closeSync(openSync(onceReady(host), "w"));
    if (answer === "degraded") break;
    await sleep(100);
  }
  const failed = answer === "degraded" ? await onHost(host, "systemctl --failed --plain --no-legend") : undefined;
  throw new LabError(
    [
      `${host.name} (${host.address}) did not come up: ${isRunning(host) ? answer : "it stopped"}`,
      failed?.stdout.trim(),
      `The end of its console, ${consoleLog(host)}:`,
      ...lastLines(consoleLog(host), 15).map((line) => `  ${line}`),
    ]
      .filter((line) => line !== undefined)
      .join("\n"),
  );
}

/** The end of a log, without the colours. */
const lastLines = (path: string, count: number): string[] =>
  stripVTControlCharacters(readIfThere(path) ?? "")
    .replaceAll("\r", "")
    .trimEnd()
    .split("\n")
    .slice(-count);
