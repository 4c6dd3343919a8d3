import type { Written, WrittenSuite } from "#inventory/written.ts";
import { hostsOf } from "#licensing/server-address.ts";

/** Something that hosts do for suites. */
export interface Service {
  /** What suites do, before the name of a host: `mounts volume projects of`. */
  readonly use: string;
  readonly hosts: readonly string[];
  /** How many of its hosts may be away. */
  readonly spare: number;
  readonly suites: ReadonlySet<string>;
}

/** Everything that suites depend on besides each other: their own hosts, volumes, licence servers and project databases. */
export function listServices(written: Written): readonly Service[] {
  const { suites, volumes, storage_systems, licence_servers, project_databases } = written;
  const own = [...suites].map(([id, { hosts }]) => ({ use: "is on", hosts, spare: 0, suites: new Set([id]) }));
  const mounting = usersOf(written, ({ mounts }) => mounts.map(({ volume }) => volume));
  const asking = usersOf(written, ({ licences }) => licences);
  const opening = usersOf(written, ({ databases }) => databases);
  return [
    ...own,
    ...[...volumes].map(([id, { server, system }]) => ({
      use: `mounts volume ${id} of`,
      hosts: [...new Set([server, ...(storage_systems.get(system ?? "")?.servers ?? [])])],
      spare: 0,
      suites: mounting.get(id) ?? new Set<string>(),
    })),
    ...[...licence_servers].map(([id, server]) => ({
      use: `asks licence server ${id} on`,
      hosts: hostsOf(server),
      // Two of a triad are enough.
      spare: server.triad.length > 0 ? 1 : 0,
      suites: asking.get(id) ?? new Set<string>(),
    })),
    ...[...project_databases].map(([id, { host }]) => ({
      use: `opens project database ${id} on`,
      hosts: [host],
      spare: 0,
      suites: opening.get(id) ?? new Set<string>(),
    })),
  ];
}

function usersOf({ suites }: Written, uses: (suite: WrittenSuite) => readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [id, suite] of suites) for (const used of uses(suite)) users.set(used, (users.get(used) ?? new Set()).add(id));
  return users;
}
