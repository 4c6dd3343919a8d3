import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { Algorithms, AuthContext, Server, ServerChannel } from "ssh2";
import { afterAll } from "vitest";
import type { Connection } from "#core/connection.ts";

/** A key pair as it lies on a disk. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** An ed25519 key. ssh2 drops leading zeros, so about one key in 250 is not readable: those are thrown away. */
export function makeKey(lock?: { readonly passphrase: string }): KeyPair {
  const pair = ssh2.utils.generateKeyPairSync("ed25519", lock ? { ...lock, cipher: "aes256-ctr", rounds: 1 } : {});
  return ssh2.utils.parseKey(pair.private, lock?.passphrase) instanceof Error ? makeKey(lock) : pair;
}

const folder = mkdtempSync(join(tmpdir(), "conform-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A new folder that is gone when the test file ends. */
export const makeFolder = (): string => mkdtempSync(join(folder, "x"));

/** The shells that /bin/sh is on our hosts. */
export const shells = ["dash", "busybox", "bash"] as const;
export type Shell = (typeof shells)[number];

/** A program called `sh` that is this shell, as /bin/sh would be. */
export function shellNamedSh(shell: Shell): string {
  const path = join(makeFolder(), "sh");
  symlinkSync(`/bin/${shell}`, path);
  return path;
}

/** Writes an executable script and gives back the folder to put on PATH. */
export function makeProgram(name: string, text: string): string {
  const folder = makeFolder();
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

const userKey = makeKey();
const keyFolder = makeFolder();

/** The private key that every test server accepts. */
export const userKeyFile = join(keyFolder, "id_ed25519");
writeFileSync(userKeyFile, userKey.private, { mode: 0o600 });

export interface ServerOptions {
  /** What /bin/sh is. Default: dash. */
  readonly shell?: Shell;
  /** Which shell the user logs in with. Default: /bin/sh. */
  readonly loginShell?: string;
  /** Folders before the user's PATH. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly hostKey?: KeyPair;
  readonly algorithms?: Algorithms;
  readonly refuseLogin?: boolean;
  /** Takes no connection further than TCP. */
  readonly silent?: boolean;
  readonly hangAtLogin?: boolean;
  /** Instead of running anything. */
  readonly onExec?: (channel: ServerChannel, command: string) => void;
  readonly refuseForward?: boolean;
}

export interface SshServer {
  readonly port: number;
  /** As an inventory's `host_keys` has it. */
  readonly hostKey: string;
  /** What was asked of it. */
  readonly seen: { connections: number; logins: number; readonly commands: string[]; forwards: number };
  /** How to connect to it. */
  connection(overrides?: Partial<Connection>): Connection;
  /** Cuts every connection. */
  hangUp(): void;
  /** Shows another host key from now on. */
  changeHostKey(key: KeyPair): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real SSH server in this process. What it is asked to run, it runs, as the user who runs the tests. */
export async function startSshServer(options: ServerOptions = {}): Promise<SshServer> {
  let hostKey = options.hostKey ?? makeKey();
  const sockets = new Set<Socket>();
  const seen: SshServer["seen"] = { connections: 0, logins: 0, commands: [], forwards: 0 };
  const listener = createServer({ noDelay: true }, (socket) => {
    seen.connections += 1;
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => undefined));
    if (!options.silent) sshOver(hostKey, options, seen).injectSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const hangUp = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port,
    get hostKey() {
      return hostKey.public;
    },
    seen,
    connection: (overrides = {}) => ({
      host: "suite-01",
      address: "127.0.0.1",
      port,
      user: "ana",
      become: "none",
      identityFile: userKeyFile,
      hostKeys: [hostKey.public],
      ...overrides,
    }),
    hangUp,
    changeHostKey: (key) => (hostKey = key),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        hangUp();
      }),
  };
}

function sshOver(hostKey: KeyPair, options: ServerOptions, seen: SshServer["seen"]): Server {
  return new ssh2.Server({ hostKeys: [hostKey.private], ...(options.algorithms && { algorithms: options.algorithms }) }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      if (context.method === "publickey" && context.signature) seen.logins += 1;
      if (options.hangAtLogin) return;
      if (!options.refuseLogin && isUser(context)) context.accept();
      else context.reject(["publickey"]);
    });
    client.on("tcpip", (accept, reject, to) => {
      seen.forwards += 1;
      if (options.refuseForward) return reject();
      const socket = connect({ host: to.destIP, port: to.destPort, noDelay: true });
      socket.once("error", () => reject());
      socket.once("connect", () => {
        const channel = accept();
        socket.pipe(channel).pipe(socket);
        socket.on("error", () => channel.close());
      });
    });
    client.on("session", (acceptSession) => {
      acceptSession().on("exec", (accept, _reject, { command }) => {
        seen.commands.push(command);
        if (options.onExec) options.onExec(accept(), command);
        else execute(accept(), command, options);
      });
    });
  });
}

function isUser(context: AuthContext): boolean {
  if (context.method !== "publickey") return false;
  const key = ssh2.utils.parseKey(userKey.public);
  if (key instanceof Error || !context.key.data.equals(key.getPublicSSH())) return false;
  return !context.signature || (context.blob !== undefined && key.verify(context.blob, context.signature, context.hashAlgo));
}

/** As sshd does: the login shell gets the command as one word; when the connection goes, its stdin ends and nothing is killed. */
function execute(
  channel: ServerChannel,
  command: string,
  { shell = "dash", loginShell = "/bin/sh", path = "", env = {} }: ServerOptions,
): void {
  const child = spawn(loginShell, ["-c", command.replaceAll("/bin/sh", shellNamedSh(shell))], {
    cwd: "/",
    env: { PATH: `${path}${path && ":"}${process.env["PATH"] ?? ""}`, HOME: keyFolder, ...env },
  });
  channel.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  channel.pipe(child.stdin);
  channel.on("close", () => {
    child.stdin.end();
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on("close", (code) => {
    channel.exit(code ?? 255);
    channel.end();
  });
}
