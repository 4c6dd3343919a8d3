import { StringDecoder } from "node:string_decoder";
import type { Answer } from "#core/connection.ts";
import { RunFailed } from "#core/errors.ts";
import type { Begin } from "#transport/conversation.ts";
import { Frame, maxBytes } from "#transport/frame.ts";
import { printable } from "#transport/printable.ts";

interface Ways {
  readonly timeoutSeconds: number;
  readonly graceSeconds: number;
  readonly onOutput: ((chunk: string) => void) | undefined;
  readonly send: (sent: () => void) => void;
  readonly lostBecause: () => string;
}

const failed = (host: string, reason: string, hint?: string): RunFailed => new RunFailed(host, `${host}: ${reason}`, hint);

const silent = (host: string, seconds: number): RunFailed =>
  failed(
    host,
    `the script did not end within ${seconds} s, and the host does not say what became of it: the outcome is unknown`,
    "Does a process hang where it can't be killed (a dead network mount), or is the host gone?",
  );

/** Sends a script and waits for its end on both streams. Whatever goes wrong, nobody knows how far the script came. */
export const awaitAnswer =
  (host: string, mark: string, { timeoutSeconds, graceSeconds, onOutput, send, lostBecause }: Ways): Begin<Answer> =>
  (settle, restartClock) => {
    const decoder = new StringDecoder("utf8");
    const out = new Frame(mark, onOutput && ((bytes) => onOutput(decoder.write(bytes))));
    const err = new Frame(mark);
    const began = performance.now();
    const clock = (): void => restartClock(timeoutSeconds + graceSeconds, () => silent(host, timeoutSeconds));
    clock();
    // counting from the last byte sent: a slow line is not a slow script
    send(clock);

    const judge = (): void => {
      if (out.word === undefined || err.word === undefined) return;
      const status = /^\d{1,3}$/.test(out.word) ? Number(out.word) : undefined;
      const ranOut = (performance.now() - began) / 1000 >= timeoutSeconds;
      if (status === undefined || err.word !== "")
        settle(failed(host, `the end of the answer is garbled ("${printable(`${out.word} ${err.word}`)}"): the outcome is unknown`));
      else if (ranOut && (status === 137 || status === 124))
        settle(
          failed(
            host,
            `the script was not done after ${timeoutSeconds} s. It was killed with all that it started; how far it came is unknown`,
          ),
        );
      else if (status === 137)
        settle(
          failed(
            host,
            "the script was killed on the host (status 137): the outcome is unknown",
            "Did the host run out of memory? Its kernel's log says so.",
          ),
        );
      else settle({ stdout: out.text, stderr: err.text, status });
    };
    const hear = (frame: Frame) => (bytes: Buffer) => {
      const stray = frame.push(bytes);
      if (frame.tooLong)
        settle(
          failed(
            host,
            `the script said more than ${maxBytes / 1024 / 1024} MiB: the outcome is unknown`,
            "Let it write to a file instead.",
          ),
        );
      else if (stray.length > 0)
        settle(
          failed(
            host,
            "something that the script left running goes on talking: its answer can't be told apart",
            "Send the output of what stays running to a file.",
          ),
        );
      else judge();
    };
    return {
      stdout: hear(out),
      stderr: hear(err),
      closed: () =>
        settle(
          failed(
            host,
            `the connection was lost while a script ran${lostBecause()}: the outcome is unknown`,
            "The script may go on until it ends or its time is up. Look again before you change anything.",
          ),
        ),
    };
  };
