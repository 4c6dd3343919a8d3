import { spawn } from "node:child_process";
import { UserError } from "#core/errors.ts";
import { commandScript, failureOf, trimmed } from "#pulumi/command/command-script.ts";
import type { Command, Output } from "#pulumi/command/command-script.ts";

export interface LocalCommand extends Command {
  readonly dir: string | undefined;
  /** Without one, it is sh, and the command shows in no list of processes. */
  readonly interpreter: readonly string[];
}

/**
 * Runs a command on this machine.
 * @throws {UserError} when it fails or takes too long.
 */
export function runHere(local: LocalCommand): Promise<Output> {
  const { timeoutSeconds } = local;
  const [program = "/bin/sh", ...args] = local.interpreter;
  const piped = local.interpreter.length === 0;
  return new Promise((resolve, reject) => {
    const child = spawn(program, piped ? [] : [...args, local.command], {
      cwd: local.dir,
      env: { ...process.env, ...local.environment },
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that the time-out ends all that it started.
      detached: true,
    });
    const told = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (chunk: string) => (told[stream] += chunk));
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      reject(new UserError(`the command took longer than ${timeoutSeconds} s`));
    }, timeoutSeconds * 1000);
    child.on("error", (thrown) => {
      clearTimeout(timer);
      reject(new UserError(`${program} could not be started: ${thrown.message}`));
    });
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      const output = { stdout: trimmed(told.stdout), stderr: trimmed(told.stderr) };
      if (status === 0) resolve(output);
      else reject(new UserError(signal === null ? failureOf(status ?? -1, output, local) : `the command was ended by ${signal}`));
    });
    // A command need not read what it is given.
    child.stdin.on("error", () => undefined).end(piped ? commandScript(local, program) : local.stdin);
  });
}
