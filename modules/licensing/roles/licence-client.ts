import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, LicenceServer } from "#inventory/facility.ts";
import { askedAt, hostsOf } from "#licensing/server-address.ts";
import { directory } from "#states/directory.ts";
import { file } from "#states/file.ts";
import { reachable } from "#states/reachable.ts";

const variableOf = { flexnet: "LM_LICENSE_FILE", rlm: "RLM_LICENSE", sesinetd: "SESI_LMHOST" } as const satisfies Record<
  LicenceServer["manager"],
  string
>;

/**
 * Where a suite's applications look for their licences, in shells and on the desktop: `port@host`, as every manager understands it. The three
 * servers of a triad are one entry with commas, in the order of the licence file.
 */
export function licenceClient(facility: Facility, ids: readonly string[]): DeclaredRole {
  const servers = ids.flatMap((id) => facility.licenceServers.get(id) ?? []);
  if (servers.length === 0) return role("licence-client", []);
  const addressOf = (id: string): string => {
    const host = facility.hosts.get(id);
    return (host && askedAt(host.interfaces, facility.networks)?.ip) ?? id;
  };
  const addressesOf = (server: LicenceServer): readonly string[] => hostsOf(server).map(addressOf);
  const entryOf = (server: LicenceServer): string =>
    addressesOf(server)
      .map((address) => `${server.port}@${address}`)
      .join(",");
  const variables = [...Map.groupBy(servers, ({ manager }) => manager)].map(
    ([manager, all]) => `${variableOf[manager]}=${all.map(entryOf).join(":")}\n`,
  );
  return role("licence-client", [
    file({ path: "/etc/profile.d/licences.sh", content: variables.map((variable) => `export ${variable}`).join("") }),
    directory({ path: "/etc/environment.d", mode: "0755" }),
    file({ path: "/etc/environment.d/90-licences.conf", content: variables.join("") }),
    servers.flatMap((server) =>
      addressesOf(server).flatMap((host) =>
        [server.port, ...server.vendorPorts].map((port) =>
          reachable({ host, port }, { audit: true, why: `applications here ask ${server.id} for their licences` }),
        ),
      ),
    ),
  ]);
}
