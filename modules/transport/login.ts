import { open } from "node:fs/promises";
import ssh2 from "ssh2";
import type { AnyAuthMethod, BaseAgent, ParsedKey, SigningRequestOptions } from "ssh2";
import { messageOf, UserError } from "#core/errors.ts";
import { isUsableKeyType } from "#transport/algorithms.ts";
import { readPublicKey, stringAt, typeOf } from "#transport/public-key.ts";

/** The one way in which we log in. */
export interface Login {
  method(username: string): AnyAuthMethod;
  /** For messages: `the key /home/ana/.ssh/id_ed25519`. */
  readonly what: string;
}

/** With a key file that file alone, through the agent when it is locked; without one, whatever the agent holds. */
export async function logInWith(identityFile: string | undefined, agentSocket: string | undefined): Promise<Login> {
  if (identityFile === undefined) {
    if (!agentSocket)
      throw new UserError("there is no key to log in with", "Declare identity_file, or start an agent (SSH_AUTH_SOCK is not set).");
    return throughAgent(agentSocket, undefined, "the agent's keys");
  }
  const text = await readKeyFile(identityFile);
  const blob = publicPartOf(text);
  if (blob && !isUsableKeyType(typeOf(blob))) {
    throw new UserError(
      `the key ${identityFile} is a ${typeOf(blob)}`,
      "Conform's SSH library knows neither certificates nor security keys, not through the agent either: give it a plain ed25519 key.",
    );
  }
  const key = ssh2.utils.parseKey(text);
  if (!(key instanceof Error) && key.isPrivateKey())
    return { what: `the key ${identityFile}`, method: (username) => ({ type: "publickey", username, key }) };
  if (blob && agentSocket) return throughAgent(agentSocket, blob, `the agent's key ${identityFile}`);
  if (blob ?? /ENCRYPTED/.test(text)) {
    const locked = key instanceof Error;
    throw new UserError(
      `the key ${identityFile} ${locked ? "is locked with a passphrase" : "is only the public half"}`,
      "Use your agent: ssh-add it, and see that SSH_AUTH_SOCK is set.",
    );
  }
  throw new UserError(
    `the key ${identityFile} can't be read (${key instanceof Error ? key.message : "no private key in it"})`,
    `\`ssh-keygen -p -f ${identityFile}\` writes it anew in OpenSSH's own format.`,
  );
}

/** A private key that others can read, or could have put there, is not a secret. */
async function readKeyFile(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw new UserError(`the key ${path} can't be opened (${messageOf(error).split(":")[0]})`, "Check identity_file.");
  });
  try {
    const { mode, uid, size } = await file.stat();
    if ((mode & 0o170000) !== 0o100000 || size > 65_536) throw new UserError(`${path} is not a key file`, "Check identity_file.");
    const text = await file.readFile("utf8");
    if (/^(?:ssh|sk|ecdsa)-/.test(text)) return text;
    if (mode & 0o077)
      throw new UserError(
        `the key ${path} can be read by others (mode ${(mode & 0o777).toString(8).padStart(4, "0")})`,
        `\`chmod 600 ${path}\`; if anybody else uses this machine, make a new key.`,
      );
    const me = process.getuid?.();
    if (me !== undefined && uid !== me && uid !== 0)
      throw new UserError(`the key ${path} belongs to another user (uid ${uid})`, "Use a key of your own.");
    return text;
  } finally {
    await file.close();
  }
}

/** The public key in a `.pub` file or in OpenSSH's private format, where it stays readable when the rest is locked. */
function publicPartOf(text: string): Buffer | undefined {
  const [type = "", base64 = ""] = text.trim().split(/\s+/);
  const plain = readPublicKey(type, base64);
  if (plain) return plain.blob;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const data = Buffer.from(body, "base64");
  let offset = "openssh-key-v1\0".length;
  for (let field = 0; field < 3; field++) offset += 4 + (stringAt(data, offset)?.length ?? data.length);
  return stringAt(data, offset + 4);
}

const throughAgent = (socket: string, only: Buffer | undefined, what: string): Login => ({
  what,
  method: (username) => ({ type: "agent", username, agent: only ? new OneKeyAgent(socket, only) : ssh2.createAgent(socket) }),
});

/** An agent that shows one of its keys: every key offered in vain counts as a failed login on the host. */
class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent;
  readonly #only: Buffer;

  constructor(socket: string, only: Buffer) {
    super();
    this.#agent = ssh2.createAgent(socket);
    this.#only = only;
  }

  override getIdentities(answer: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    this.#agent.getIdentities((error, keys) => {
      const parsed = (keys ?? []).flatMap((key) => {
        const one = ssh2.utils.parseKey(key as ParsedKey);
        return one instanceof Error ? [] : [one];
      });
      answer(error, error ? undefined : parsed.filter((key) => key.getPublicSSH().equals(this.#only)));
    });
  }

  override sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignAnswer, answer?: SignAnswer): void {
    if (typeof options === "function") this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, answer);
  }
}

type SignAnswer = (error?: Error | null, signature?: Buffer) => void;
