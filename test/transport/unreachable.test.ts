import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { Connection } from "#core/connection.ts";
import { Unreachable } from "#core/errors.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { startSshServer, userKeyFile } from "#support/ssh-server.ts";

describe.concurrent("a host that can't be reached says why", () => {
  test.each<[string, () => Promise<{ to: Partial<Connection> } & Partial<AsyncDisposable>>, RegExp]>([
    ["nobody listens", async () => ({ to: { port: 1 } }), /^suite-01: refused the connection on port 1$/],
    [
      "no such name",
      async () => ({ to: { address: "suite-01.invalid" } }),
      /^suite-01: the name suite-01.invalid (?:is not known|could not be looked up)/,
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

async function silent(options: Parameters<typeof startSshServer>[0] = { silent: true }) {
  const server = await startSshServer(options);
  return { to: { port: server.port, hostKeys: [server.hostKey] }, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

async function notSsh(words: string) {
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
