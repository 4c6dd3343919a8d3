import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Connection } from "#core/connection.ts";
import { RunFailed, Unreachable } from "#core/errors.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeFolder, makeKey, startSshServer, userKeyFile } from "#support/ssh-server.ts";

const quick = { timeoutSeconds: 5 };
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("one connection per host", () => {
  test("for all who ask at the same time", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shells = await Promise.all(Array.from({ length: 20 }, () => transport.shell(server.connection())));
    const answers = await Promise.all(shells.map((shell, i) => shell.run(`echo ${i}`, quick)));
    expect(answers.map((answer) => answer.stdout.trim())).toEqual(shells.map((_, i) => String(i)));
    expect(server.seen.connections).toBe(1);
    expect(server.seen.commands).toHaveLength(1);
    expect(transport.counts.get("suite-01")).toEqual({ connections: 1, roundTrips: 20 });
  });

  test("but not for another user, way or trust", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    await transport.shell(server.connection());
    await transport.shell(server.connection({ user: "ben" }));
    await transport.shell(server.connection({ hostKeys: [server.hostKey, makeKey().public] }));
    expect(server.seen.connections).toBe(3);
  });

  test("no more hosts at a time than allowed", async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, () => startSshServer({ silent: true })));
    await using transport = openTestTransport({ parallel: 2, connectTimeoutSeconds: 0.2 });
    const asked = servers.map((server, i) => transport.shell(server.connection({ host: `suite-${i}` })).catch((error: unknown) => error));
    await pause(100);
    expect(servers.map((server) => server.seen.connections)).toEqual([1, 1, 0, 0]);
    await Promise.all(asked);
    expect(servers.map((server) => server.seen.connections)).toEqual([1, 1, 1, 1]);
    for (const server of servers) await server[Symbol.asyncDispose]();
  });
});

describe.concurrent("a connection that breaks", () => {
  test("while nothing runs is opened anew, once, without a word", async () => {
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    server.hangUp();
    await pause(30);
    expect((await shell.run("echo here", quick)).stdout).toBe("here\n");
    expect(transport.counts.get("suite-01")).toEqual({ connections: 2, roundTrips: 1 });
  });

  test("while a script runs leaves the outcome unknown, and the script is not sent again", async () => {
    const trace = join(makeFolder(), "trace");
    await using server = await startSshServer();
    await using transport = openTestTransport();
    const shell = await transport.shell(server.connection());
    const run = shell.run(`echo ran >>${trace}; sleep 0.3; echo done >>${trace}`, quick);
    await expect.poll(() => existsSync(trace)).toBe(true);
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
    await shell.run("(sleep 0.1; echo late) & exit 0", quick);
    await pause(200);
    expect((await shell.run("echo next", quick)).stdout).toBe("next\n");
    expect(server.seen.connections).toBe(2);
  });
});

test("output is heard while the script still runs, whole characters at a time", async () => {
  await using server = await startSshServer();
  await using transport = openTestTransport();
  const shell = await transport.shell(server.connection());
  const heard: string[] = [];
  const run = shell.run(
    String.raw`printf 'half \303'; sleep 0.2; printf '\274 whole this is longer than the mark that is held back'; sleep 0.2`,
    { ...quick, onOutput: (chunk) => heard.push(chunk) },
  );
  await expect.poll(() => heard.join("")).toMatch(/^half ü whole/);
  const { stdout } = await run;
  expect(heard.join("")).toBe(stdout);
});

test("a listener that fails ends the script's run with its error, and not the process", async () => {
  await using server = await startSshServer();
  await using transport = openTestTransport();
  const shell = await transport.shell(server.connection());
  const onOutput = (): never => {
    throw new Error("oops");
  };
  await expect(shell.run(`printf '${"x".repeat(100)}'`, { ...quick, onOutput })).rejects.toThrow("oops");
  expect((await shell.run("echo next", quick)).stdout).toBe("next\n");
});

describe.concurrent("a host that can't be reached says why", () => {
  test.each<[string, () => Promise<{ to: Partial<Connection> } & Partial<AsyncDisposable>>, RegExp]>([
    ["nobody listens", async () => ({ to: { port: 1 } }), /^suite-01: refused the connection on port 1$/],
    [
      "no such name",
      async () => ({ to: { address: "suite-01.invalid" } }),
      /^suite-01: the name suite-01.invalid (?:is not known|could not be looked up)$/,
    ],
    [
      "nothing but TCP",
      async () => silent(),
      /^suite-01: took the connection on port \d+ but did not get through an SSH handshake within 0.3 s$/,
    ],
    ["no answer to the login", async () => silent({ hangAtLogin: true }), /^suite-01: did not say within 1 s whether we may log in$/],
    ["no session", async () => silent({ onExec: () => undefined }), /^suite-01: there was no root shell within 1 s$/],
    [
      "something else than SSH",
      async () => notSsh("HTTP/1.1 400 Bad Request\r\n\r\n"),
      /^suite-01: (?:what answers on port \d+ is not an SSH server|hung up before we were logged in)$/,
    ],
    ["hung up", async () => notSsh(""), /^suite-01: hung up before we were logged in$/],
  ])("%s", async (_title, make, words) => {
    const { to, ...made } = await make();
    await using transport = openTestTransport({ connectTimeoutSeconds: 0.3 });
    const error = await transport
      .shell({ host: "suite-01", address: "127.0.0.1", port: 22, user: "ana", become: "none", identityFile: userKeyFile, ...to })
      .catch((error: unknown) => error);
    await made[Symbol.asyncDispose]?.();
    expect(error).toBeInstanceOf(Unreachable);
    expect((error as Unreachable).message).toMatch(words);
    expect((error as Unreachable).hint).toMatch(/\w/);
  });
});

describe.concurrent("through a jump host", () => {
  const two = async (jumpOptions = {}, targetOptions = {}) => {
    const jump = await startSshServer(jumpOptions);
    const target = await startSshServer(targetOptions);
    const to = target.connection({ jump: jump.connection({ host: "bastion", user: "ana" }) });
    return {
      jump,
      target,
      to,
      [Symbol.asyncDispose]: async () => void (await Promise.all([jump[Symbol.asyncDispose](), target[Symbol.asyncDispose]()])),
    };
  };

  test("hosts share its connection, and each has its own inside", async () => {
    await using servers = await two();
    await using other = await startSshServer();
    await using transport = openTestTransport({ parallel: 1 });
    const [one, two_] = await Promise.all([
      transport.shell(servers.to),
      transport.shell(other.connection({ host: "suite-02", ...(servers.to.jump && { jump: servers.to.jump }) })),
    ]);
    expect((await one.run("echo one", quick)).stdout).toBe("one\n");
    expect((await two_.run("echo two", quick)).stdout).toBe("two\n");
    expect(servers.jump.seen).toMatchObject({ connections: 1, forwards: 2, commands: [] });
    expect(Object.fromEntries(transport.counts)).toEqual({
      bastion: { connections: 1, roundTrips: 0 },
      "suite-01": { connections: 1, roundTrips: 1 },
      "suite-02": { connections: 1, roundTrips: 1 },
    });
  });

  test("it is reached anew when it broke", async () => {
    await using servers = await two();
    await using transport = openTestTransport();
    const shell = await transport.shell(servers.to);
    servers.jump.hangUp();
    await pause(30);
    expect((await shell.run("echo here", quick)).stdout).toBe("here\n");
  });

  test.each<[string, object, object, (to: Connection) => Connection, RegExp]>([
    [
      "the jump host's key is checked",
      {},
      {},
      (to) => ({ ...to, jump: { ...to, ...to.jump, hostKeys: [makeKey().public] } }),
      /^suite-01: its jump host bastion: its host key changed/,
    ],
    ["and the inner host's too", {}, {}, (to) => ({ ...to, hostKeys: [makeKey().public] }), /^suite-01: its host key changed/],
    ["it may refuse us", { refuseLogin: true }, {}, (to) => to, /^suite-01: its jump host bastion: refused ana with the key/],
    [
      "it may not forward",
      {},
      {},
      (to) => ({ ...to, port: 1 }),
      /^suite-01: the jump host (?:may not forward to it|can't reach it on port 1)/,
    ],
    [
      "the inner host may say nothing",
      {},
      { silent: true },
      (to) => to,
      /^suite-01: took the connection on port \d+ but did not get through an SSH handshake/,
    ],
  ])("%s", async (_title, jumpOptions, targetOptions, change, words) => {
    await using servers = await two(jumpOptions, targetOptions);
    await using transport = openTestTransport({ connectTimeoutSeconds: 0.5 });
    await expect(transport.shell(change(servers.to))).rejects.toThrow(words);
    expect(servers.target.seen.logins).toBe(0);
  });
});

describe("when the run ends", () => {
  test("nothing keeps the process alive, whatever was going on", async () => {
    await using server = await startSshServer();
    await using quiet = await startSshServer({ silent: true });
    await using slow = await startSshServer({ onExec: () => undefined });
    const script = join(import.meta.dirname, "../support/close-at-once.ts");
    const { stdout } = await promisify(execFile)(
      join(import.meta.dirname, "../../node_modules/.bin/node"),
      [
        script,
        JSON.stringify([
          server.connection(),
          quiet.connection(),
          slow.connection(),
          slow.connection({ address: "127.0.0.1", jump: server.connection() }),
        ]),
      ],
      { timeout: 4000 },
    );
    expect(stdout).toBe("RunFailed Unreachable Unreachable Unreachable\n");
  });

  test("nothing of us stays on the host", async () => {
    await using server = await startSshServer();
    const transport = openTestTransport();
    await transport.shell(server.connection());
    const guard = /[0-9a-f]{32}/.exec(server.seen.commands[0] ?? "")?.[0] ?? "none";
    const ours = (): string[] => readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && argv(pid).includes(guard));
    expect(ours().length).toBeGreaterThan(0);
    await transport.close();
    await expect.poll(ours).toEqual([]);
    await expect(transport.shell(server.connection())).rejects.toThrow("the transport was closed");
  });
});

function argv(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** A login shell that says hello as our loop does, and then does something else. */
function fakeLoop(script: string): string {
  const path = join(makeFolder(), "login");
  writeFileSync(path, `#!/bin/bash\n[[ $2 =~ [0-9a-f]{32} ]]; hello=$BASH_REMATCH-hello\necho "$hello 0"; echo "$hello" >&2\n${script}\n`, {
    mode: 0o755,
  });
  return path;
}

async function silent(options: Parameters<typeof startSshServer>[0] = { silent: true }) {
  const server = await startSshServer(options);
  return { to: { port: server.port, hostKeys: [server.hostKey] }, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

async function notSsh(words: string) {
  const { createServer } = await import("node:net");
  const server = createServer(
    (socket) =>
      void socket
        .on("error", () => undefined)
        .resume()
        .end(words),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    to: { port: typeof address === "object" ? (address?.port ?? 0) : 0 },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
