import type { CrossCheck } from "#inventory/cross-check.ts";
import { backups } from "#storage/checks/backups.ts";
import { databases } from "#storage/checks/databases.ts";
import { demand } from "#storage/checks/demand.ts";
import { fill } from "#storage/checks/fill.ts";
import { groups } from "#storage/checks/groups.ts";
import { iscsi } from "#storage/checks/iscsi.ts";
import { mountPaths } from "#storage/checks/mounts.ts";
import { nfsClients } from "#storage/checks/nfs-clients.ts";
import { stornext } from "#storage/checks/stornext.ts";
import { suiteLinks } from "#storage/checks/suite-links.ts";
import { volumeParts } from "#storage/checks/volumes.ts";

/** Whether suites get from the storage what they ask for. `conform capacity` shows the same in figures. */
export const capacityChecks: readonly CrossCheck[] = [demand, suiteLinks];

/** What must be true of volumes, those who mount them, and project databases. */
export const storageChecks: readonly CrossCheck[] = [
  backups,
  databases,
  ...capacityChecks,
  fill,
  groups,
  iscsi,
  mountPaths,
  nfsClients,
  stornext,
  volumeParts,
];
