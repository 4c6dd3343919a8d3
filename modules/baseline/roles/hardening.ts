import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { packages } from "#states/package.ts";
import { sysctl } from "#states/sysctl.ts";

/** What makes a host harder to misuse: kernel settings, no needless tools. */
export function hardening(facility: Facility, host: Host): DeclaredRole {
  const baseline = baselineOf(facility, host);
  if (baseline === undefined) return role("hardening", []);
  return role("hardening", [
    baseline.packages.length > 0 && packages({ names: baseline.packages }),
    baseline.absentPackages.length > 0 && packages({ names: baseline.absentPackages, ensure: "absent" }),
    baseline.sysctls.map(({ name, value, why, controls }) => sysctl({ name, value }, { controls, ...(why === undefined ? {} : { why }) })),
  ]);
}
