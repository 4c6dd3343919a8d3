import { randomBytes } from "node:crypto";
import type { Answer, RemoteShell } from "#core/connection.ts";
import { RunFailed, UserError } from "#core/errors.ts";
import { quote } from "#core/sh.ts";
import { printable } from "#core/printable.ts";
import { reveal } from "#pulumi/values.ts";
import type { Wire } from "#pulumi/values.ts";

/** A command as @pulumi/command describes it, in clear: for memory only. */
export interface Command {
  readonly command: string;
  readonly stdin: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Texts that must not be told. */
  readonly secrets: readonly string[];
  /** The command itself is secret: what it says may hold any part of it. */
  readonly silent: boolean;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** One newline at the end is the shell's, not the answer's. */
export const trimmed = (text: string): string => text.replace(/\r?\n$/, "");

export const textOf = (value: Wire | undefined): string => {
  const text = value === undefined ? undefined : reveal(value);
  return typeof text === "string" ? text : "";
};

const exported = (environment: Command["environment"]): string =>
  Object.entries(environment)
    .map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UserError(`"${name}" can't be the name of an environment variable`);
      return `export ${name}=${quote(value)}\n`;
    })
    .join("");

/** The login shell of the user, or sh where that is no shell. */
const loginShell = `$(command -v getent >/dev/null && getent passwd "$(id -u)" | cut -d: -f7)
case \${_shell##*/} in sh | bash | dash | ash | ksh | zsh) ;; *) _shell=/bin/sh ;; esac`;

/**
 * The command for a shell, the user's own unless another is named. All of it travels by stdin and through pipes, so that
 * neither the command nor its environment shows in a list of processes, and none of it touches a disk.
 */
export const commandScript = ({ command, stdin, environment }: Command, shell = loginShell): string => `
${exported(environment)}_shell=${shell}
printf %s ${quote(stdin)} | {
  exec 4<&0
  printf %s ${quote(command)} | "$_shell" /dev/fd/3 3<&0 0<&4 4<&-
}`;

/**
 * Runs a script and waits for its very end.
 * @throws {RunFailed} when it did not come to it.
 */
export async function runWhole(shell: RemoteShell, host: string, script: string, timeoutSeconds: number): Promise<Answer> {
  const mark = `conform${randomBytes(12).toString("hex")}`;
  const framed = `printf '%s.begin\\n' ${mark}\n(${script}\n)\nprintf '%s.end.%s\\n' ${mark} "$?"\n`;
  const answer = await shell.run(framed, { timeoutSeconds });
  const begin = answer.stdout.indexOf(`${mark}.begin\n`);
  const end = answer.stdout.lastIndexOf(`${mark}.end.`);
  if (begin < 0 || end < begin) throw new RunFailed(host, `the command did not come to its end (status ${answer.status})`);
  const status = Number.parseInt(answer.stdout.slice(end + `${mark}.end.`.length), 10);
  return { stdout: answer.stdout.slice(begin + `${mark}.begin\n`.length, end), stderr: answer.stderr, status };
}

export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, one) => rest.replaceAll(one, "[secret]"), text);

/** What a failed command said: never the command itself, which may hold what nobody shall read. */
export function failureOf(status: number, { stdout, stderr }: Output, { secrets, silent }: Pick<Command, "secrets" | "silent">): string {
  const ended = `the command ended with status ${status}`;
  if (silent) return `${ended}; what it said isn't shown, because the command is a secret`;
  const said = [stderr, stdout].map((text) => printable(withoutSecrets(text, secrets)).trim().slice(-2000)).filter((text) => text !== "");
  return [ended, ...said].join("\n");
}

/** @throws {UserError} when the command fails. */
export async function runOn(shell: RemoteShell, host: string, command: Command): Promise<Output> {
  const { stdout, stderr, status } = await runWhole(shell, host, commandScript(command), command.timeoutSeconds);
  const output = { stdout: trimmed(stdout), stderr: trimmed(stderr) };
  if (status !== 0) throw new UserError(`${host}: ${failureOf(status, output, command)}`);
  return output;
}
