import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { file } from "#states/file.ts";

/** Files that the inventory gives to one host. */
export const files = (_: Facility, host: Host): DeclaredRole =>
  role(
    "files",
    host.files.map((want) => file({ ...want, makedirs: true })),
  );
