import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import type { Connection, RemoteShell, Transport } from "#core/connection.ts";
import { Unreachable, UserError } from "#core/errors.ts";
import type { Secret, SecretRef } from "#core/secret.ts";
import { Refused } from "#transport/explain.ts";
import { startSession } from "#transport/session.ts";
import type { Session } from "#transport/session.ts";
import { identify, openWays } from "#transport/ways.ts";

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
  refused: Unreachable | undefined;
  last: Promise<unknown>;
}

/** Opens nothing yet: each host is connected to when its shell is first asked for. */
export function openTransport(options: TransportOptions): Transport {
  const seconds = options.connectTimeoutSeconds ?? 10;
  // PAM may ask a far directory server, with time-outs of its own
  const loginSeconds = Math.ceil(seconds * 3);
  const ending = new AbortController();
  // one listener per host that is being connected to
  setMaxListeners(0, ending.signal);
  const hosts = new Map<string, Pooled>();
  const counts = new Map<string, { connections: number; roundTrips: number }>();
  const count = (host: string, what: "connections" | "roundTrips"): void => {
    const sofar = counts.get(host) ?? { connections: 0, roundTrips: 0 };
    counts.set(host, { ...sofar, [what]: sofar[what] + 1 });
  };
  const takeTurn = pLimit(options.parallel ?? 32);
  const ways = openWays({ seconds, loginSeconds, signal: ending.signal, takeTurn, onConnect: (host) => count(host, "connections") });

  async function openSession(to: Connection): Promise<Session> {
    const password = await passwordFor(to, options.resolveSecret);
    const jump = await ways.through(to.jump);
    return takeTurn(async () => {
      const link = await ways.reach(to, jump);
      try {
        const { graceSeconds = 5, anyUser = false } = options;
        return await startSession(link, to, { password, helloSeconds: loginSeconds, graceSeconds, anyUser });
      } catch (error) {
        link.close();
        throw error;
      }
    });
  }

  /** The session if it is still good, else a new one. Whoever asks meanwhile waits for the same. */
  async function sessionOn(host: Pooled): Promise<Session> {
    if (ending.signal.aborted) throw new Error("the transport was closed");
    if (host.refused) throw host.refused;
    if (host.session?.fit) return host.session;
    host.opening ??= renew(host);
    return host.opening;
  }

  async function renew(host: Pooled): Promise<Session> {
    try {
      host.session = await openSession(host.connection);
      return host.session;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const unreachable = new Unreachable(host.connection.host, `${host.connection.host}: ${error.message}`, error.hint);
      if (error instanceof Refused) host.refused = unreachable;
      throw unreachable;
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
      await Promise.allSettled([...hosts.values()].map((host) => host.opening ?? host.last));
    },
  };
}

async function passwordFor(to: Connection, resolve: TransportOptions["resolveSecret"]): Promise<Secret | undefined> {
  const password = to.become === "sudo" && to.becomePassword ? await resolve(to.becomePassword) : undefined;
  // sudo would take the first line, and the shell after it would run the second
  if (password && /[\n\r\0]/.test(password.reveal()))
    throw new UserError("its sudo password has more than one line", "Check become_password.");
  return password;
}
