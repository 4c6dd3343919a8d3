import type { Io } from "#cli/io.ts";

/** Says what is going on while somebody waits: a spinner for a person, nothing that a log would keep. */
export interface Progress {
  say(text: string): void;
  stop(): void;
}

export async function showProgress(io: Io, text: string): Promise<Progress> {
  if (!io.watched) return { say: () => undefined, stop: () => undefined };
  const { default: ora } = await import("ora");
  const spinner = ora({ text, stream: process.stderr, discardStdin: false }).start();
  return {
    say: (now) => {
      spinner.text = now;
    },
    stop: () => {
      spinner.stop();
    },
  };
}
