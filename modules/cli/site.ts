import path from "node:path";
import type { Target } from "#engine/look.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { limitHosts } from "#inventory/limit.ts";
import { openFacility } from "#inventory/load.ts";
import type { LookOptions } from "#cli/options.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

/** The site that a command works on: its facility, the hosts that it was limited to, and what each shall be. */
export interface Site {
  readonly facility: Facility;
  readonly hosts: readonly Host[];
  readonly targets: readonly Target[];
}

/** The folder of Pulumi.yaml, wherever the command was typed. */
export const projectRoot = path.resolve(import.meta.dirname, "../..");

export const inventoryFolder = ({ inventory, stack }: Pick<LookOptions, "inventory" | "stack">): string =>
  inventory === undefined ? path.join(projectRoot, "inventory", stack) : path.resolve(inventory);

/** A folder as the user would write it from here. */
export const shownFolder = (folder: string): string => path.relative(process.cwd(), folder) || ".";

/** @throws {UserError} with every finding when the inventory is not valid, or when the limit names nothing. */
export async function openSite(options: Pick<LookOptions, "inventory" | "stack" | "limit">): Promise<Site> {
  const facility = await openFacility(shownFolder(inventoryFolder(options)), { checks: crossChecks });
  const hosts = limitHosts(facility, options.limit);
  const contacted = hosts.filter(({ management }) => management !== "unmanaged");
  return { facility, hosts, targets: contacted.map((host) => ({ connection: host.connection, roles: rolesOfHost(facility, host) })) };
}
