import type { DeclaredRole } from "#core/declared.ts";
import { benchRole } from "./role.ts";

/** What `conform drift` looks at while it is measured: the 60 states that every tool is given, and no others. */
export const rolesOfHost = (): DeclaredRole[] => [benchRole()];
