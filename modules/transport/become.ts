import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { Refused } from "#transport/explain.ts";
import { command } from "#transport/loop.ts";
import { printable } from "#transport/printable.ts";

/**
 * The line that the login shell is given. With a password sudo is told to ask for it on stdin, with a prompt that nothing else can print;
 * without one it may not ask. It is never probed first: on some hosts a refused `sudo -n` counts towards a lock-out.
 */
export function startCommand(become: Connection["become"], guard: string, prompt: string | undefined): string {
  if (become === "none") return command(guard);
  // sudo writes %% as %: the order that a login shell may echo is not the prompt
  return `env LC_ALL=C LANGUAGE=C sudo ${prompt === undefined ? "-n" : `-S -p ${prompt.replaceAll("%", "%%")}`} ${command(guard)}`;
}

/** Why there is no root shell, from what the host said before it hung up. sudo speaks English because it was started with LC_ALL=C. */
export function whyNoShell(
  connection: Connection,
  said: { readonly stdout: string; readonly stderr: string; readonly status: number | undefined },
): UserError {
  const { user, become } = connection;
  const words = printable(`${said.stderr}\n${said.stdout}`);
  const quoted = words === "" ? "without a word" : `saying "${words}"`;
  if (/not available|nologin/i.test(said.stdout))
    return new UserError(
      `${user} may not run commands (${quoted})`,
      `Its login shell is nologin: \`usermod -s /bin/sh ${user}\`, or log in as another user.`,
    );
  if (become === "sudo") {
    if (/password is required|terminal is required to read the password/.test(said.stderr))
      return new Refused(
        `sudo asks ${user} for a password, and none is declared`,
        "Declare become_password, or allow sudo without one (NOPASSWD) for this user.",
      );
    if (/not in the sudoers|is not allowed to|may not run sudo/.test(said.stderr))
      return new Refused(
        `${user} may not become root with sudo (${quoted})`,
        `Add \`${user} ALL=(ALL) ALL\` to the host's sudoers, or ${user} to its group sudo or wheel.`,
      );
    if (/must have a tty|no tty present/.test(said.stderr))
      return new Refused(`sudo wants a terminal for ${user}`, `Add \`Defaults:${user} !requiretty\` to the host's sudoers.`);
    if (/incorrect password|no password was provided/.test(said.stderr)) return wrongPassword(connection);
    if (said.status === 127) return new Refused("there is no sudo on it", "Install sudo, or log in as root with become: none.");
  }
  const status = said.status === undefined ? "" : ` with status ${said.status}`;
  return new UserError(
    `the shell of ${user} ended${status} before it ran a command, ${quoted}`,
    `Try by hand: \`ssh ${user}@${connection.address} true\`. A login shell like /bin/false or a ForceCommand does this.`,
  );
}

/** What keeps a shell that said hello from being of use. */
export function problemIn(greeting: string, { user }: Connection, anyUser: boolean): UserError | undefined {
  const [uid = "", ...lacks] = greeting.split(" ");
  if (lacks.length > 0)
    return new UserError(
      `it lacks ${lacks.join(", ")}`,
      "Conform needs a POSIX shell with printf, head -c and timeout (coreutils or BusyBox), and /proc.",
    );
  if (uid !== "0" && !anyUser) return new UserError(`${user} is not root there (uid ${printable(uid)})`, "Declare become: sudo.");
  return undefined;
}

export const wrongPassword = ({ user }: Connection): Refused =>
  new Refused(
    `sudo refuses the password of ${user}`,
    "Check become_password. It was sent once and is not sent again in this run. Some hosts count the interrupted second prompt too: `Defaults passwd_tries=1` stops that.",
  );
