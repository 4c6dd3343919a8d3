import { baselineRoles } from "#baseline/roles.ts";
import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { licensingRoles } from "#licensing/roles.ts";
import { storageRoles } from "#storage/roles.ts";
import { suiteRoles } from "#suites/roles.ts";

/** Everything that a host shall be, in the order in which the stack applies it. */
export const rolesOfHost = (facility: Facility, host: Host): DeclaredRole[] => [
  ...baselineRoles(facility, host),
  ...storageRoles(facility, host),
  ...licensingRoles(facility, host),
  ...suiteRoles(facility, host),
];
