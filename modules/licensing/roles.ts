import type { DeclaredRole } from "#core/declared.ts";
import type { LicenceServer } from "#inventory/facility.ts";
import { licenceHost, licenceService } from "#licensing/roles/licence-server.ts";

/** What a licence server asks of its host: the ground for the vendor's files, then the daemon. */
export const licenceServerRoles = (server: LicenceServer): DeclaredRole[] => [licenceHost(server), licenceService(server)];
