import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearStaleLocks } from "#pulumi/stack-lock.ts";

let state: string;
let file: string;
const notes: string[] = [];
beforeEach(() => {
  notes.length = 0;
  state = mkdtempSync(path.join(tmpdir(), "conform-lock-"));
  const folder = path.join(state, ".pulumi/locks/organization/conform/lab");
  mkdirSync(folder, { recursive: true });
  file = path.join(folder, "0b7c.json");
});
afterEach(() => rmSync(state, { recursive: true }));

const lockedBy = (pid: number, host: string): void =>
  writeFileSync(file, JSON.stringify({ pid, username: "ana", hostname: host, timestamp: "2026-11-21T09:00:00Z" }));
const clear = (): Promise<void> => clearStaleLocks(state, "conform", "lab", (text) => notes.push(text));
const deadPid = (): number => spawnSync("true").pid;

test("no lock is nothing to say", async () => {
  rmSync(path.join(state, ".pulumi"), { recursive: true });
  await clear();
  expect(notes).toEqual([]);
});

test("what a dead process of this machine left behind is cleared and said", async () => {
  lockedBy(deadPid(), hostname());
  await clear();
  expect(existsSync(file)).toBe(false);
  expect(notes[0]).toMatch(/^cleared the lock that process \d+ left behind on this machine at 2026-11-21T09:00:00Z$/);
});

test("a number that went to another program since holds no lock", async () => {
  lockedBy(process.pid, hostname());
  await clear();
  expect(existsSync(file)).toBe(false);
});

test("a lock of another machine is respected, whatever runs here", async () => {
  lockedBy(deadPid(), "another-machine");
  await expect(clear()).rejects.toThrow("the stack lab is in use by ana on another-machine");
  expect(existsSync(file)).toBe(true);
});

test("a lock that can't be read is left to the engine", async () => {
  writeFileSync(file, "{");
  await clear();
  expect(existsSync(file)).toBe(true);
});
