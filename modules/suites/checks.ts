import type { CrossCheck } from "#inventory/cross-check.ts";
import { bookings } from "#suites/checks/bookings.ts";
import { calibration } from "#suites/checks/calibration.ts";
import { combinations } from "#suites/checks/combinations.ts";
import { sharedProjects } from "#suites/checks/shared-projects.ts";
import { softwareParts } from "#suites/checks/software.ts";
import { testedSets } from "#suites/checks/tested-sets.ts";
import { windows } from "#suites/checks/windows.ts";

/** What must be true of suites, their software and their days. */
export const suiteChecks: readonly CrossCheck[] = [softwareParts, testedSets, combinations, sharedProjects, bookings, windows, calibration];
