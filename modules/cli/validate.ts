import { UserError } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/main.ts";
import { inventoryFolder, shownFolder } from "#cli/site.ts";
import { loadFacility } from "#inventory/load.ts";
import { renderFindings } from "#inventory/render.ts";
import { plural } from "#report/count.ts";

/** Checks the inventory and says everything that is wrong with it at once. */
export async function validate(options: LookOptions, io: Io): Promise<number> {
  const folder = inventoryFolder(options);
  const loaded = await loadFacility(folder);
  const findings = "findings" in loaded ? loaded.findings : [];
  if (options.json === true)
    io.out(
      JSON.stringify(
        { schema: "conform.validation/v1", folder: shownFolder(folder), valid: findings.length === 0, findings },
        undefined,
        2,
      ),
    );
  else if ("findings" in loaded) throw new UserError(renderFindings(findings));
  else {
    const { hosts, suites, volumes, licenceServers, name } = loaded.facility;
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
