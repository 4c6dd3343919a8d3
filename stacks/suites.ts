import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import type { SanVolume } from "#storage/component.ts";
import { EditSuite } from "#suites/component.ts";
import type { RolesFor } from "./placed-role.ts";

/** Every suite, with the volumes that it mounts. */
export function declareSuites(facility: Facility, chain: RoleChain, rolesFor: RolesFor, volumes: ReadonlyMap<string, SanVolume>): void {
  for (const suite of facility.suites.values()) {
    const exports = suite.mounts.flatMap(({ volume }) => volumes.get(volume)?.exports ?? []);
    const hosts = suite.hosts.flatMap((id) => {
      const host = facility.hosts.get(id);
      return host === undefined ? [] : [{ host, roles: rolesFor(host, "suite", suite.id) }];
    });
    new EditSuite(suite.id, { hosts, chain, exports });
  }
}
