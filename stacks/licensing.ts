import type { Facility } from "#inventory/facility.ts";
import { LicenceServer } from "#licensing/component.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import type { RolesFor } from "./placed-role.ts";

/** Every licence server, on its host. */
export function declareLicensing(facility: Facility, chain: RoleChain, rolesFor: RolesFor): void {
  for (const server of facility.licenceServers.values()) {
    const host = facility.hosts.get(server.host);
    if (host !== undefined) new LicenceServer(server.id, { server, host, roles: rolesFor(host, "licensing", server.id), chain });
  }
}
