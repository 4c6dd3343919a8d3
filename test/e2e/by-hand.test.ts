import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Declared } from "#core/declared.ts";
import { file } from "#states/file.ts";
import { connectionOf } from "#support/engine-program.ts";
import { engineProject } from "#support/engine-project.ts";
import type { EngineProject } from "#support/engine-project.ts";

let project: EngineProject;
beforeEach(async () => {
  project = await engineProject();
  for (const host of ["a", "b"]) mkdirSync(project.on(host, "etc"), { recursive: true });
});
afterEach(() => project.remove());

const motd = (host: string): Declared => file({ path: project.on(host, "etc/motd"), content: `Welcome\nto ${host}\n` });
const issue = (host: string): Declared => file({ path: project.on(host, "etc/issue"), content: "Note\n", mode: "0600" });
const both = (host: string) => ({ host, role: "notice", states: [motd(host), issue(host)] });

const up = async (): Promise<string> => {
  const { status, stdout, stderr } = await project.pulumi("up", "--yes", "--skip-preview", "--diff");
  expect(stdout + stderr).toContain("Resources:");
  expect(status).toBe(0);
  return stdout;
};
const preview = async () => {
  const { status, stdout, stderr } = await project.pulumi("preview", "--diff", "--expect-no-changes");
  // What comes before the stack is the refresh; what follows is what the update will do.
  return { status, said: stdout + stderr, update: stdout.slice(stdout.indexOf("pulumi:pulumi:Stack: (same)")) };
};

test("what somebody changed on a host is shown by property with old and new, repaired, and then there is silence", async () => {
  project.declare([both("a"), both("b")]);
  await up();
  expect((await preview()).status).toBe(0);

  writeFileSync(project.on("a", "etc/motd"), "Welcome\nhacked\n");
  chmodSync(project.on("b", "etc/issue"), 0o644);
  const { status, update } = await preview();
  expect(status).not.toBe(0);
  const shown = update
    .split("~ conform:host:HostRole: (update)")
    .slice(1)
    .map((block) => block.match(/^ *[~+-] .*$/gm)?.map((line) => line.trim().replaceAll(project.hosts, "")));
  expect(shown.flatMap((lines) => lines?.filter((line) => !line.endsWith("to update")) ?? [])).toEqual(
    expect.arrayContaining(["~ file:/a/etc/motd: {", "- hacked", "+ to a", "~ file:/b/etc/issue: {", '~ mode: "0644" => "0600"']),
  );
  expect(shown.flat().filter((line) => line?.startsWith("~ file:"))).toHaveLength(2);
  expect(update).toContain("~ 2 to update");

  await up();
  expect(readFileSync(project.on("a", "etc/motd"), "utf8")).toBe("Welcome\nto a\n");
  expect((await preview()).status).toBe(0);
});

test("a state that is no longer declared is shown as deleted, and the file is as before", async () => {
  writeFileSync(project.on("a", "etc/issue"), "as delivered\n");
  project.declare([both("a")]);
  await up();
  project.declare([{ host: "a", role: "notice", states: [motd("a")] }]);
  expect((await preview()).update).toContain(`- file:${project.on("a", "etc/issue")}: {`);
  await up();
  expect(readFileSync(project.on("a", "etc/issue"), "utf8")).toBe("as delivered\n");
  expect((await preview()).status).toBe(0);
});

test("a role that is taken from a host takes its files with it", async () => {
  project.declare([both("a"), { host: "a", role: "second", states: [file({ path: project.on("a", "etc/two") })] }]);
  await up();
  project.declare([both("a")]);
  await up();
  expect([existsSync(project.on("a", "etc/two")), existsSync(project.on("a", "etc/motd"))]).toEqual([false, true]);
});

test("a host that is down is a warning and a difference, and its update an error, while others go on", async () => {
  project.declare([both("a"), both("b")]);
  await up();
  rmSync(project.on("b", "etc/motd"));
  project.declare([both("a"), both("b")], { hosts: { a: { ...connectionOf("a"), address: "10.0.0.1" }, b: connectionOf("b") } });
  await up();
  rmSync(project.on("b", "etc/motd"));
  Object.assign(project.env, { CONFORM_TEST_DEAD: "10.0.0.1" });
  const { status, said } = await preview();
  expect(status).not.toBe(0);
  expect(said).toContain("a could not be looked at: nobody answers at 10.0.0.1");
  expect(said).toContain('- unreachable: "nobody answers at 10.0.0.1"');
  const run = await project.pulumi("up", "--yes", "--skip-preview", "--continue-on-error");
  expect(run.status).not.toBe(0);
  expect(run.stdout + run.stderr).toContain("a: nobody answers at 10.0.0.1");
  expect(existsSync(project.on("b", "etc/motd"))).toBe(true);
  Object.assign(project.env, { CONFORM_TEST_DEAD: "" });
  await up();
  expect((await preview()).status).toBe(0);
});

test("a host that moved is read at its new address when the provider names the inventory", async () => {
  const inventory = path.join(project.folder, "hosts.json");
  const moveTo = (address: string): void => writeFileSync(inventory, JSON.stringify({ a: { ...connectionOf("a"), address } }));
  Object.assign(project.env, { CONFORM_TEST_DEAD: "10.0.0.1" });
  moveTo("10.0.0.2");
  project.declare([both("a")], { inventory });
  await up();
  moveTo("10.0.0.1");
  expect((await preview()).said).toContain("nobody answers at 10.0.0.1");
  moveTo("10.0.0.3");
  expect((await preview()).status).toBe(0);
});

test("what can't be is refused at its property before any host is touched", async () => {
  project.declare([{ host: "a", role: "notice", states: [{ kind: "file", id: "file:/x", want: { path: "/x", contents: "typo" } }] }]);
  const { status, said } = await preview();
  expect(status).not.toBe(0);
  expect(said).toMatch(/states\["file:\/x"\]\.contents.*no such parameter, did you mean "content"/);
});
