import { access } from "./folders.ts";
import { user, type LabHost } from "./hosts.ts";
import { attempt, run, type Finished } from "./run.ts";

/** How the OpenSSH client reaches a host: `ssh ARGS`. */
export const sshArgs = (name: string, command: readonly string[] = []): string[] => ["-F", access.sshConfig, name, ...command];

/** Runs sh text on a host, by its stdin, and hands back how that went. */
export const onHost = (host: LabHost, script: string, timeout = 30_000): Promise<Finished> =>
  attempt("ssh", sshArgs(host.name, ["sh", "-s"]), { input: script, timeout });

/** A fresh key without a passphrase: `path` and `path.pub`. */
export async function generateKey(path: string, comment: string): Promise<void> {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]);
}

/** A client configuration in which each host has its name, and no key but the recorded one is believed. */
export function sshConfig(hosts: readonly LabHost[]): string {
  const named = hosts.map((host) => `Host ${host.name} ${host.address}\n  HostName ${host.address}\n`);
  return `${named.join("")}Host *
  User ${user}
  IdentityFile "${access.key}"
  IdentitiesOnly yes
  PreferredAuthentications publickey
  UserKnownHostsFile "${access.knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ConnectTimeout 5
  LogLevel ERROR
`;
}
