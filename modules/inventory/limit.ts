import picomatch from "picomatch";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** The names by which `--limit` can call several hosts at once: suites, suite classes, baselines, volumes, licence servers. */
export function groupsOf(facility: Facility): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  const add = (group: string, hosts: readonly string[]): void => {
    const members = groups.get(group) ?? new Set();
    for (const host of hosts) members.add(host);
    groups.set(group, members);
  };
  for (const suite of facility.suites.values()) {
    add(suite.id, suite.hosts);
    add(suite.class, suite.hosts);
  }
  for (const host of facility.hosts.values()) if (host.baseline !== undefined) add(host.baseline, [host.id]);
  for (const volume of facility.volumes.values()) add(volume.id, [volume.server]);
  for (const server of facility.licenceServers.values()) add(server.id, [server.host]);
  return groups;
}

/**
 * The hosts of a group that an option names.
 *
 * @throws {UserError} saying which group was meant.
 */
export function membersOf(groups: ReadonlyMap<string, ReadonlySet<string>>, group: string, option: string): ReadonlySet<string> {
  const members = groups.get(group);
  if (members !== undefined) return members;
  const names = [...groups.keys()];
  throw new UserError(`${option}: no group is called "${group}"${didYouMean(group, names)}`, `Groups are: ${names.join(", ")}.`);
}

/**
 * The hosts that a limit names, in the inventory's order: host names and globs, `@group`, `!` to leave out, separated by commas.
 *
 * @example limitHosts(facility, "suite-*,!suite-03")
 * @throws {UserError} when a part of it matches nothing, so that a typing mistake never looks like success.
 */
export function limitHosts(facility: Facility, limit: string | undefined): Host[] {
  const all = [...facility.hosts.values()];
  if (limit === undefined) return all;
  const groups = groupsOf(facility);
  const parts = limit.split(",").map((part) => part.trim());
  const namedBy = (part: string): ReadonlySet<string> => {
    if (part.startsWith("@")) return membersOf(groups, part.slice(1), "--limit");
    const matches = part === "" ? (): boolean => false : picomatch(part);
    const names = all.map(({ id }) => id).filter((id) => matches(id));
    if (names.length === 0) {
      throw new UserError(
        `--limit: no host matches "${part}"${didYouMean(part, [...facility.hosts.keys()])}`,
        "`conform hosts` lists hosts and their groups; a group is written @name.",
      );
    }
    return new Set(names);
  };
  const excluded = new Set(parts.filter((part) => part.startsWith("!")).flatMap((part) => [...namedBy(part.slice(1))]));
  const included = parts.filter((part) => !part.startsWith("!"));
  const wanted = included.length === 0 ? new Set(facility.hosts.keys()) : new Set(included.flatMap((part) => [...namedBy(part)]));
  const hosts = all.filter(({ id }) => wanted.has(id) && !excluded.has(id));
  if (hosts.length === 0) throw new UserError(`--limit ${limit} leaves no host`);
  return hosts;
}
