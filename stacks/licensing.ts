import type { Facility } from "#inventory/facility.ts";
import { LicenceServer } from "#licensing/component.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

/** Every licence server, on its host. */
export function declareLicensing(facility: Facility, chain: RoleChain): void {
  for (const server of facility.licenceServers.values()) {
    const host = facility.hosts.get(server.host);
    if (host !== undefined) new LicenceServer(server.id, { server, host, chain });
  }
}
