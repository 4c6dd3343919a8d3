import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import { SanVolume } from "#storage/component.ts";

/** Every volume, on the server that offers it. */
export function declareStorage(facility: Facility, chain: RoleChain): Map<string, SanVolume> {
  const volumes = new Map<string, SanVolume>();
  for (const volume of facility.volumes.values()) {
    const server = facility.hosts.get(volume.server);
    if (server !== undefined) volumes.set(volume.id, new SanVolume(volume.id, { facility, volume, server, chain }));
  }
  return volumes;
}
