import type { CrossCheck } from "#inventory/cross-check.ts";
import { softwareParts } from "#suites/checks/software.ts";
import { testedSets } from "#suites/checks/tested-sets.ts";

/** What must be true of suites, their software and their days. */
export const suiteChecks: readonly CrossCheck[] = [softwareParts, testedSets];
