import { UserError } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder, shownFolder } from "#cli/site.ts";
import { loadInventory } from "#inventory/load.ts";
import { renderFindings } from "#inventory/render.ts";
import { plural } from "#report/count.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/** Checks the inventory and says everything that is wrong with it at once. */
export async function validate(options: LookOptions, io: Io): Promise<number> {
  const folder = inventoryFolder(options);
  const { facility, findings } = await loadInventory(folder, { checks: crossChecks });
  if (options.json === true)
    io.out(
      JSON.stringify(
        { schema: "conform.validation/v1", folder: shownFolder(folder), valid: findings.length === 0, findings },
        undefined,
        2,
      ),
    );
  else if (facility === undefined) throw new UserError(renderFindings(findings));
  else {
    const { hosts, suites, volumes, licenceServers, name } = facility;
    const parts = [
      plural(hosts.size, "host"),
      plural(suites.size, "suite"),
      plural(volumes.size, "volume"),
      plural(licenceServers.size, "licence server"),
    ];
    io.out(`${shownFolder(folder)} is valid: ${name}, ${parts.join(", ")}.`);
  }
  return findings.length === 0 ? exit.conforming : exit.usage;
}
