import { connect } from "node:net";
import type { Socket } from "node:net";
import ssh2 from "ssh2";
import type { Client, ClientChannel, ConnectConfig } from "ssh2";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { algorithms } from "#transport/algorithms.ts";
import { explain, noAnswer, refusedLogin } from "#transport/explain.ts";
import { strictVerifier } from "#transport/host-keys.ts";
import type { Trust } from "#transport/host-keys.ts";
import { printable } from "#transport/printable.ts";
import type { Login } from "#transport/login.ts";

/** An authenticated SSH connection to a host that is who it should be. */
export interface Link {
  readonly client: Client;
  /** Why it was lost, if that is known: ` (Keepalive timeout)`. */
  readonly reason: string;
  /** Calls back when the connection is gone, at once if it is already. */
  onLost(callback: () => void): void;
  close(): void;
}

type Wire = Socket | ClientChannel;

/** Opens the TCP connection, and nothing more. */
export const dial = (to: Connection, seconds: number, signal: AbortSignal): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const milliseconds = seconds * 1000;
    // Node gives each of a name's addresses 250 ms by default: too little for a far site
    const socket = connect({
      host: to.address,
      port: to.port,
      noDelay: true,
      keepAlive: true,
      autoSelectFamilyAttemptTimeout: Math.ceil(milliseconds / 3),
    });
    const end = (error?: Error): void => {
      clearTimeout(clock);
      signal.removeEventListener("abort", stop);
      socket.off("connect", end);
      if (!error) return resolve(socket.off("error", end));
      socket.on("error", () => undefined).destroy();
      reject(explain(error, to));
    };
    const stop = (): void => end(new UserError("the run ended while it was being reached"));
    const clock = setTimeout(() => end(noAnswer(to, seconds)), milliseconds);
    signal.addEventListener("abort", stop);
    socket.once("connect", end).once("error", end);
  });

/** Opens the connection from the host that is gone through. */
export const forward = (jump: Link, to: Connection, seconds: number): Promise<Wire> =>
  new Promise((resolve, reject) => {
    let late = false;
    const clock = setTimeout(() => {
      late = true;
      reject(noAnswer(to, seconds));
    }, seconds * 1000);
    const fail = (error: Error): void => {
      clearTimeout(clock);
      reject(explain(error, to));
    };
    jump.onLost(() => fail(new UserError("the connection to the jump host was lost")));
    try {
      jump.client.forwardOut("127.0.0.1", 0, to.address, to.port, (error, channel) => {
        if (late) channel?.close();
        else if (error) fail(error);
        else {
          clearTimeout(clock);
          resolve(channel);
        }
      });
    } catch (error) {
      fail(error as Error);
    }
  });

interface Limits {
  readonly seconds: number;
  readonly loginSeconds: number;
  readonly signal: AbortSignal;
}

/** Speaks SSH over the wire: checks the host's key, then logs in, once. */
export function logIn(wire: Wire, to: Connection, trust: Trust, login: Login, { seconds, loginSeconds, signal }: Limits): Promise<Link> {
  const client = new ssh2.Client();
  const callbacks = new Set<() => void>();
  const lists: string[] = [];
  let lost = false;
  let reason = "";
  const link: Link = {
    client,
    get reason() {
      return reason;
    },
    onLost: (callback) => void (lost ? callback() : callbacks.add(callback)),
    close: () => {
      client.end();
      wire.destroy();
    },
  };

  return new Promise((resolve, reject) => {
    let refusal: UserError | undefined;
    let attempts = 0;
    let methods: readonly string[] | null = null;
    const fail = (error: Error): void => {
      clearTimeout(clock);
      signal.removeEventListener("abort", stop);
      link.close();
      reject(error);
    };
    const stop = (): void => fail(new UserError("the run ended while it was being reached"));
    const wait = (seconds: number, phase: string): NodeJS.Timeout => setTimeout(() => fail(noAnswer(to, seconds, phase)), seconds * 1000);
    let clock = wait(seconds, "greeting");
    signal.addEventListener("abort", stop);

    // for life: an error that nobody listens to would end the process
    client.on("error", (error) => {
      reason ||= ` (${printable(error.message)})`;
      fail(refusal ?? (error.message.startsWith("All configured auth") ? refusedLogin(to, login, methods) : explain(error, to, lists)));
    });
    client.on("close", () => {
      lost = true;
      fail(refusal ?? explain(new Error("closed"), to));
      for (const callback of callbacks) callback();
      callbacks.clear();
    });
    client.once("handshake", () => {
      clearTimeout(clock);
      clock = wait(loginSeconds, "login");
    });
    client.once("ready", () => {
      clearTimeout(clock);
      signal.removeEventListener("abort", stop);
      resolve(link);
    });

    const config: ConnectConfig = {
      sock: wire,
      username: to.user,
      ident: "Conform",
      readyTimeout: 0,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      algorithms: { ...algorithms, serverHostKey: trust.algorithms },
      hostVerifier: strictVerifier((offered) => {
        refusal = trust.refuse(offered);
        return refusal === undefined;
      }),
      authHandler: (left, _partial, next) => {
        attempts += 1;
        methods = left;
        // false means: nothing more to try. The types don't know it
        next(attempts === 1 ? login.method(to.user) : (false as never));
      },
      debug: (line) => {
        if (lists.length < 40 && line.startsWith("Handshake: (")) lists.push(line);
      },
    };
    try {
      client.connect(config);
    } catch (error) {
      fail(explain(error as Error, to));
    }
  });
}
