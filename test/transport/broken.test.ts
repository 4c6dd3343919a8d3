import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunFailed } from "#core/errors.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeFolder, startSshServer } from "#support/ssh-server.ts";

const quick = { timeoutSeconds: 5 };
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Long enough for this process to hear what happened on its sockets, however busy it is. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await pause(5);
};

describe.concurrent("a connection that breaks", () => {
  test("while nothing runs is opened anew, once, without a word", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    server.hangUp();
    await settle();
    expect((await shell.run("echo here", quick)).stdout).toBe("here\n");
    expect(transport.counts.get("suite-01")).toEqual({ connections: 2, roundTrips: 1 });
  });

  test("while a script runs leaves the outcome unknown, and the script is not sent again", async () => {
    const trace = join(makeFolder(), "trace");
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    const run = shell.run(`echo ran >>${trace}; sleep 0.3; echo done >>${trace}`, quick);
    while (!existsSync(trace)) await pause(10);
    server.hangUp();
    const error = await run.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RunFailed);
    expect((error as RunFailed).message).toMatch(/suite-01: the connection was lost while a script ran.*: the outcome is unknown/);
    expect((error as RunFailed).host).toBe("suite-01");
    expect((await shell.run(`sleep 0.4; cat ${trace}`, quick)).stdout).toBe("ran\ndone\n");
  });

  test("before a script has arrived as a whole starts none of it", async () => {
    const trace = join(makeFolder(), "trace");
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    const run = shell.run(`echo ran >${trace}\n${"# filler\n".repeat(1_000_000)}`, quick).catch((error: unknown) => error);
    await pause(5);
    server.hangUp();
    expect(await run).toBeInstanceOf(RunFailed);
    await pause(200);
    expect(existsSync(trace)).toBe(false);
  });
});

describe.concurrent("a host that answers in another way than it should", () => {
  test.each<[string, string, RegExp]>([
    [
      "a garbled end",
      'GUARD() { :; }; read -r g b s mark; head -c "$b" >/dev/null; echo "$mark x"; echo "$mark" >&2; cat',
      /the end of the answer is garbled \("x"\): the outcome is unknown/,
    ],
    [
      "no end",
      'read -r g b s mark; head -c "$b" >/dev/null; echo "$mark 0"; cat',
      /did not end within 0.2 s, and the host does not say what became of it/,
    ],
    [
      "an end on one stream only, then nothing",
      'read -r g b s mark; echo "$mark" >&2; exit 0',
      /the connection was lost while a script ran/,
    ],
  ])("%s", async (_title, loop, words) => {
    await using server = await startSshServer({ loginShell: fakeLoop(loop) });
    await using transport = openTestTransport({ graceSeconds: 0.2 });
    const shell = await transport.shell(server.connection());
    const error = await shell.run("echo hello", { timeoutSeconds: 0.2 }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RunFailed);
    expect((error as RunFailed).message).toMatch(words);
    await shell.run("echo hello", { timeoutSeconds: 0.2 }).catch(() => undefined);
    expect(server.seen.connections).toBe(2);
  });

  test("a script can't forge its end: it never sees the mark", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    const { stdout, status } = await shell.run(
      "tr '\\0' ' ' </proc/$PPID/cmdline | grep -o '[0-9a-f]\\{32\\}' | sed 's/$/ 0/'; tr '\\0' '\\n' </proc/self/environ | grep -c '[0-9a-f]\\{32\\}'; exit 5",
      quick,
    );
    expect(stdout).toMatch(/0\n$/);
    expect(status).toBe(5);
  });

  test("too much output ends it", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    await expect(shell.run("head -c 70000000 /dev/zero", { timeoutSeconds: 20 })).rejects.toThrow(
      "suite-01: the script said more than 64 MiB: the outcome is unknown",
    );
    expect((await shell.run("echo next", quick)).stdout).toBe("next\n");
  });

  test("what a script left running can't talk into the next answer", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    const trace = join(makeFolder(), "trace");
    await shell.run(`(sleep 0.1; echo late; : >${trace}) & exit 0`, quick);
    while (!existsSync(trace)) await pause(10);
    await settle();
    expect((await shell.run("echo next", quick)).stdout).toBe("next\n");
    expect(server.seen.connections).toBe(2);
  });
});

/** A login shell that says hello as our loop does, and then does something else. */
function fakeLoop(script: string): string {
  const path = join(makeFolder(), "login");
  writeFileSync(path, `#!/bin/bash\n[[ $2 =~ [0-9a-f]{32} ]]; hello=$BASH_REMATCH-hello\necho "$hello 0"; echo "$hello" >&2\n${script}\n`, {
    mode: 0o755,
  });
  return path;
}
