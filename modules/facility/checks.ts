import type { CrossCheck } from "#inventory/cross-check.ts";
import { addresses } from "#facility/checks/addresses.ts";
import { gateways } from "#facility/checks/gateways.ts";

/** What must be true of the building and its networks. */
export const facilityChecks: readonly CrossCheck[] = [addresses, gateways];
