import { baselineChecks } from "#baseline/checks.ts";
import { facilityChecks } from "#facility/checks.ts";
import type { CrossCheck } from "#inventory/cross-check.ts";
import { licensingChecks } from "#licensing/checks.ts";
import { storageChecks } from "#storage/checks.ts";
import { suiteChecks } from "#suites/checks.ts";

/** Everything that an inventory is held against before anything is done with it. */
export const crossChecks: readonly CrossCheck[] = [
  ...facilityChecks,
  ...suiteChecks,
  ...storageChecks,
  ...licensingChecks,
  ...baselineChecks,
];
