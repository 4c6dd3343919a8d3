import { spawn } from "node:child_process";
import { lookPrelude, repairPrelude } from "#core/prelude.ts";
import { lines, Sh, sh } from "#core/sh.ts";

/** What a script left when it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs a script the way the transport does: a shell that reads it from its standard input. */
export function runShell(
  command: readonly string[],
  script: string,
  { killAfterMs }: { readonly killAfterMs?: number } = {},
): Promise<Ended> {
  const [program = "sh", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "pipe", detached: true, env: { HOME: "/root", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } });
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on("data", (chunk: Buffer) => said.stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.stderr.push(chunk));
    child.on("error", reject);
    child.stdin.on("error", () => {}); // a shell that was killed no longer reads
    child.stdin.end(script);
    // The whole process group dies at once, as when the machine loses its power.
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), killAfterMs);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(said.stdout).toString(), stderr: Buffer.concat(said.stderr).toString(), status });
    });
  });
}

/** A whole script that looks at some states, as the engine would send it. */
export const lookScript = (...inspections: readonly Sh[]): Sh => surveyScript(undefined, ...inspections);

/** The same after what is asked once for all of them. */
export const surveyScript = (survey: Sh | undefined, ...inspections: readonly Sh[]): Sh =>
  lines([lookPrelude, survey, ...inspections.map((inspect, i) => sh`(_state=${i}\n${inspect}\n) </dev/null`)]);

/** A whole script that repairs or undoes one state; its own status is that of the commands. */
export const repairScript = (pieces: readonly (Sh | false | undefined)[]): Sh =>
  lines([
    lookPrelude,
    repairPrelude,
    new Sh("_state=0"),
    sh`_out=$(set -e; exec </dev/null 2>&1; ${lines(pieces)}\n); _status=$?`,
    new Sh('printf %s "$_out"; exit "$_status"'),
  ]);

/** The facts in what a look printed, for each state in turn; `!cannot` and `!needs` among them. */
export function readFacts(stdout: string): Record<string, string>[] {
  const fields = stdout.split("\0");
  if (fields.pop() !== "") throw new Error(`the last record has no end: ${JSON.stringify(stdout)}`);
  const facts: Record<string, string>[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const [, state, fact] = /^(\d+)\.(.+)$/s.exec(fields[i] ?? "") ?? [];
    if (state === undefined || fact === undefined) throw new Error(`not a record: ${JSON.stringify(fields[i])}`);
    (facts[Number(state)] ??= {})[fact] = fields[i + 1] ?? "";
  }
  return facts;
}
