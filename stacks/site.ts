import { ConformProvider } from "#pulumi/host-role.ts";
import { roleChain } from "#pulumi/role-chain.ts";
import type { Facility } from "#inventory/facility.ts";
import { declareBaseline } from "./baseline.ts";
import { declareLicensing } from "./licensing.ts";
import type { RolesFor } from "./placed-role.ts";
import { rolesOfHost } from "./roles-of-host.ts";
import { declareStorage } from "./storage.ts";
import { declareSuites } from "./suites.ts";
import { declareTime } from "./time.ts";

/** A whole site as Pulumi resources. The same program runs under `pulumi up` and under `conform up`. */
export function declareSite(facility: Facility, inventory: string): void {
  const chain = roleChain(new ConformProvider(facility.id, { inventory }));
  const roles = new Map(
    [...facility.hosts.values()].map((host) => [host.id, host.management === "managed" ? rolesOfHost(facility, host) : []]),
  );
  const rolesFor: RolesFor = (host, layer, id) =>
    (roles.get(host.id) ?? []).filter(({ partOf }) => partOf.layer === layer && partOf.id === id);
  const baselines = declareBaseline(facility, chain, rolesFor);
  const volumes = declareStorage(facility, chain, rolesFor);
  declareLicensing(facility, chain, rolesFor);
  declareSuites(facility, chain, rolesFor, volumes);
  declareTime(facility, chain, rolesFor, baselines);
}
