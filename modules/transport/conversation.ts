import type { ClientChannel } from "ssh2";
import type { Link } from "#transport/link.ts";

/** What hears the host at the moment. */
export interface Listener {
  stdout(bytes: Buffer): void;
  stderr(bytes: Buffer): void;
  closed(): void;
}

/** Begins to listen. It ends with `settle`: an error means that nothing said here can be relied upon any more. */
export type Begin<T> = (settle: (result: T | Error) => void, restartClock: (seconds: number, late: () => Error) => void) => Listener;

export interface Conversation {
  /** Whether nothing surprising has happened yet. */
  readonly fit: boolean;
  /** With which status the program on the other side ended, if it told. */
  readonly status: number | undefined;
  listen<T>(begin: Begin<T>): Promise<T>;
}

/** Gives a channel's output to one listener at a time, and hangs up after the first surprise. */
export function converse(link: Link, channel: ClientChannel): Conversation {
  let listener: Listener | undefined;
  let giveUp: ((error: Error) => void) | undefined;
  let fit = true;
  let status: number | undefined;

  const hangUp = (): void => {
    fit = false;
    link.close();
  };
  const end = (): void => {
    hangUp();
    listener?.closed();
  };
  const take = (stream: "stdout" | "stderr") => (bytes: Buffer) => {
    // bytes that nobody waits for belong to no answer, and the next answer must not begin with them
    if (!listener) return hangUp();
    try {
      listener[stream](bytes);
    } catch (error) {
      giveUp?.(error as Error);
    }
  };
  channel.on("data", take("stdout"));
  channel.stderr.on("data", take("stderr"));
  channel.on("exit", (code: number | null) => (status = code ?? undefined));
  channel.on("error", end);
  channel.on("close", end);
  link.onLost(end);

  return {
    get fit() {
      return fit;
    },
    get status() {
      return status;
    },
    listen: (begin) =>
      new Promise((resolve, reject) => {
        let clock: NodeJS.Timeout | undefined;
        let settled = false;
        const settle = (result: Parameters<typeof resolve>[0] | Error): void => {
          if (settled) return;
          settled = true;
          clearTimeout(clock);
          listener = undefined;
          if (!(result instanceof Error)) return resolve(result);
          hangUp();
          reject(result);
        };
        giveUp = settle;
        listener = begin(settle, (seconds, late) => {
          clearTimeout(clock);
          if (!settled) clock = setTimeout(() => settle(late()), seconds * 1000);
        });
        if (!fit) end();
      }),
  };
}
