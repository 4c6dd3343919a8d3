import { randomBytes } from "node:crypto";
import type { RemoteShell } from "#core/connection.ts";
import { RunFailed, UserError } from "#core/errors.ts";
import { quote } from "#core/sh.ts";
import { printable } from "#pulumi/printable.ts";
import { reveal } from "#pulumi/values.ts";
import type { Wire } from "#pulumi/values.ts";

/** A command as @pulumi/command describes it, in clear: for memory only. */
export interface Command {
  readonly command: string;
  readonly stdin: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** One newline at the end is the shell's, not the answer's. */
export const trimmed = (text: string): string => text.replace(/\r?\n$/, "");

const exports = (environment: Command["environment"]): string =>
  Object.entries(environment)
    .map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UserError(`"${name}" can't be the name of an environment variable`);
      return `export ${name}=${quote(value)}\n`;
    })
    .join("");

/**
 * The command for the login shell of the user, or for sh where that is no shell. Everything in it travels by stdin, so that
 * neither the command nor its environment shows in the host's list of processes.
 */
export function commandScript({ command, stdin, environment }: Command, mark: string): string {
  return `${exports(environment)}_shell=$(command -v getent >/dev/null && getent passwd "$(id -u)" | cut -d: -f7)
case \${_shell##*/} in sh | bash | dash | ash | ksh | zsh) ;; *) _shell=/bin/sh ;; esac
printf '%s.begin\\n' ${mark}
printf %s ${quote(stdin)} | "$_shell" /dev/fd/3 3<<'${mark}'
${command}
${mark}
_status=$?
printf '%s.end.%s\\n' ${mark} "$_status"
`;
}

export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, one) => rest.replaceAll(one, "[secret]"), text);

/** What a failed command said: never the command itself, which may hold what nobody shall read. */
export function failureOf(status: number, { stdout, stderr }: Output, secrets: readonly string[]): string {
  const said = [stderr, stdout].map((text) => printable(withoutSecrets(text, secrets)).trim().slice(-2000)).filter((text) => text !== "");
  return [`the command ended with status ${status}`, ...said].join("\n");
}

/** @throws {UserError} when the command fails. */
export async function runOn(shell: RemoteShell, host: string, command: Command, timeoutSeconds: number, secrets: readonly string[]): Promise<Output> {
  const mark = `conform${randomBytes(12).toString("hex")}`;
  const answer = await shell.run(commandScript(command, mark), { timeoutSeconds });
  const begin = answer.stdout.indexOf(`${mark}.begin\n`);
  const end = answer.stdout.lastIndexOf(`${mark}.end.`);
  if (begin < 0 || end < begin) throw new RunFailed(host, `the command did not come to its end (status ${answer.status})`);
  const stdout = answer.stdout.slice(begin + `${mark}.begin\n`.length, end);
  const status = Number.parseInt(answer.stdout.slice(end + `${mark}.end.`.length), 10);
  const output = { stdout: trimmed(stdout), stderr: trimmed(answer.stderr) };
  if (status !== 0) throw new UserError(`${host}: ${failureOf(status, output, secrets)}`);
  return output;
}

export const textOf = (value: Wire | undefined): string => {
  const text = value === undefined ? undefined : reveal(value);
  return typeof text === "string" ? text : "";
};
