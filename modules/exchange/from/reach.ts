import { splitJump } from "#exchange/from/ssh-options.ts";
import type { SshWords } from "#exchange/from/ssh-options.ts";
import type { Draft } from "#exchange/from/draft.ts";
import { wholeNumberOf } from "#exchange/from/yaml.ts";

/** How another tool reaches a host. */
export interface Reach extends Omit<SshWords, "leftOut"> {
  readonly address?: string;
  readonly become?: "sudo" | "none";
}

/** Writes how a host is reached into its entry. The jump comes later, when all hosts are known. */
export function writeReach(draft: Draft, id: string, reach: Reach): void {
  const { address, port, user, identityFile, knownHosts, hostKeys, become } = reach;
  const paths = [["identity_file", identityFile] as const, ["known_hosts", knownHosts] as const].filter(([what, path]) => {
    if (path === undefined || /^(?:\/|~\/)/.test(path)) return path !== undefined;
    draft.leaveOut(what, id, "its path is relative, and nobody knows to what");
    return false;
  });
  const ssh = {
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port: wholeNumberOf(port) ?? port }),
    ...(user !== undefined && { user }),
    ...Object.fromEntries(paths),
    ...(hostKeys !== undefined && { host_keys: [...hostKeys] }),
    ...(become !== undefined && { become }),
  };
  if (Object.keys(ssh).length > 0) draft.entry("hosts", id).value["ssh"] = ssh;
}

/** Turns the jumps of another tool, which name machines, into jumps over hosts of ours. */
export function writeJumps(draft: Draft, jumps: ReadonlyMap<string, string>, idOf: (machine: string) => string | undefined): void {
  for (const [host, jump] of jumps) {
    const id = idOf(splitJump(jump).host.toLowerCase());
    if (id === undefined || id === host)
      draft.leaveOut(`the way through ${jump}`, host, "no host is called so or has this address; describe it, and name it in ssh.jump");
    else sshOf(draft, host)["jump"] = id;
  }
}

const shared = ["user", "port", "identity_file", "known_hosts", "become"];

/** Says once, at the facility, what every host says. */
export function shareReach(draft: Draft): void {
  const hosts = [...draft.entries("hosts").keys()];
  const facility: { [key: string]: unknown } = {};
  for (const key of shared) {
    const values = hosts.map((host) => sshOf(draft, host, false)[key]);
    const common = mostCommon(values);
    if (common === undefined || values.includes(undefined)) continue;
    facility[key] = common;
    for (const host of hosts) {
      const ssh = sshOf(draft, host, false);
      if (ssh[key] === common) delete ssh[key];
      if (Object.keys(ssh).length === 0) delete draft.entry("hosts", host).value["ssh"];
    }
  }
  draft.facility.value["ssh"] = facility;
}

function sshOf(draft: Draft, host: string, make = true): { [key: string]: unknown } {
  const { value } = draft.entry("hosts", host);
  const ssh = value["ssh"];
  if (typeof ssh === "object" && ssh !== null) return ssh as { [key: string]: unknown }; // only this file writes it
  const made = {};
  if (make) value["ssh"] = made;
  return made;
}

function mostCommon(values: readonly unknown[]): unknown {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
