import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Unreachable } from "#core/errors.ts";
import { makeSudo } from "#support/fake-sudo.ts";
import type { SudoRules } from "#support/fake-sudo.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeFolder, startSshServer } from "#support/ssh-server.ts";

const becomePassword = { secret: "env:SUDO" };
const quick = { timeoutSeconds: 5 };

/** What comes of becoming root under these rules; `password` is the one that is declared. */
async function becomeRoot(rules: SudoRules, password?: string) {
  const trace = join(makeFolder(), "trace");
  await using server = await startSshServer({ path: makeSudo(rules, trace) });
  await using transport = openTestTransport({
    ...(password !== undefined && { password }),
    connectTimeoutSeconds: rules.first?.includes("Verification") ? 0.3 : 10,
  });
  const connection = server.connection({ become: "sudo", ...(password !== undefined && { becomePassword }) });
  const ask = (): Promise<string> =>
    transport.shell(connection).then(
      async (shell) => (await shell.run("echo root", quick)).stdout.trim(),
      (error: Error & { hint?: string }) => `${error.name}: ${error.message} | ${error.hint}`,
    );
  const said = await ask();
  const saidAgain = await ask();
  const asked = existsSync(trace) ? readFileSync(trace, "utf8").trim().split("\n").length : 0;
  return { said, saidAgain, asked, seen: server.seen };
}

describe.concurrent("sudo", () => {
  test.each<[string, SudoRules, string | undefined]>([
    ["that asks for nothing", {}, undefined],
    ["that asks for nothing, with a password declared", {}, "open sesame"],
    ["that asks for the password", { password: "open sesame" }, "open sesame"],
    [
      "after its lecture",
      { password: "open sesame", lecture: "We trust you have received the usual lecture from the local System Administrator.\n\n" },
      "open sesame",
    ],
    ["with a password that shells would love", { password: `'"$(x)\\ %%!\`` }, `'"$(x)\\ %%!\``],
  ])("%s", async (_title, rules, password) => {
    expect(await becomeRoot(rules, password)).toMatchObject({ said: "root", saidAgain: "root" });
  });

  test.each<[string, SudoRules, string | undefined, RegExp, number]>([
    [
      "wants a password, and there is none",
      { password: "x" },
      undefined,
      /sudo asks ana for a password, and none is declared \| Declare become_password/,
      0,
    ],
    ["gets the wrong password", { password: "x" }, "y", /sudo refuses the password of ana/, 2],
    ["gets the wrong password and asks only once", { password: "x", tries: 1 }, "y", /sudo refuses the password of ana/, 1],
    [
      "does not know the user",
      { password: "x", refuses: "ana is not in the sudoers file." },
      "x",
      /ana may not become root with sudo \(saying "ana is not in the sudoers file."\)/,
      1,
    ],
    [
      "does not allow it",
      { refuses: "Sorry, user ana is not allowed to execute '/usr/bin/env' as root on suite-01." },
      undefined,
      /ana may not become root with sudo/,
      0,
    ],
    [
      "wants a terminal",
      { refuses: "sudo: sorry, you must have a tty to run sudo" },
      undefined,
      /sudo wants a terminal for ana \| Add `Defaults:ana !requiretty`/,
      0,
    ],
    ["is not there", { first: 'echo "env: sudo: No such file or directory" >&2; exit 127' }, undefined, /there is no sudo on it/, 0],
    [
      "asks for something else",
      { first: 'printf "Verification code: " >&2; read -r code; exit 1' },
      "x",
      /there was no root shell within 1 s \| Does sudo ask for something else/,
      0,
    ],
    [
      "fails in a way of its own",
      { first: 'printf "sudo: \\033[1munable to open log\\033[0m\\n" >&2; exit 1' },
      undefined,
      /ended with status 1 before it ran a command, saying "sudo: unable to open log"/,
      0,
    ],
  ])("that %s is told apart", async (_title, rules, password, words, asked) => {
    const outcome = await becomeRoot(rules, password);
    expect(outcome.said).toMatch(/^Unreachable: suite-01: /);
    expect(outcome.said).toMatch(words);
    expect(outcome.asked).toBe(asked);
  });

  test("gets a wrong password once, and not again in this run", async () => {
    const { said, saidAgain, seen } = await becomeRoot({ password: "x", tries: 1 }, "y");
    expect(saidAgain).toBe(said);
    expect(seen.connections).toBe(1);
  });

  test("is never sent a password with a second line, which the shell would read", async () => {
    const { said, asked } = await becomeRoot({ password: "x" }, "x\nreboot");
    expect(said).toMatch(/its sudo password has more than one line/);
    expect(asked).toBe(0);
  });
});

test("the password is in no argument, no environment and no message", async () => {
  const password = "canary-5d1f0c";
  const rules: SudoRules = { password, first: "sleep 0.1" };
  await using server = await startSshServer({ path: makeSudo(rules, join(makeFolder(), "trace")) });
  await using transport = openTestTransport({ password });
  await using wrong = openTestTransport({ password: `${password}-wrong` });
  const found = new Set<string>();
  const watch = setInterval(() => everyProcess().forEach((text) => text.includes(password) && found.add(text)), 15);
  const shell = await transport.shell(server.connection({ become: "sudo", becomePassword }));
  const { stdout } = await shell.run("env; sleep 0.1; tr '\\0' ' ' </proc/$PPID/cmdline", quick);
  const error = await wrong.shell(server.connection({ become: "sudo", becomePassword })).catch((error: unknown) => error);
  clearInterval(watch);
  expect(error).toBeInstanceOf(Unreachable);
  expect(
    [
      ...found,
      stdout,
      server.seen.commands.join("\n"),
      JSON.stringify(error),
      String((error as Error).stack),
      String((error as Unreachable).hint),
    ].join("\n"),
  ).not.toContain("canary");
});

/** What every process that we may look at shows of itself, ourselves aside. */
const everyProcess = (): string[] =>
  readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    return ["cmdline", "environ"].map((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "latin1");
      } catch {
        return "";
      }
    });
  });
