import type { CrossCheck } from "#inventory/cross-check.ts";
import { ports } from "#licensing/checks/ports.ts";

/** What must be true of licences and their servers. */
export const licensingChecks: readonly CrossCheck[] = [ports];
