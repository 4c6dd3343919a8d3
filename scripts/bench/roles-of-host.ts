import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { rolesOfHost as declaredRoles } from "../../stacks/roles-of-host.ts";
import { benchRole } from "./role.ts";

/** What `conform drift` looks at while it is measured: everything that it would look at anyway, and the 60 states. */
export const rolesOfHost = (facility: Facility, host: Host): DeclaredRole[] => [...declaredRoles(facility, host), benchRole()];
