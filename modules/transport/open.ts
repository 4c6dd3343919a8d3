import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import pLimit from "p-limit";
import type { Connection, RemoteShell, Transport } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import type { Secret, SecretRef } from "#core/secret.ts";
import { Refused, unreachable } from "#transport/explain.ts";
import { trustIn } from "#transport/host-keys.ts";
import { parseKnownHosts } from "#transport/known-hosts.ts";
import { dial, forward, logIn } from "#transport/link.ts";
import type { Link } from "#transport/link.ts";
import { logInWith } from "#transport/login.ts";
import { startSession } from "#transport/session.ts";
import type { Session } from "#transport/session.ts";

export interface TransportOptions {
  /** Hosts to connect to at the same time. Default: 32. */
  readonly parallel?: number;
  /** How long a host may take to answer; login and sudo may take three times as long. Default: 10. */
  readonly connectTimeoutSeconds?: number;
  /** How long after its time-out an answer may still arrive, before the host counts as silent. Default: 5. */
  readonly graceSeconds?: number;
  /** Take a shell that is not root's. Default: false. */
  readonly anyUser?: boolean;
  readonly resolveSecret: (ref: SecretRef) => Promise<Secret>;
}

/** One host of the pool. Its session comes and goes; its scripts wait for one another. */
interface Pooled {
  readonly connection: Connection;
  session: Session | undefined;
  opening: Promise<Session> | undefined;
  refused: unknown;
  last: Promise<unknown>;
}

/** Opens nothing yet: each host is connected to when its shell is first asked for. */
export function openTransport(options: TransportOptions): Transport {
  const seconds = options.connectTimeoutSeconds ?? 10;
  // PAM may ask a far directory server, with time-outs of its own
  const loginSeconds = Math.ceil(seconds * 3);
  const takeTurn = pLimit(options.parallel ?? 32);
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const hosts = new Map<string, Pooled>();
  const jumps = new Map<string, Promise<Link>>();
  const counts = new Map<string, { connections: number; roundTrips: number }>();
  const count = (host: string, what: "connections" | "roundTrips"): void => {
    const so_far = counts.get(host) ?? { connections: 0, roundTrips: 0 };
    counts.set(host, { ...so_far, [what]: so_far[what] + 1 });
  };
  const loginFor = remember((path: string) => logInWith(path === "" ? undefined : path, process.env["SSH_AUTH_SOCK"]));
  const knownHostsAt = remember(async (path: string) => parseKnownHosts(await readFile(path, "utf8")));

  async function reach(to: Connection, jump: Link | undefined): Promise<Link> {
    const trust = await trustIn(to, knownHostsAt);
    const login = await loginFor(to.identityFile ?? "");
    if (ending.signal.aborted) throw new UserError("the run ended before it was reached");
    count(to.host, "connections");
    const wire = await (jump ? forward(jump, to, seconds) : dial(to, seconds, ending.signal));
    return logIn(wire, to, trust, login, { seconds, loginSeconds, signal: ending.signal });
  }

  /** The connection that every host behind the same jump host shares. A refusal is remembered with it. */
  function goThrough(to: Connection | undefined): Promise<Link | undefined> {
    if (!to) return Promise.resolve(undefined);
    const key = identify(to);
    const opened = jumps.get(key) ?? openJump(to, () => jumps.delete(key));
    jumps.set(key, opened);
    return opened;
  }

  async function openJump(to: Connection, forget: () => void): Promise<Link> {
    try {
      const before = await goThrough(to.jump);
      const link = await takeTurn(() => reach(to, before));
      link.onLost(forget);
      return link;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error instanceof Refused) throw new Refused(`its jump host ${to.host}: ${error.message}`, error.hint);
      forget();
      throw new UserError(`its jump host ${to.host}: ${error.message}`, error.hint);
    }
  }

  async function openSession(to: Connection): Promise<Session> {
    const jump = await goThrough(to.jump);
    return takeTurn(async () => {
      const link = await reach(to, jump);
      try {
        const password = to.become === "sudo" && to.becomePassword ? await options.resolveSecret(to.becomePassword) : undefined;
        if (password && /[\n\r\0]/.test(password.reveal()))
          throw new UserError("its sudo password has more than one line", "Check become_password.");
        return await startSession(link, to, {
          password,
          helloSeconds: loginSeconds,
          graceSeconds: options.graceSeconds ?? 5,
          anyUser: options.anyUser ?? false,
        });
      } catch (error) {
        link.close();
        throw error;
      }
    });
  }

  /** The session if it is still good, else a new one. Whoever asks meanwhile waits for the same. */
  async function sessionOn(host: Pooled): Promise<Session> {
    if (ending.signal.aborted) throw new Error("the transport was closed");
    if (host.refused !== undefined) throw host.refused;
    if (host.session?.fit) return host.session;
    host.opening ??= openSession(host.connection);
    try {
      host.session = await host.opening;
      return host.session;
    } catch (error) {
      const said = unreachable(host.connection.host, error);
      if (error instanceof Refused) host.refused = said;
      throw said;
    } finally {
      host.opening = undefined;
    }
  }

  const shellOn = (host: Pooled): RemoteShell => ({
    run: (script, runOptions) => {
      const turn = host.last.then(async () => {
        const session = await sessionOn(host);
        count(host.connection.host, "roundTrips");
        return session.run(script, runOptions);
      });
      host.last = turn.catch(() => undefined);
      return turn;
    },
  });

  return {
    counts,
    shell: async (connection) => {
      const key = identify(connection);
      const host = hosts.get(key) ?? { connection, session: undefined, opening: undefined, refused: undefined, last: Promise.resolve() };
      hosts.set(key, host);
      await sessionOn(host);
      return shellOn(host);
    },
    close: async () => {
      ending.abort();
      const opening = [...hosts.values()].map((host) => host.opening);
      for (const host of hosts.values()) host.session?.close();
      for (const opened of await Promise.allSettled(opening.map(async (session) => session)))
        if (opened.status === "fulfilled") opened.value?.close();
      for (const jump of await Promise.allSettled(jumps.values())) if (jump.status === "fulfilled") jump.value.close();
    },
  };
}

/** Two connections are the same only if nothing about them differs: not the way, not the keys, not the rights. */
const identify = (to: Connection): string =>
  JSON.stringify([
    to.user,
    to.address,
    to.port,
    to.become,
    to.becomePassword?.secret,
    to.identityFile,
    to.hostKeys,
    to.knownHosts,
    to.jump && identify(to.jump),
  ]);

function remember<T>(read: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const seen = new Map<string, Promise<T>>();
  return (path) => {
    const value = seen.get(path) ?? read(path);
    seen.set(path, value);
    return value;
  };
}
