import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Declared } from "#core/declared.ts";
import { file } from "#states/file.ts";
import type { Observer } from "#pulumi/observer.ts";
import type { WireObject } from "#pulumi/values.ts";
import { Refused, roleNews, roleType, testProvider } from "#support/provider-client.ts";
import type { TestProvider } from "#support/provider-client.ts";

let provider: TestProvider;
const told: unknown[] = [];
const observer: Observer = {
  planned: ({ host, role, findings, undo }) => told.push(["planned", host, role, ...findings.map(({ verdict }) => verdict), ...undo]),
  applied: ({ host, role }) => told.push(["applied", host, role]),
  unreachable: ({ host, reason }) => told.push(["unreachable", host, reason]),
};
beforeEach(async () => {
  told.length = 0;
  provider = await testProvider({ observer });
});
afterEach(() => provider.close());

const checked = async (host: string, role: string, declared: readonly Declared[]): Promise<WireObject> =>
  (await provider.check(roleType, roleNews(host, role, declared))).inputs;

const motd = (host: string, content: string): Declared => file({ path: provider.on(host, "etc/motd"), content });
const issue = (host: string, content: string): Declared => file({ path: provider.on(host, "etc/issue"), content });
const at = (state: Declared, fact?: string): string => `states["${state.id}"]${fact === undefined ? "" : `.${fact}`}`;

test("create makes the host as declared, and the engine looks before every update", async () => {
  const made = await provider.create(roleType, await checked("a", "notice", [motd("a", "Hello\n")]));
  expect(made).toEqual({ id: "a/notice", outputs: { host: "a", role: "notice", states: {} }, readsFirst: true });
  expect(readFileSync(provider.on("a", "etc/motd"), "utf8")).toBe("Hello\n");
});

test("a preview of a creation only looks", async () => {
  await provider.create(roleType, await checked("a", "notice", [motd("a", "Hello\n")]), true);
  expect(existsSync(provider.on("a", "etc/motd"))).toBe(false);
  expect(existsSync(path.join(provider.hosts, "a/var"))).toBe(false);
  expect(told).toEqual([["planned", "a", "notice", "pending"]]);
});

test("what was changed on the host is read as inputs, and differs by property path", async () => {
  const [hello, note] = [motd("a", "Hello\n"), issue("a", "Note\n")];
  const inputs = await checked("a", "notice", [hello, note]);
  await provider.create(roleType, inputs);
  writeFileSync(provider.on("a", "etc/motd"), "hacked\n");
  chmodSync(provider.on("a", "etc/motd"), 0o666);
  rmSync(provider.on("a", "etc/issue"));
  const live = await provider.read(roleType, inputs);
  expect(live.inputs["states"]).toMatchObject({
    [hello.id]: { content: "hacked\n", mode: "0666", owner: "root" },
    [note.id]: { type: "" },
  });
  expect(live.outputs["states"]).toMatchObject({ [hello.id]: { content: "hacked\n", mode: "0666" } });
  const { paths } = await provider.diff(roleType, live.inputs, inputs);
  expect(paths).toMatchObject({ [at(hello, "content")]: "update", [at(hello, "mode")]: "update", [at(note, "type")]: "update" });
  expect(paths).not.toHaveProperty(at(hello, "owner"));
  await provider.update(roleType, live.inputs, inputs);
  expect((await provider.diff(roleType, (await provider.read(roleType, inputs)).inputs, inputs)).paths).toEqual({});
});

test("roles of one host that are read at the same time share one script, other hosts have their own", async () => {
  const roles = await Promise.all(
    ["one", "two", "three"].flatMap((role) => ["a", "b"].map((host) => checked(host, role, [motd(host, role)]))),
  );
  await Promise.all(roles.map((inputs) => provider.read(roleType, inputs)));
  expect(provider.transport.scripts.map(({ host }) => host).toSorted()).toEqual(["a", "b"]);
});

test("a host that can't be reached is said and differs, and no other host waits for it", async () => {
  const [lost, fine] = [await checked("a", "notice", [motd("a", "Hello\n")]), await checked("b", "notice", [motd("b", "Hello\n")])];
  provider.transport.down.set("a", "nobody answers at 10.0.0.1 port 22");
  const [live] = await Promise.all([provider.read(roleType, lost), provider.read(roleType, fine)]);
  expect(live.inputs).toEqual({
    host: "a",
    role: "notice",
    __declared: lost["__declared"],
    unreachable: "nobody answers at 10.0.0.1 port 22",
  });
  expect(told).toContainEqual(["unreachable", "a", "nobody answers at 10.0.0.1 port 22"]);
  expect((await provider.diff(roleType, live.inputs, lost)).paths).toEqual({ unreachable: "delete" });
  await expect(provider.update(roleType, live.inputs, lost)).rejects.toThrow("a: nobody answers at 10.0.0.1 port 22");
});

test("a failure keeps what was observed and says host, role, state and reason", async () => {
  const bad = file({ path: `${provider.on("a", "etc/x")}/y/z`, content: "z" });
  writeFileSync(provider.on("a", "etc/x"), "a file where a folder should be");
  const inputs = await checked("a", "notice", [motd("a", "Hello\n"), bad, issue("a", "Note\n")]);
  const refused = await provider.create(roleType, inputs).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(refused).toBeInstanceOf(Refused);
  const { partial, message } = refused as Refused;
  expect(partial?.id).toBe("a/notice");
  expect(new Set(Object.keys(partial?.properties["states"] ?? {}))).toEqual(new Set([bad.id, issue("a", "").id]));
  expect(partial?.reasons[0]).toMatch(new RegExp(`^a / notice / ${bad.id}: its repair failed`));
  expect(partial?.reasons[1]).toMatch(/not tried, because file:.* failed$/);
  expect(message).not.toContain("    at ");
});

test("a state that is no longer declared is shown as deleted and undone", async () => {
  writeFileSync(provider.on("a", "etc/issue"), "as the vendor delivered it\n");
  const before = await checked("a", "notice", [motd("a", "Hello\n"), issue("a", "Note\n")]);
  await provider.create(roleType, before);
  const after = await checked("a", "notice", [motd("a", "Hello\n")]);
  const live = (await provider.read(roleType, before)).inputs;
  expect((await provider.diff(roleType, live, after)).paths).toEqual({ [at(issue("a", ""))]: "delete" });
  expect(told.at(-1)).toEqual(["planned", "a", "notice", "conforming", issue("a", "").id]);
  await provider.update(roleType, live, after);
  expect(readFileSync(provider.on("a", "etc/issue"), "utf8")).toBe("as the vendor delivered it\n");
});

test("what one role gives up and another takes over stays", async () => {
  const old = await checked("a", "old", [motd("a", "Hello\n")]);
  await provider.create(roleType, old);
  await provider.create(roleType, await checked("a", "new", [motd("a", "Hello\n")]));
  await provider.remove(roleType, old);
  expect(readFileSync(provider.on("a", "etc/motd"), "utf8")).toBe("Hello\n");
});

test("delete undoes everything, and fails when the host can't be reached", async () => {
  const inputs = await checked("a", "notice", [motd("a", "Hello\n")]);
  await provider.create(roleType, inputs);
  provider.transport.down.set("a", "it is off");
  await expect(provider.remove(roleType, inputs)).rejects.toThrow("a: it is off");
  expect(existsSync(provider.on("a", "etc/motd"))).toBe(true);
  // A run of its own: this one knows already that the host is off.
  const later = await testProvider({}, provider.hosts);
  await later.remove(roleType, inputs);
  await later.close();
  expect(existsSync(provider.on("a", "etc/motd"))).toBe(false);
});

test("a declaration that the host already satisfies is no change", async () => {
  const before = await checked("a", "notice", [motd("a", "Hello\n")]);
  await provider.create(roleType, before);
  writeFileSync(provider.on("a", "etc/issue"), "Note\n");
  const after = await checked("a", "notice", [motd("a", "Hello\n"), issue("a", "Note\n")]);
  expect((await provider.diff(roleType, (await provider.read(roleType, before)).inputs, after)).paths).toEqual({});
});

test("another reason or order is no change", async () => {
  const [hello, note] = [motd("a", "Hello\n"), issue("a", "Note\n")];
  const before = await checked("a", "notice", [hello, note]);
  await provider.create(roleType, before);
  const after = await checked("a", "notice", [{ ...note, why: "people must know" }, hello]);
  expect((await provider.diff(roleType, (await provider.read(roleType, before)).inputs, after)).paths).toEqual({});
});

test("another host or role replaces", async () => {
  const before = await checked("a", "notice", [motd("a", "Hello\n")]);
  expect((await provider.diff(roleType, before, await checked("b", "notice", []))).replaces).toEqual(["host"]);
});

test("control characters that a host says are spelt out", async () => {
  const inputs = await checked("a", "notice", [motd("a", "Hello\n")]);
  writeFileSync(provider.on("a", "etc/motd"), "\u001b]0;owned\u0007\n");
  const { inputs: live } = await provider.read(roleType, inputs);
  expect(live["states"]).toMatchObject({ [motd("a", "").id]: { content: String.raw`\x1b]0;owned\x07` + "\n" } });
});

test("a link where a file should be is a failure in words, not an end of the provider", async () => {
  mkdirSync(provider.on("a", "etc/motd"));
  await expect(provider.create(roleType, await checked("a", "notice", [motd("a", "Hello\n")]))).rejects.toThrow(/a \/ notice \/ file:/);
  await expect(checked("a", "notice", [])).resolves.toBeDefined();
});

test("a declaration that only an older version understood is no reason to stop", async () => {
  const old = roleNews("a", "notice", [
    { kind: "retired", id: "retired:x", want: {} },
    { kind: "file", id: "file:/x", want: { path: { was: "an object once" } } },
  ]);
  const other = await checked("a", "other", [motd("a", "Hello\n")]);
  const [live, beside] = await Promise.all([provider.read(roleType, old), provider.read(roleType, other)]);
  expect(beside.inputs).not.toHaveProperty("unreachable");
  expect(live.inputs["unreachable"]).toMatch(/mistake in Conform itself/);
  const fresh = await checked("a", "notice", [motd("a", "Hello\n")]);
  expect((await provider.diff(roleType, live.inputs, fresh)).paths).toEqual({ unreachable: "delete" });
});

test("after a cancellation nothing more is begun, until another run begins", async () => {
  const inputs = await checked("a", "notice", [motd("a", "Hello\n")]);
  await provider.cancel();
  await expect(provider.create(roleType, inputs)).rejects.toThrow("the run was cancelled");
  await provider.handshake();
  await expect(provider.create(roleType, inputs)).resolves.toMatchObject({ id: "a/notice" });
});
