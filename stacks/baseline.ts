import { SecurityBaseline } from "#baseline/component.ts";
import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import type { RolesFor } from "./placed-role.ts";

/** What every host must be, whatever its work. */
export function declareBaseline(facility: Facility, chain: RoleChain, rolesFor: RolesFor): Map<string, SecurityBaseline> {
  const baselines = new Map<string, SecurityBaseline>();
  for (const host of facility.hosts.values()) {
    const roles = rolesFor(host, "baseline", host.id);
    if (roles.length > 0) baselines.set(host.id, new SecurityBaseline(host.id, { host, roles, chain }));
  }
  return baselines;
}
