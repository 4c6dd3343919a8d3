import { createServer } from "node:net";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { ParsedKey } from "ssh2";
import { makeFolder } from "#support/ssh-server.ts";

export interface SshAgent extends AsyncDisposable {
  /** For SSH_AUTH_SOCK. */
  readonly socket: string;
  /** The public keys that it was asked to sign with. */
  readonly signedWith: readonly string[];
}

/** An agent that holds these private keys. */
export async function startSshAgent(privateKeys: readonly string[]): Promise<SshAgent> {
  const socket = join(makeFolder(), "agent");
  const keys = privateKeys.map((text) => ssh2.utils.parseKey(text) as ParsedKey);
  const signedWith: string[] = [];
  const server = createServer((connection) => {
    const agent = new ssh2.AgentProtocol(false);
    agent.on("identities", (request) => agent.getIdentitiesReply(request, keys));
    agent.on("sign", (request, publicKey, data) => {
      const key = keys.find((key) => key.getPublicSSH().equals(publicKey.getPublicSSH()));
      if (!key) return agent.failureReply(request);
      signedWith.push(key.getPublicSSH().toString("base64"));
      agent.signReply(request, key.sign(data));
    });
    connection.on("error", () => undefined);
    connection.pipe(agent).pipe(connection);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { socket, signedWith, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}
