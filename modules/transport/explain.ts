import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import type { Login } from "#transport/login.ts";
import { printable } from "#transport/printable.ts";

/** The host refused what we are or know (a user, a key, a password). Trying again would only look like an attack. */
export class Refused extends UserError {}

type Failure = Error & { readonly code?: unknown; readonly level?: string; readonly reason?: unknown };

/** What went wrong on the way to a host, in words its user can act upon. */
export function explain(error: Failure, { address, port }: Connection, lists: readonly string[] = []): UserError {
  if (error instanceof UserError) return error;
  const known = byCode(String(error.code), address, port) ?? byMessage(error, port, lists);
  return known ?? new UserError(`the connection failed: ${printable(error.message)}`);
}

function byCode(code: string, address: string, port: number): UserError | undefined {
  switch (code) {
    case "ECONNREFUSED":
      return new UserError(`refused the connection on port ${port}`, "Is sshd running there, and on this port?");
    case "ENOTFOUND":
      return new UserError(`the name ${address} is not known`, "Check the address in the inventory, and this machine's DNS.");
    case "EAI_AGAIN":
      return new UserError(`the name ${address} could not be looked up`, "No DNS server answers: check this machine's network.");
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
      return new UserError(`nothing answers at ${address}`, "Is the host switched on and on the network?");
    case "ENETUNREACH":
      return new UserError(`there is no route to ${address}`, "Check this machine's network: VPN, gateway.");
    case "ETIMEDOUT":
      return new UserError(`no answer from ${address} port ${port}`, dropped);
    case "ECONNRESET":
    case "EPIPE":
      return hungUp();
    case "EMFILE":
      return new UserError("this machine has no file descriptor left", "Raise `ulimit -n`, or lower --parallel.");
    default:
      return undefined;
  }
}

const hungUp = (): UserError =>
  new UserError(
    "hung up before we were logged in",
    "sshd turns clients away that come too often (MaxStartups, PerSourcePenalties), and so do fail2ban and hosts.deny. See its journal.",
  );

function byMessage(error: Failure, port: number, lists: readonly string[]): UserError | undefined {
  const { message } = error;
  const missing = /no matching (.+)$/.exec(message)?.[1];
  if (missing !== undefined) {
    const last = (side: string): string =>
      lists.findLast((line) => line.startsWith(`Handshake: (${side})`))?.replace(/^.*?: .*?: /, "") ?? "unknown";
    return new UserError(
      `has no ${missing} in common with us: we take ${last("local")}; it offers ${printable(last("remote"))}`,
      "Its sshd is too old or too strict. For a host key: make one of a type that is offered known to us.",
    );
  }
  if (/closed|Connection lost before handshake|No response from server/.test(message)) return hungUp();
  if (/identification string|Header|greeting lines|expected newline/i.test(message))
    return new UserError(`what answers on port ${port} is not an SSH server`, "Check address and port in the inventory.");
  if (/agent/i.test(error.level ?? ""))
    return new UserError(`the agent failed: ${printable(message)}`, "Is the agent at SSH_AUTH_SOCK running? `ssh-add -l` asks it.");
  if (/Channel open failure/.test(message))
    return error.reason === 1
      ? new UserError("the jump host may not forward to it", "Allow it in the jump host's sshd_config: AllowTcpForwarding, PermitOpen.")
      : new UserError(
          `the jump host can't reach it on port ${port} (${printable(message.replace("(SSH) Channel open failure: ", ""))})`,
          "Is the host switched on, and does the jump host know the way?",
        );
  if (/Not connected/.test(message)) return new UserError("the connection to the jump host was lost");
  return undefined;
}

type Phase = "lookup" | "connection" | "greeting" | "login";

/** What to say when the host let us wait. */
export const noAnswer = ({ address, port }: Connection, seconds: number, phase: Phase): UserError =>
  ({
    lookup: new UserError(`the name ${address} could not be looked up within ${seconds} s`, "Does this machine's DNS server answer?"),
    connection: new UserError(`no answer from ${address} port ${port} within ${seconds} s`, dropped),
    greeting: new UserError(
      `took the connection on port ${port} but did not get through an SSH handshake within ${seconds} s`,
      "Is that sshd, and is the host overloaded or its sshd stopped?",
    ),
    login: new UserError(
      `did not say within ${seconds} s whether we may log in`,
      "Is the directory server (LDAP, AD) that it asks reachable?",
    ),
  })[phase];

const dropped = "Is the host switched on? Does a firewall drop the packets?";

/** @param methods what the server still takes; null when we had nothing to show it. */
export function refusedLogin({ user }: Connection, login: Login, methods: readonly string[] | null): UserError {
  if (methods === null)
    return new UserError(
      `could not log in: ${login.what} ${login.what.endsWith("keys") ? "are" : "is"} not there`,
      "`ssh-add -l` lists what the agent holds, `ssh-add FILE` adds a key.",
    );
  if (!methods.includes("publickey"))
    return new Refused(
      `refused ${user}: it takes no keys, only ${printable(methods.join(", "))}`,
      "PubkeyAuthentication yes in its sshd_config; if it took the key and wants more: Conform gives no second factor.",
    );
  return new Refused(
    `refused ${user} with ${login.what}`,
    `Is the public key in ~${user}/.ssh/authorized_keys on the host, and may ${user} log in (AllowUsers, account expired)?`,
  );
}
