import { connect, isIP } from "node:net";
import type { Socket } from "node:net";
import type { Client, ClientChannel } from "ssh2";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { explain, noAnswer } from "#transport/explain.ts";

/** What SSH is spoken over: a TCP connection, or a channel that the jump host forwards. */
export type Wire = Socket | ClientChannel;

/** Opens the TCP connection, and nothing more. */
export const dial = (to: Connection, seconds: number, signal: AbortSignal): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const milliseconds = seconds * 1000;
    let named = isIP(to.address) === 0;
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
    const clock = setTimeout(() => end(noAnswer(to, seconds, named ? "lookup" : "connection")), milliseconds);
    signal.addEventListener("abort", stop);
    socket
      .once("lookup", () => (named = false))
      .once("connect", end)
      .once("error", end);
  });

interface Jump {
  readonly client: Client;
  onLost(callback: () => void): void;
}

/** Opens the connection from the host that is gone through. */
export const forward = (jump: Jump, to: Connection, seconds: number): Promise<Wire> =>
  new Promise((resolve, reject) => {
    let late = false;
    const clock = setTimeout(() => {
      late = true;
      reject(noAnswer(to, seconds, "connection"));
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
