import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Connection } from "#core/connection.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { startSshAgent } from "#support/ssh-agent.ts";
import { makeFolder, makeKey, startSshServer, userKeyFile } from "#support/ssh-server.ts";
import type { ServerOptions } from "#support/ssh-server.ts";

afterEach(() => vi.unstubAllEnvs());

const keyFile = (text: string, mode = 0o600): string => {
  const path = join(makeFolder(), "id");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

/** What comes of logging in, with an agent at this socket. */
async function logIn(overrides: Partial<Connection>, agent = "", options: ServerOptions = {}) {
  vi.stubEnv("SSH_AUTH_SOCK", agent);
  await using server = await startSshServer(options);
  await using transport = openTestTransport();
  const connection = server.connection(overrides);
  const ask = (): Promise<string> =>
    transport.shell(connection).then(
      () => "in",
      (error: Error & { hint?: string }) => `${error.name}: ${error.message} | ${error.hint}`,
    );
  return { said: await ask(), saidAgain: await ask(), seen: server.seen };
}

const noFile = { identityFile: undefined } as unknown as Partial<Connection>;
const userKey = readFileSync(userKeyFile, "utf8");
const certificate = `ssh-ed25519-cert-v01@openssh.com ${wire("ssh-ed25519-cert-v01@openssh.com", "x".repeat(200))}`;
const securityKey = `sk-ssh-ed25519@openssh.com ${wire("sk-ssh-ed25519@openssh.com", "x".repeat(32), "ssh:")}`;

describe("a key file", () => {
  test("lets us in", async () => {
    expect((await logIn({})).said).toBe("in");
  });

  test.each<[string, () => string, RegExp]>([
    ["that is not there", () => "/nowhere/id", /the key \/nowhere\/id can't be opened \(ENOENT\)/],
    ["that is a folder", makeFolder, /is not a key file/],
    ["that others can read", () => keyFile(userKey, 0o644), /can be read by others \(mode 0644\) \| `chmod 600/],
    ["that the group can read", () => keyFile(userKey, 0o640), /can be read by others \(mode 0640\)/],
    [
      "that is locked, without an agent",
      () => keyFile(makeKey({ passphrase: "abc" }).private),
      /is locked with a passphrase \| Use your agent/,
    ],
    ["that is the public half, without an agent", () => keyFile(makeKey().public, 0o644), /is only the public half \| Use your agent/],
    ["on a security key", () => keyFile(securityKey, 0o644), /is a sk-ssh-ed25519@openssh.com \| Conform's SSH library knows neither/],
    [
      "that is a certificate",
      () => keyFile(certificate, 0o644),
      /is a ssh-ed25519-cert-v01@openssh.com \| Conform's SSH library knows neither/,
    ],
    [
      "in a format of others",
      () => keyFile("-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n"),
      /can't be read \(Unsupported key format\) \| `ssh-keygen -p/,
    ],
    ["that is no key", () => keyFile("hello"), /can't be read/],
  ])("%s is refused before anybody is called", async (_title, file, words) => {
    const { said, seen } = await logIn({ identityFile: file() });
    expect(said).toMatch(/^Unreachable: suite-01: /);
    expect(said).toMatch(words);
    expect(seen.connections).toBe(0);
  });

  test.runIf(process.getuid?.() === 0)("that belongs to somebody else is refused", async () => {
    const path = keyFile(userKey);
    chownSync(path, 12_345, 12_345);
    vi.spyOn(process, "getuid").mockReturnValue(54_321);
    const { said } = await logIn({ identityFile: path });
    vi.restoreAllMocks();
    expect(said).toMatch(/belongs to another user \(uid 12345\)/);
  });
});

describe("the agent", () => {
  test("lets us in without a key file", async () => {
    await using agent = await startSshAgent([userKey]);
    expect((await logIn(noFile, agent.socket)).said).toBe("in");
    expect(agent.signedWith).toHaveLength(1);
  });

  test("is asked for the public half that is declared, and shows no other key", async () => {
    const locked = makeKey();
    await using agent = await startSshAgent([makeKey().private, makeKey().private, userKey, locked.private]);
    const publicHalf = keyFile(ssh(userKey), 0o644);
    const { said, seen } = await logIn({ identityFile: publicHalf }, agent.socket);
    expect(said).toBe("in");
    expect(seen.logins).toBe(1);
  });

  test.each<[string, (socket: string) => string, readonly string[], RegExp]>([
    ["is not declared", () => "", [], /there is no key to log in with \| Declare identity_file, or start an agent/],
    ["is not running", () => "/nowhere/agent", [], /the agent failed: Failed to connect to agent/],
    ["holds nothing", (socket) => socket, [], /could not log in: the agent's keys are not there/],
  ])("that %s is named", async (_title, socketFor, keys, words) => {
    await using agent = await startSshAgent(keys);
    expect((await logIn(noFile, socketFor(agent.socket))).said).toMatch(words);
  });

  test("that does not hold the declared key is named", async () => {
    await using agent = await startSshAgent([makeKey().private]);
    expect((await logIn({ identityFile: keyFile(makeKey().public, 0o644) }, agent.socket)).said).toMatch(
      /could not log in: the agent's key .* is not there/,
    );
  });
});

test("a refused login is final: the host is not asked again in this run", async () => {
  const { said, saidAgain, seen } = await logIn({}, "", { refuseLogin: true });
  expect(said).toMatch(/^Unreachable: suite-01: refused ana with the key .*id_ed25519 \| Is the public key in ~ana\/.ssh\/authorized_keys/);
  expect(saidAgain).toBe(said);
  expect(seen.connections).toBe(1);
});

function ssh(privateKey: string): string {
  const body = Buffer.from(privateKey.replaceAll(/-----.*-----|\s/g, ""), "base64");
  const start = body.indexOf("\0\0\0\u000Bssh-ed25519");
  return `ssh-ed25519 ${body.subarray(start, start + 51).toString("base64")}`;
}

/** Strings as SSH's wire format has them. */
function wire(...parts: string[]): string {
  return Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([0, 0, 0, part.length]), Buffer.from(part)]))).toString("base64");
}
