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

/** Hosts by what another tool calls them, for it names the way to a host as `user@machine:port`. */
export class Machines {
  readonly #known = new Map<string, { readonly id: string; readonly reach: Reach }[]>();
  readonly #jumps = new Map<string, string>();

  /** Another host, by its names there. */
  add(id: string, names: readonly string[], reach: Reach): void {
    if (reach.jump !== undefined) this.#jumps.set(id, reach.jump);
    for (const name of new Set([...names, id, ...(reach.address === undefined ? [] : [reach.address])].map((name) => name.toLowerCase())))
      this.#known.set(name, [...(this.#known.get(name) ?? []), { id, reach }]);
  }

  /** Turns all jumps into jumps over hosts of ours. */
  writeJumps(draft: Draft): void {
    for (const [host, jump] of this.#jumps) {
      const [id, another] = this.#find(jump).filter((id) => id !== host);
      if (id !== undefined && another === undefined) sshOf(draft, host)["jump"] = id;
      else {
        const why = another === undefined ? "no host is called so or has this address" : "several hosts have this address";
        draft.leaveOut(`the way through ${jump}`, host, `${why}; describe it, and name it in ssh.jump`);
      }
    }
  }

  /** The hosts that a jump may mean: behind one address several may be told apart by their ports. */
  #find(jump: string): readonly string[] {
    const { host, port = "22", user } = splitJump(jump);
    const named = this.#known.get(host.toLowerCase()) ?? [];
    const atPort = named.filter(({ reach }) => (reach.port ?? "22") === port);
    const asUser = atPort.filter(({ reach }) => reach.user === user);
    return (asUser.length > 0 ? asUser : atPort.length > 0 ? atPort : named).map(({ id }) => id);
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
