import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Declared } from "#core/declared.ts";
import { stateFileOf } from "#pulumi/pending-creates.ts";
import { previewStack, refreshStack, upStack } from "#pulumi/run-stack.ts";
import type { StackResult } from "#pulumi/stack-events.ts";
import { file } from "#states/file.ts";
import { engineProject, textIn } from "#support/engine-project.ts";
import type { EngineProject } from "#support/engine-project.ts";

let project: EngineProject;
beforeEach(async () => {
  project = await engineProject();
  for (const [name, value] of Object.entries(project.env)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  project.remove();
});

const role = (
  host: string,
  name: string,
  states: readonly Declared[] = [file({ path: project.on(host, `etc/${name}`), content: `${name}\n` })],
) => {
  mkdirSync(project.on(host, "etc"), { recursive: true });
  return { host, role: name, states };
};
const ops = ({ resources }: StackResult): string[] =>
  resources
    .filter(({ type }) => type === "conform:host:HostRole")
    .map(({ name, op }) => `${name} ${op}`)
    .toSorted();

/** The state without what is different each time: when, where in the program, and random ids. */
function stateOf(): unknown {
  const { checkpoint } = JSON.parse(readFileSync(stateFileOf(path.join(project.folder, ".conform/state"), "conform", "lab"), "utf8")) as {
    checkpoint: { latest: { resources: Record<string, unknown>[] } };
  };
  const resources = checkpoint.latest.resources.toSorted((one, other) => (String(one["urn"]) < String(other["urn"]) ? -1 : 1));
  return resources.map(({ urn, id, inputs, outputs, refreshBeforeUpdate, dependencies }) => {
    const isProvider = String(urn).includes("pulumi:providers");
    return { urn, id: isProvider ? "" : id, inputs, outputs, refreshBeforeUpdate, dependencies };
  });
}

test("a run from the command line's own process and one typed by hand leave the same state", async () => {
  const site = project.declare([role("a", "one"), role("a", "two"), role("b", "one")]);
  const run = project.stackRun(site);
  expect(ops(await previewStack(run))).toEqual(["a/one create", "a/two create", "b/one create"]);
  expect((await upStack(run)).failed).toBe(false);
  const state = stateOf();
  expect(await project.pulumi("preview", "--expect-no-changes")).toMatchObject({ status: 0 });
  writeFileSync(project.on("a", "etc/one"), "hacked\n");
  expect(ops(await previewStack(run))).toEqual(["a/one update", "a/two same", "b/one same"]);
  expect((await project.pulumi("up", "--yes", "--skip-preview")).status).toBe(0);
  expect(stateOf()).toEqual(state);
  expect(ops(await upStack(run))).toEqual(["a/one same", "a/two same", "b/one same"]);
  expect(stateOf()).toEqual(state);
  writeFileSync(project.on("a", "etc/one"), "hacked\n");
  expect((await refreshStack(run)).failed).toBe(false);
  expect(readFileSync(project.on("a", "etc/one"), "utf8")).toBe("hacked\n");
});

test("roles of one host are read in one round trip, and a quiet preview makes no other", async () => {
  const site = project.declare(["a", "b"].flatMap((host) => ["one", "two", "three", "four"].map((name) => role(host, name))));
  await upStack(project.stackRun(site));
  const run = project.stackRun(site);
  await previewStack(run);
  expect([...run.transport.counts]).toEqual([
    [expect.any(String), { connections: 1, roundTrips: 1 }],
    [expect.any(String), { connections: 1, roundTrips: 1 }],
  ]);
});

test("one host that fails or is down doesn't keep others from being done", async () => {
  const site = project.declare([role("a", "one"), role("b", "one"), role("c", "one"), role("c", "two")]);
  writeFileSync(project.on("b", "etc/x"), "");
  const failing = {
    ...site,
    roles: site.roles.map((one) => (one.host === "b" ? role("b", "one", [file({ path: project.on("b", "etc/x/y") })]) : one)),
  };
  const run = project.stackRun(failing);
  run.transport.down.set("c", "it is off");
  const { resources, failed } = await upStack(run);
  expect(failed).toBe(true);
  const of = (name: string) => resources.find((resource) => resource.name === name);
  expect(of("a/one")).toMatchObject({ op: "create" });
  expect(of("a/one")?.error).toBeUndefined();
  expect(of("b/one")?.error).toMatch(/b \/ one \/ file:.*its repair failed/);
  expect(of("c/one")?.error).toContain("c: it is off");
  expect(existsSync(project.on("a", "etc/one"))).toBe(true);
  // What was begun is known to the state, so that the next run looks and repairs.
  expect(JSON.stringify(stateOf())).toContain("::b/one");
  rmSync(project.on("b", "etc/x"));
  run.transport.down.clear();
  expect((await upStack({ ...project.stackRun(site) })).failed).toBe(false);
});

test("a limit leaves all other hosts as they are, also those that aren't made yet", async () => {
  const site = project.declare([role("a", "one"), role("b", "one")]);
  const run = project.stackRun(site);
  expect((await upStack({ ...run, limit: ["a"] })).failed).toBe(false);
  expect([existsSync(project.on("a", "etc/one")), existsSync(project.on("b", "etc/one"))]).toEqual([true, false]);
  expect(run.transport.counts.has("b")).toBe(false);
  await upStack(project.stackRun(site));
  for (const host of ["a", "b"]) rmSync(project.on(host, "etc/one"));
  const again = project.stackRun(site);
  await upStack({ ...again, limit: ["b"] });
  expect([existsSync(project.on("a", "etc/one")), existsSync(project.on("b", "etc/one"))]).toEqual([false, true]);
  expect(again.transport.counts.has("a")).toBe(false);
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a run that was killed in the middle leaves nothing that keeps the next one from converging", async () => {
  const site = project.declare(["one", "two", "three", "four", "five"].map((name) => role("a", name)));
  const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: project.folder,
    env: { ...process.env, ...project.env, CONFORM_TEST_LATENCY: "400" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const closed = once(child, "exit");
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  while (!said.includes("a/two creating")) await wait(20);
  await wait(300);
  const children = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(child.pid)], { encoding: "utf8" });
  const plugins = [...children.matchAll(/^ *(\d+) .*local-plugin/gm)].map(([, pid]) => Number(pid));
  expect(plugins).not.toEqual([]);
  child.kill("SIGKILL");
  await closed;
  await expect.poll(() => plugins.filter(isAlive), { timeout: 15_000 }).toEqual([]);
  const notes: string[] = [];
  const result = await upStack({ ...project.stackRun(site), note: (text) => notes.push(text) });
  expect(notes.join()).toMatch(/cleared the lock that process \d+ left behind/);
  expect(result).toMatchObject({ failed: false, errors: [] });
  for (const name of ["one", "two", "three", "four", "five"])
    expect(readFileSync(project.on("a", `etc/${name}`), "utf8")).toBe(`${name}\n`);
  const { status, stdout, stderr } = await project.pulumi("preview", "--expect-no-changes");
  expect({ status, said: /pending operation/.test(stdout + stderr) }).toEqual({ status: 0, said: false });
  expect(readFileSync(stateFileOf(path.join(project.folder, ".conform/state"), "conform", "lab"), "utf8")).not.toContain(
    "pending_operations",
  );
});

test("somebody else at work on the stack is named", async () => {
  const site = project.declare([role("a", "one")]);
  const folder = path.join(project.folder, ".conform/state/.pulumi/locks/organization/conform/lab");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "x.json"),
    JSON.stringify({ pid: 4711, username: "ana", hostname: "another-machine", timestamp: "2026-11-21T09:00:00Z" }),
  );
  await expect(upStack(project.stackRun(site))).rejects.toThrow(
    "in use by ana on another-machine (process 4711, since 2026-11-21T09:00:00Z)",
  );
});

test("a cancelled run lets what it began come to its end, refuses the rest, and can be taken up again", async () => {
  const site = project.declare(["one", "two", "three"].map((name) => role("a", name)));
  const stop = new AbortController();
  const run = project.stackRun(site, { latency: 200 });
  const result = await upStack({ ...run, signal: stop.signal, observer: { applying: () => stop.abort() } });
  expect(result.failed).toBe(true);
  expect([existsSync(project.on("a", "etc/one")), existsSync(project.on("a", "etc/three"))]).toEqual([true, false]);
  expect(existsSync(path.join(project.hosts, "a/run/conform.lock"))).toBe(false);
  expect((await upStack(project.stackRun(site))).failed).toBe(false);
});

test("no secret is in any file, log or output", async () => {
  const [reference, config] = ["canary-by-reference", "canary-by-config"];
  vi.stubEnv("CANARY", reference);
  Object.assign(project.env, { CANARY: reference });
  const byReference = file({ path: project.on("a", "etc/lic"), content: { secret: "env:CANARY" }, mode: "0600" });
  const byConfig = file({ path: project.on("a", "etc/token"), mode: "0600" });
  const said: string[] = [];
  const hand = async (...args: string[]): Promise<void> => {
    const { stdout, stderr } = await project.pulumi(...args);
    said.push(stdout, stderr);
  };
  await hand("config", "set", "--secret", "token", config);
  const site = project.declare([role("a", "secrets", [byReference, byConfig])], { configSecrets: { [byConfig.id]: "token" } });
  await hand("preview", "--diff");
  await hand("up", "--yes", "--skip-preview", "--diff");
  expect([readFileSync(project.on("a", "etc/lic"), "utf8"), readFileSync(project.on("a", "etc/token"), "utf8")]).toEqual([
    reference,
    config,
  ]);
  for (const name of ["lic", "token"]) writeFileSync(project.on("a", `etc/${name}`), "changed");
  await hand("preview", "--diff");
  await hand("refresh", "--yes", "--diff");
  await hand("stack", "export");
  const events: unknown[] = [];
  const observer = { planned: (event: unknown) => events.push(event), applied: (event: unknown) => events.push(event) };
  events.push(await upStack({ ...project.stackRun(site), observer }));
  expect(readFileSync(project.on("a", "etc/token"), "utf8")).toBe(config);
  expect((await project.pulumi("preview", "--expect-no-changes")).status).toBe(0);
  rmSync(project.on("a", "etc"), { recursive: true });
  const everything = [...said, JSON.stringify(events), project.state(), textIn(project.folder)].join("\n");
  expect([everything.includes(reference), everything.includes(config)]).toEqual([false, false]);
});
