import { SecurityBaseline } from "#baseline/component.ts";
import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

/** Every host that is held to a baseline. */
export function declareBaseline(facility: Facility, chain: RoleChain): void {
  for (const host of facility.hosts.values()) if (host.baseline !== undefined) new SecurityBaseline(host.id, { facility, host, chain });
}
