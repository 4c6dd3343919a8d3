import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import { ProjectDatabase, SanVolume } from "#storage/component.ts";
import type { RolesFor } from "./placed-role.ts";

/** Every volume and every project database, on the server that offers it. */
export function declareStorage(facility: Facility, chain: RoleChain, rolesFor: RolesFor): Map<string, SanVolume> {
  const volumes = new Map<string, SanVolume>();
  for (const { id, server: host } of facility.volumes.values()) {
    const server = facility.hosts.get(host);
    if (server !== undefined) volumes.set(id, new SanVolume(id, { server, roles: rolesFor(server, "volume", id), chain }));
  }
  for (const { id, host } of facility.projectDatabases.values()) {
    const server = facility.hosts.get(host);
    if (server !== undefined) new ProjectDatabase(id, { server, roles: rolesFor(server, "database", id), chain });
  }
  return volumes;
}
