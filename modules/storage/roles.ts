import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host, ProjectDatabase, Volume } from "#inventory/facility.ts";
import { projectDb } from "#storage/roles/project-db.ts";
import { volumeServer } from "#storage/roles/volume-server.ts";

/** What a volume asks of the host that serves it. Block devices and vendors' file systems are set up with the vendor's own tools. */
export const volumeRoles = (facility: Facility, volume: Volume, server: Host): DeclaredRole[] => [volumeServer(facility, volume, server)];

/** What a project database asks of its host. */
export const databaseRoles = (facility: Facility, database: ProjectDatabase, host: Host): DeclaredRole[] => [
  projectDb(facility, database, host),
];
