import ssh2 from "ssh2";
import type { Client, ConnectConfig } from "ssh2";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { algorithms } from "#transport/algorithms.ts";
import { explain, noAnswer, refusedLogin } from "#transport/explain.ts";
import { strictVerifier } from "#transport/host-keys.ts";
import type { Trust } from "#transport/host-keys.ts";
import type { Login } from "#transport/login.ts";
import { printable } from "#transport/printable.ts";
import type { Wire } from "#transport/wire.ts";

/** An authenticated SSH connection to a host that is who it should be. */
export interface Link {
  readonly client: Client;
  /** Why it was lost, if that is known: ` (Keepalive timeout)`. */
  readonly reason: string;
  /** Calls back when the connection is gone, at once if it is already. */
  onLost(callback: () => void): void;
  close(): void;
}

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
    const wait = (seconds: number, phase: "greeting" | "login"): NodeJS.Timeout =>
      setTimeout(() => fail(noAnswer(to, seconds, phase)), seconds * 1000);
    let clock = wait(seconds, "greeting");
    signal.addEventListener("abort", stop);
    if (signal.aborted) return stop();

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
