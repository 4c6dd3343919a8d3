import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import type { SanVolume } from "#storage/component.ts";
import { EditSuite } from "#suites/component.ts";

/** Every suite, with the volumes that it mounts. */
export function declareSuites(facility: Facility, chain: RoleChain, volumes: ReadonlyMap<string, SanVolume>): void {
  for (const suite of facility.suites.values()) {
    const exports = suite.mounts.flatMap(({ volume }) => volumes.get(volume)?.export ?? []);
    const hosts = suite.hosts.flatMap((id) => facility.hosts.get(id) ?? []);
    new EditSuite(suite.id, { facility, suite, hosts, chain, exports });
  }
}
