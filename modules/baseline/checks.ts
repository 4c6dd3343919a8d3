import type { CrossCheck } from "#inventory/cross-check.ts";
import { repositories } from "#baseline/checks/repositories.ts";

/** What must be true of baselines and of where packages come from. */
export const baselineChecks: readonly CrossCheck[] = [repositories];
