import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { showNames } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

/** A host runs one server of each version, and hosts are in a network that may open the databases of their suites. */
export const databases = crossCheck(
  {
    "database-twice": "a host runs one database server of each version",
    "no-client": "a project database is open to the hosts of the suites that use it",
  },
  function* (written) {
    yield* checkServers(written);
    yield* checkClients(written);
  },
);

function* checkServers({ hosts, project_databases }: Written): Generator<Problem> {
  const taken = new Map<string, string>();
  for (const [id, { host, version }] of project_databases) {
    // RHEL's packages make room for one server, Debian's for one of each version.
    const key = hosts.get(host)?.os.family === "rhel" ? host : `${host} ${version}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, id);
    else
      yield {
        id: "database-twice",
        path: ["project_databases", id, "host"],
        message: `host ${host} already runs project database ${other}`,
        related: ["project_databases", other, "host"],
      };
  }
}

function* checkClients({ hosts, suites, project_databases }: Written): Generator<Problem> {
  for (const [suite, { hosts: members, databases }] of suites) {
    const known = members.flatMap((member) => {
      const host = hosts.get(member);
      return host === undefined ? [] : [{ member, networks: Object.values(host.interfaces).map(({ network }) => network) }];
    });
    for (const [i, id] of databases.entries()) {
      const clients = project_databases.get(id)?.clients;
      if (clients === undefined) continue;
      const shut = known.filter(({ networks }) => !networks.some((network) => clients.includes(network))).map(({ member }) => member);
      if (shut.length > 0)
        yield {
          id: "no-client",
          path: ["suites", suite, "databases", i],
          message: `project database ${id} is open to no network of ${shut.length === 1 ? "host" : "hosts"} ${showNames(shut)}`,
          related: ["project_databases", id, "clients"],
        };
    }
  }
}
