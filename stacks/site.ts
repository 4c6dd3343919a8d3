import { ConformProvider } from "#pulumi/host-role.ts";
import { roleChain } from "#pulumi/role-chain.ts";
import type { Facility } from "#inventory/facility.ts";
import { declareBaseline } from "./baseline.ts";
import { declareLicensing } from "./licensing.ts";
import { declareStorage } from "./storage.ts";
import { declareSuites } from "./suites.ts";

/** A whole site as Pulumi resources. The same program runs under `pulumi up` and under `conform up`. */
export function declareSite(facility: Facility, inventory: string): void {
  const chain = roleChain(new ConformProvider(facility.id, { inventory }));
  declareBaseline(facility, chain);
  const volumes = declareStorage(facility, chain);
  declareLicensing(facility, chain);
  declareSuites(facility, chain, volumes);
}
