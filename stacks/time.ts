import type { SecurityBaseline } from "#baseline/component.ts";
import { servesTime } from "#baseline/roles/time-sync.ts";
import type { Facility } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import type { RolesFor } from "./placed-role.ts";

/** The clock of every host, last of all: those that give the time first, then those that ask them. */
export function declareTime(
  facility: Facility,
  chain: RoleChain,
  rolesFor: RolesFor,
  baselines: ReadonlyMap<string, SecurityBaseline>,
): void {
  const all = [...facility.hosts.values()].flatMap((host) => {
    const parent = baselines.get(host.id);
    return parent === undefined ? [] : rolesFor(host, "time", host.id).map((role) => ({ host, role, parent }));
  });
  const givers = all.filter(({ host }) => servesTime(facility, host));
  const clocks = givers.map(({ host, role, parent }) => chain.put(parent, host, role));
  for (const { host, role, parent } of all) if (!servesTime(facility, host)) chain.put(parent, host, role, clocks);
}
