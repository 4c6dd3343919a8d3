import { UserError } from "#core/errors.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder } from "#cli/site.ts";
import { loadInventory } from "#inventory/load.ts";
import type { Loaded } from "#inventory/load.ts";
import { renderFindings } from "#inventory/render.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/**
 * An inventory as it is written, for questions about it.
 *
 * @throws {UserError} with every finding when there is an error in it: what has a mistake would be missing in every answer.
 */
export async function openWritten(options: Pick<LookOptions, "inventory" | "stack">): Promise<Loaded> {
  const loaded = await loadInventory(inventoryFolder(options), { checks: crossChecks });
  if (loaded.facility === undefined) throw new UserError(renderFindings(loaded.findings));
  return loaded;
}
