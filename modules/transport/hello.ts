import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { problemIn, whyNoShell, wrongPassword } from "#transport/become.ts";
import type { Begin } from "#transport/conversation.ts";
import { Frame } from "#transport/frame.ts";
import { hello } from "#transport/loop.ts";
import type { SessionOptions } from "#transport/session.ts";

interface Ways {
  readonly guard: string;
  readonly prompt: string | undefined;
  readonly say: (text: string) => void;
  readonly status: () => number | undefined;
}

/** Waits for the loop's hello on both streams. What comes before it is noise: message of the day, rc files, sudo's lecture. */
export const awaitHello =
  (connection: Connection, { password, helloSeconds, anyUser }: SessionOptions, { guard, prompt, say, status }: Ways): Begin<undefined> =>
  (settle, restartClock) => {
    const out = new Frame(guard + hello);
    const err = new Frame(guard + hello);
    let asked = 0;
    const slow = (): UserError =>
      new UserError(
        `there was no root shell within ${helloSeconds} s`,
        asked > 0
          ? "sudo is slow to check the password: does the directory server that it asks answer?"
          : "Does sudo ask for something else than a password, or does the login shell wait for input?",
      );
    restartClock(helloSeconds, slow);
    const arrive = (): void => {
      if (out.tooLong || err.tooLong)
        settle(new UserError("talks without end before it runs a command", "See what its login shell's rc files do."));
      else if (out.word !== undefined && err.word !== undefined) settle(problemIn(out.word, connection, anyUser));
    };
    return {
      stdout: (bytes) => {
        out.push(bytes);
        arrive();
      },
      stderr: (bytes) => {
        err.push(bytes);
        const prompts = prompt === undefined ? 0 : err.text.split(prompt).length - 1;
        // sudo asks again only when the answer was wrong. Hang up: a second attempt is one step nearer to a locked account
        if (prompts > 1) return settle(wrongPassword(connection));
        if (prompts > asked && password) say(`${password.reveal()}\n`);
        asked = prompts;
        arrive();
      },
      closed: () =>
        settle(
          whyNoShell(connection, {
            stdout: out.text,
            stderr: prompt === undefined ? err.text : err.text.replaceAll(prompt, ""),
            status: status(),
          }),
        ),
    };
  };
