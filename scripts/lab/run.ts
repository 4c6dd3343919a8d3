import { spawn } from "node:child_process";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Goes to the command's stdin: the place for secrets, which must not be in its arguments. */
  readonly input?: string;
  /** The command is ended after this many milliseconds. */
  readonly timeout?: number;
}

/** Runs a command and hands back how it went, whatever its exit code. Not being able to start it counts as 127. */
export function attempt(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "pipe", timeout: options.timeout, killSignal: "SIGKILL" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => {}); // a command may end without reading its input
    child.stdin.end(options.input ?? "");
    child.on("error", (error) => resolve({ code: 127, stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 124, stdout, stderr }));
  });
}

/** Runs a command that has to succeed, and hands back what it printed. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, args, options);
  if (code === 0) return stdout;
  throw new Error(`${[command, ...args].join(" ")}: exit code ${code}${stderr && `: ${stderr.trim()}`}`);
}
