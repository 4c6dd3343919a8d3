import type { CrossCheck } from "#inventory/cross-check.ts";
import { expiry } from "#licensing/checks/expiry.ts";
import { hostids } from "#licensing/checks/hostids.ts";
import { maintenance } from "#licensing/checks/maintenance.ts";
import { portsOpen } from "#licensing/checks/ports-open.ts";
import { ports } from "#licensing/checks/ports.ts";
import { reservations } from "#licensing/checks/reservations.ts";
import { enoughSeats } from "#licensing/checks/seats.ts";

/** What must be true of licences and their servers. */
export const licensingChecks: readonly CrossCheck[] = [enoughSeats, maintenance, expiry, hostids, ports, portsOpen, reservations];
