import { spawn } from "node:child_process";
import path from "node:path";

export const projectRoot = path.resolve(import.meta.dirname, "../..");

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and keeps what it said. */
export const run = (
  command: string,
  args: readonly string[],
  { input = "", env = {}, cwd = projectRoot }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: "1", ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", reject).on("close", (code) => resolve({ status: code ?? -1, stdout, stderr }));
    child.stdin.on("error", () => undefined).end(input);
  });

/** Runs `conform` as a user would, through its launcher. */
export const conform = (args: readonly string[], options?: Parameters<typeof run>[2]): Promise<Ran> =>
  run(path.join(projectRoot, "scripts/conform"), args, options);
