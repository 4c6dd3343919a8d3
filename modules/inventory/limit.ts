import picomatch from "picomatch";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import type { Facility, Host } from "#inventory/facility.ts";

const kinds = ["suite", "class", "baseline", "volume", "server"] as const;

/** A group of hosts, and what its name is the name of. */
interface Group {
  readonly kind: (typeof kinds)[number];
  readonly name: string;
  readonly hosts: readonly string[];
}

function listGroups({ suites, hosts, volumes, licenceServers }: Facility): Group[] {
  return [
    ...[...suites.values()].flatMap((suite): Group[] => [
      { kind: "suite", name: suite.id, hosts: suite.hosts },
      { kind: "class", name: suite.class, hosts: suite.hosts },
    ]),
    ...[...hosts.values()].flatMap(({ id, baseline }): Group[] =>
      baseline === undefined ? [] : [{ kind: "baseline", name: baseline, hosts: [id] }],
    ),
    ...[...volumes.values()].map(({ id, server }): Group => ({ kind: "volume", name: id, hosts: [server] })),
    ...[...licenceServers.values()].map(({ id, host, triad }): Group => ({ kind: "server", name: id, hosts: [host, ...triad] })),
  ];
}

/**
 * The names by which `--limit` can call several hosts at once: suites, suite classes, baselines, volumes, licence servers. Where two of
 * different kinds have one name, it would call hosts that nobody meant: each then has its kind before its name, as in `class-online`.
 */
export function groupsOf(facility: Facility): ReadonlyMap<string, ReadonlySet<string>> {
  const all = listGroups(facility);
  const sharing = new Map<string, Set<Group["kind"]>>();
  for (const { kind, name } of all) sharing.set(name, (sharing.get(name) ?? new Set()).add(kind));
  const groups = new Map<string, Set<string>>();
  for (const { kind, name, hosts } of all) {
    const called = sharing.get(name)?.size === 1 ? name : `${kind}-${name}`;
    const members = groups.get(called) ?? new Set();
    groups.set(called, members);
    for (const host of hosts) members.add(host);
  }
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
  const several = names.filter((name) => kinds.some((kind) => name === `${kind}-${group}`));
  if (several.length > 1)
    throw new UserError(`${option}: "${group}" is the name of several groups`, `Say which one: ${several.join(" or ")}.`);
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
