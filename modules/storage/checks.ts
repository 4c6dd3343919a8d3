import type { CrossCheck } from "#inventory/cross-check.ts";
import { databases } from "#storage/checks/databases.ts";
import { groups } from "#storage/checks/groups.ts";
import { iscsi } from "#storage/checks/iscsi.ts";
import { mountPaths } from "#storage/checks/mounts.ts";
import { volumeParts } from "#storage/checks/volumes.ts";

/** What must be true of volumes, those who mount them, and project databases. */
export const storageChecks: readonly CrossCheck[] = [databases, groups, iscsi, mountPaths, volumeParts];
