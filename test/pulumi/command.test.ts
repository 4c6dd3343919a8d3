import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secret } from "#pulumi/values.ts";
import type { WireObject } from "#pulumi/values.ts";
import { testProvider } from "#support/provider-client.ts";
import type { TestProvider } from "#support/provider-client.ts";

let provider: TestProvider;
beforeEach(async () => {
  provider = await testProvider();
});
afterEach(() => provider.close());

const remote = "command:remote:Command";
const local = "command:local:Command";
const copy = "command:remote:CopyToRemote";
const connection = { host: "a", port: 22, user: "root", dialErrorLimit: 10, perDialTimeout: 15 };

test("a command runs with its stdin and environment, and tells what it said", async () => {
  const news = {
    connection,
    create: 'read -r line; echo "$line $GREETING"; echo oops >&2',
    stdin: "hello\n",
    environment: { GREETING: "it's me" },
  };
  expect((await provider.check(remote, news)).failures).toEqual({});
  const { outputs, readsFirst, id } = await provider.create(remote, news);
  expect(outputs).toEqual({ ...news, stdout: "hello it's me", stderr: "oops" });
  expect(readsFirst).toBe(false);
  expect(id).toMatch(/^some\/thing-[0-9a-f]{8}$/);
});

test.each([remote, local])("%s: update and delete see what was said before", async (type) => {
  const out = provider.on("a", "out");
  const news = {
    ...(type === remote ? { connection } : {}),
    create: "echo one",
    update: 'echo "$PULUMI_COMMAND_STDOUT two"',
    delete: `echo "$PULUMI_COMMAND_STDOUT gone" >${out}`,
  };
  const first = await provider.create(type, news);
  const second = await provider.update(type, news, { ...news, stdin: "x" }, { outputs: first.outputs });
  expect(second["stdout"]).toBe("one two");
  await provider.remove(type, news, second);
  expect(readFileSync(out, "utf8")).toBe("one two gone\n");
  const without = await provider.update(type, news, { ...news, addPreviousOutputInEnv: false }, { outputs: first.outputs });
  expect(without["stdout"]).toBe(" two");
});

test.each([remote, local])("%s: neither command nor environment shows in the list of processes", async (type) => {
  const news = {
    ...(type === remote ? { connection } : {}),
    create: 'cat /proc/$$/cmdline /proc/$PPID/cmdline | tr "\\0" " "; : canary-one',
    environment: { X: "canary-two" },
    stdin: "canary-three",
  };
  expect((await provider.create(type, news)).outputs["stdout"]).not.toContain("canary");
});

test("a failed command tells its status and words, but not itself", async () => {
  const news = { connection, create: "echo partly; echo 'no such licence' >&2; exit 3 # canary" };
  await expect(provider.create(remote, news)).rejects.toThrow(/^a: the command ended with status 3\nno such licence\npartly$/);
});

test("secrets are hidden in what is told, and what they lead to stays secret", async () => {
  const news = { connection, create: "echo got $TOKEN >&2; exit 1", environment: { TOKEN: secret("canary-token") } };
  await expect(provider.create(remote, news)).rejects.toThrow("got [secret]");
  const { outputs } = await provider.create(remote, { ...news, create: "echo $TOKEN" });
  expect(outputs["stdout"]).toEqual(secret("canary-token"));
  await expect(provider.create(remote, { connection, create: secret("echo canary-token; exit 1") })).rejects.toThrow(/isn't shown/);
});

test("a preview runs nothing and promises no output", async () => {
  const { outputs } = await provider.create(remote, { connection, create: `touch ${provider.on("a", "made")}` }, true);
  expect(existsSync(provider.on("a", "made"))).toBe(false);
  expect(outputs["stdout"]).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
});

test("triggers replace, other places run anew, keys and time-outs don't", async () => {
  const news: WireObject = { connection: secret(connection), create: "true", triggers: ["one"] };
  expect(await provider.diff(remote, news, { ...news, triggers: ["two"] })).toEqual({
    paths: { triggers: "update-replace" },
    replaces: ["triggers"],
  });
  expect((await provider.diff(remote, news, { ...news, connection: { ...connection, privateKey: "x", perDialTimeout: 3 } })).paths).toEqual(
    {},
  );
  expect((await provider.diff(remote, news, { ...news, connection: { ...connection, host: "b" } })).paths).toEqual({
    connection: "update",
  });
  expect((await provider.diff(remote, news, { ...news, create: "false" })).paths).toEqual({ create: "update" });
});

test("what is not served is refused at its property, without telling any value", async () => {
  const { failures } = await provider.check(remote, {
    connection: secret({ host: "a", password: "canary", privateKye: "canary", proxy: { host: "p", agentSocketPath: "canary" } }),
    create: "true",
    creat: "x",
    logging: "loud",
  });
  expect(Object.keys(failures).toSorted()).toEqual([
    "connection.password",
    "connection.privateKye",
    "connection.proxy.agentSocketPath",
    "creat",
    "logging",
  ]);
  expect(failures["connection.privateKye"]).toContain('did you mean "privateKey"?');
  expect(JSON.stringify(failures)).not.toContain("canary");
  expect((await provider.check(local, { create: "true", assetPaths: ["*"] })).failures["assetPaths"]).toMatch(/not served/);
  expect((await provider.check(remote, { create: "true" })).failures["connection"]).toMatch(/host/);
});

test("a local command runs in its folder with its interpreter", async () => {
  mkdirSync(path.join(provider.hosts, "here"));
  const { outputs } = await provider.create(local, {
    create: "pwd; echo $0",
    dir: path.join(provider.hosts, "here"),
    interpreter: ["/bin/sh", "-c"],
  });
  expect(outputs["stdout"]).toBe(`${path.join(provider.hosts, "here")}\n/bin/sh`);
});

const asset = (text: string): WireObject => ({
  "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
  hash: createHash("sha256").update(text).digest("hex"),
  text,
});
const archive = (place: string): WireObject => ({
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  hash: "of-the-archive",
  path: place,
});

test("a copy is written whole, looked at, and repaired when the host changed it", async () => {
  const remotePath = provider.on("a", "opt/vendor/licence.dat").replace("licence.dat", "deeper/licence.dat");
  const news = { connection, source: asset("LICENCE 1\n"), remotePath };
  expect((await provider.check(copy, news)).failures).toEqual({});
  const { outputs, readsFirst } = await provider.create(copy, news);
  expect(readsFirst).toBe(true);
  expect(readFileSync(remotePath, "utf8")).toBe("LICENCE 1\n");
  expect((await provider.diff(copy, (await provider.read(copy, news, outputs)).inputs, news)).paths).toEqual({});
  writeFileSync(remotePath, "hacked");
  const live = await provider.read(copy, news, outputs);
  expect(live.inputs["found"]).toEqual({ [remotePath]: "is not what was copied" });
  expect((await provider.diff(copy, live.inputs, news)).paths).toEqual({ [`found["${remotePath}"]`]: "delete" });
  await provider.update(copy, live.inputs, news, { outputs });
  expect(readFileSync(remotePath, "utf8")).toBe("LICENCE 1\n");
  rmSync(remotePath);
  expect((await provider.read(copy, news, outputs)).inputs["found"]).toEqual({ [remotePath]: "is not there" });
});

test("bytes, sizes and modes arrive as they are, and an existing file keeps its owner and mode", async () => {
  const from = path.join(provider.hosts, "installer");
  const bytes = Buffer.alloc(7 * 1024 * 1024 + 1, Buffer.from([0, 255, 10, 13, 39]));
  writeFileSync(from, bytes, { mode: 0o755 });
  const remotePath = path.join(provider.hosts, "a/opt/installer");
  await provider.create(copy, { connection, source: archive(from), remotePath });
  expect(readFileSync(remotePath).equals(bytes)).toBe(true);
  expect(statSync(remotePath).mode & 0o777).toBe(0o755);
  const kept = provider.on("a", "etc/kept");
  writeFileSync(kept, "old", { mode: 0o600 });
  await provider.create(copy, { connection, source: asset(""), remotePath: kept });
  expect([readFileSync(kept, "utf8"), statSync(kept).mode & 0o777]).toEqual(["", 0o600]);
});

test("a folder is copied as itself or into one that is there, and an update finds the same place", async () => {
  const from = path.join(provider.hosts, "tree");
  mkdirSync(path.join(from, "sub"), { recursive: true });
  writeFileSync(path.join(from, "one"), "1");
  writeFileSync(path.join(from, "sub/two's"), "2");
  const remotePath = path.join(provider.hosts, "a/opt/tree");
  const news = { connection, source: archive(from), remotePath };
  const { outputs } = await provider.create(copy, news);
  expect(readFileSync(path.join(remotePath, "sub/two's"), "utf8")).toBe("2");
  await provider.update(copy, news, { ...news, source: { ...archive(from), hash: "another" } }, { outputs });
  expect(existsSync(path.join(remotePath, "tree"))).toBe(false);
  await provider.create(copy, news);
  expect(readFileSync(path.join(remotePath, "tree/one"), "utf8")).toBe("1");
});

test("a copy that fails leaves the old file and nothing else", async () => {
  const folder = path.dirname(provider.on("a", "opt/there/x"));
  mkdirSync(path.join(folder, "is-a-folder"));
  await expect(provider.create(copy, { connection, source: archive("/nowhere/at/all"), remotePath: "/x" })).rejects.toThrow(
    /can't be copied/,
  );
  const inside = provider.on("a", "opt/file");
  writeFileSync(inside, "");
  await expect(provider.create(copy, { connection, source: asset("x"), remotePath: path.join(inside, "below") })).rejects.toThrow(
    /can't be written/,
  );
});
