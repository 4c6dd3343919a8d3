import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, test } from "vitest";
import type { Connection } from "#core/connection.ts";
import { strictVerifier } from "#transport/host-keys.ts";
import { fingerprint } from "#transport/public-key.ts";
import { makeFolder, makeKey, startSshServer } from "#support/ssh-server.ts";
import type { ServerOptions, SshServer } from "#support/ssh-server.ts";
import { openTestTransport } from "#support/open-test-transport.ts";

const print = (publicKey: string): string => fingerprint(Buffer.from(publicKey.split(" ")[1] ?? "", "base64"));

describe("the verifier takes only true for a yes, where ssh2 itself takes all of these", () => {
  test.each<[string, () => unknown]>([
    ["false", () => false],
    ["null", () => null],
    ["undefined", () => undefined],
    ["0", () => 0],
    ["an empty string", () => ""],
    ["a text", () => "true"],
    ["an object", () => ({})],
    ["a promise of true", async () => true],
    ["a promise of false", async () => false],
    [
      "an exception",
      () => {
        throw new Error("oops");
      },
    ],
  ])("%s", async (_title, answer) => {
    await using server = await startSshServer();
    const client = new ssh2.Client();
    const outcome = await new Promise<string>((resolve) => {
      client.on("error", (error) => resolve(error.message)).on("ready", () => resolve("logged in"));
      const { port, user: username } = server.connection();
      client.connect({ host: "127.0.0.1", port, username, hostVerifier: strictVerifier(answer) });
    });
    client.destroy();
    expect(outcome).toBe("Host denied (verification failed)");
    expect(server.seen.logins).toBe(0);
  });
});

const knownHosts = (text: string): string => {
  const path = join(makeFolder(), "known_hosts");
  writeFileSync(path, text);
  return path;
};

/** What comes of it when a server is connected to with these keys known. */
async function reach(known: (server: SshServer) => Partial<Connection>, options: ServerOptions = {}) {
  await using server = await startSshServer(options);
  await using transport = openTestTransport();
  const connection = server.connection({ ...known(server) });
  const said = await transport.shell(connection).then(
    () => "reached",
    (error: Error & { hint?: string }) => `${error.name}: ${error.message} | ${error.hint}`,
  );
  return { said, logins: server.seen.logins, key: server.hostKey };
}

const fileOnly = (text: string): Partial<Connection> => ({ hostKeys: [], knownHosts: knownHosts(text) });
const other = makeKey().public;

describe("a host is reached when its key is known", () => {
  test.each<[string, (server: SshServer) => Partial<Connection>]>([
    ["to the inventory", (server) => ({ hostKeys: [server.hostKey] })],
    ["to the inventory, among others", (server) => ({ hostKeys: [other, `${server.hostKey} root@suite-01`] })],
    ["to the known_hosts file", (server) => fileOnly(`[127.0.0.1]:${server.port} ${server.hostKey}`)],
    [
      "to the known_hosts file, which has another one too",
      (server) => fileOnly(`[127.0.0.1]:${server.port} ${other}\n[127.0.0.1]:* ${server.hostKey}`),
    ],
    ["to the inventory, which the file can't overrule", (server) => ({ hostKeys: [server.hostKey], knownHosts: "/nowhere" })],
  ])("%s", async (_title, known) => {
    const { said } = await reach(known);
    expect(said).toBe("reached");
  });
});

describe("a host is refused before we log in", () => {
  test.each<[string, (server: SshServer) => Partial<Connection>, RegExp]>([
    [
      "when nobody knows it",
      () => ({ hostKeys: [] }),
      /^Unreachable: suite-01: its host key is not in the inventory; it shows ssh-ed25519 SHA256:/,
    ],
    ["when the file does not know it", () => fileOnly(`suite-09 ${other}`), /neither in the inventory nor in .*known_hosts; it shows/],
    [
      "when there is no file",
      () => ({ hostKeys: [], knownHosts: "/nowhere/known_hosts" }),
      /\/nowhere\/known_hosts can't be read; it shows/,
    ],
    [
      "when its key changed",
      () => ({ hostKeys: [other] }),
      /its host key changed: the inventory knows ssh-ed25519 SHA256:.*, it shows ssh-ed25519 SHA256:/,
    ],
    ["when its key is revoked", (server) => fileOnly(`* ${server.hostKey}\n@revoked * ${server.hostKey}`), /is revoked in .*known_hosts/],
    [
      "when there is only an authority",
      (server) => fileOnly(`@cert-authority * ${server.hostKey}`),
      /certificate authority for it, and Conform can't check/,
    ],
    [
      "when a line may be about it",
      (server) => fileOnly(`* ${server.hostKey}\n* ssh-ed25519 AAAA`),
      /line 2 of .*known_hosts can't be read/,
    ],
    ["when the inventory's key is nonsense", () => ({ hostKeys: ["ssh-ed25519 nonsense"] }), /its host key in the inventory can't be read/],
    [
      "when it has no key of the type we know",
      () => ({ hostKeys: [`ecdsa-sha2-nistp256 ${ecdsa}`] }),
      /no host key format in common with us: we take ecdsa-sha2-nistp256; it offers ssh-ed25519/,
    ],
  ])("%s", async (_title, known, words) => {
    const { said, logins } = await reach(known);
    expect(said).toMatch(words);
    expect(logins).toBe(0);
  });

  test("and the message has all it takes to put it right", async () => {
    const unknown = await reach(() => ({ hostKeys: [] }));
    expect(unknown.said).toContain(`host_keys: ["${unknown.key.split(" ").slice(0, 2).join(" ")}"]`);
    const changed = await reach(() => ({ hostKeys: [other] }));
    expect(changed.said).toContain(print(other));
    expect(changed.said).toContain(print(changed.key));
  });

  test("when it can only do what is broken", async () => {
    const { said } = await reach((server) => ({ hostKeys: [server.hostKey] }), {
      algorithms: { kex: ["diffie-hellman-group14-sha1"], cipher: ["aes128-cbc"] },
    });
    expect(said).toMatch(/no key exchange algorithm in common with us: we take curve25519-sha256.*; it offers diffie-hellman-group14-sha1/);
  });
});

const ecdsa = Buffer.concat(
  ["ecdsa-sha2-nistp256", "nistp256", "x".repeat(65)].map((text) =>
    Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]),
  ),
).toString("base64");
