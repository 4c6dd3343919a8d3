import { coloured, plain } from "#report/paint.ts";
import type { Paint } from "#report/paint.ts";

/** Where a command says what: the result on stdout, everything on the way to it on stderr. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly paint: Paint;
  /** Whether a person watches stderr. */
  readonly watched: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The terminal, with colours only where somebody sees them and `NO_COLOR` is not set. */
export function terminal(): Io {
  const { env, stdout, stderr } = process;
  // Whoever reads us may have seen enough, as `head` has: that is no mistake.
  stdout.on("error", (thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "EPIPE") throw thrown;
    process.exit();
  });
  const wantsColour = stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return {
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    paint: wantsColour ? coloured : plain,
    // a terminal without width (some CI) can show no spinner
    watched: stderr.isTTY && stderr.columns > 0 && env["TERM"] !== "dumb",
    env,
  };
}
