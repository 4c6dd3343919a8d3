import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeKey, startSshServer } from "#support/ssh-server.ts";

const quick = { timeoutSeconds: 5 };

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
    await using transport = openTestTransport({ parallel: 2, connectTimeoutSeconds: 0.5 });
    const asked = servers.map((server, i) => transport.shell(server.connection({ host: `suite-${i}` })).catch((error: unknown) => error));
    await expect.poll(() => servers.map((server) => server.seen.connections), { interval: 5 }).toEqual([1, 1, 0, 0]);
    await Promise.all(asked);
    expect(servers.map((server) => server.seen.connections)).toEqual([1, 1, 1, 1]);
    for (const server of servers) await server[Symbol.asyncDispose]();
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
