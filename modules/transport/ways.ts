import { readFile } from "node:fs/promises";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { Refused } from "#transport/explain.ts";
import { trustIn } from "#transport/host-keys.ts";
import { parseKnownHosts } from "#transport/known-hosts.ts";
import { logIn } from "#transport/link.ts";
import type { Link } from "#transport/link.ts";
import { logInWith } from "#transport/login.ts";
import { dial, forward } from "#transport/wire.ts";

export interface Ways {
  /** The connection to the host that another is behind, which all hosts behind it share. */
  through(jump: Connection | undefined): Promise<Link | undefined>;
  /** A new connection to a host, straight or from the host that it is behind. */
  reach(to: Connection, jump: Link | undefined): Promise<Link>;
}

export interface WaysOptions {
  /** For the connection and for the handshake, each. */
  readonly seconds: number;
  readonly loginSeconds: number;
  /** Ends every connection, whatever it is at. */
  readonly signal: AbortSignal;
  /** Waits until one more host may be connected to. */
  readonly takeTurn: <T>(connect: () => Promise<T>) => Promise<T>;
  /** Called for every connection that is attempted. */
  readonly onConnect: (host: string) => void;
}

/** Finds the way to hosts. Key and known_hosts files are read once. */
export function openWays({ seconds, loginSeconds, signal, takeTurn, onConnect }: WaysOptions): Ways {
  const jumps = new Map<string, Promise<Link>>();
  const loginFor = remember((path) => logInWith(path === "" ? undefined : path, process.env["SSH_AUTH_SOCK"]));
  const knownHostsAt = remember(async (path) => parseKnownHosts(await readFile(path, "utf8")));

  async function reach(to: Connection, jump: Link | undefined): Promise<Link> {
    const trust = await trustIn(to, knownHostsAt);
    const login = await loginFor(to.identityFile ?? "");
    if (signal.aborted) throw new UserError("the run ended before it was reached");
    onConnect(to.host);
    const wire = await (jump ? forward(jump, to, seconds) : dial(to, seconds, signal));
    return logIn(wire, to, trust, login, { seconds, loginSeconds, signal });
  }

  function through(to: Connection | undefined): Promise<Link | undefined> {
    if (!to) return Promise.resolve(undefined);
    const key = identify(to);
    const opened = jumps.get(key) ?? openJump(to, () => jumps.delete(key));
    jumps.set(key, opened);
    return opened;
  }

  /** A refusal stays in the map, so that no other host behind it asks again. */
  async function openJump(to: Connection, forget: () => void): Promise<Link> {
    try {
      const before = await through(to.jump);
      const link = await takeTurn(() => reach(to, before));
      link.onLost(forget);
      return link;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const reason = `its jump host ${to.host}: ${error.message}`;
      if (error instanceof Refused) throw new Refused(reason, error.hint);
      forget();
      throw new UserError(reason, error.hint);
    }
  }

  return { through, reach };
}

/** Two connections are the same only if nothing about them differs: not the way, not the keys, not the rights. */
export const identify = (to: Connection): string =>
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
