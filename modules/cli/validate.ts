import { globSync } from "node:fs";
import path from "node:path";
import { didYouMean } from "#core/nearest.ts";
import { UserError } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder, projectRoot, shownFolder } from "#cli/site.ts";
import { basics } from "#inventory/basics.ts";
import { saysOf, severityOf } from "#inventory/cross-check.ts";
import type { Facility } from "#inventory/facility.ts";
import { exceptionRules } from "#inventory/exceptions.ts";
import { loadInventory } from "#inventory/load.ts";
import type { Loaded } from "#inventory/load.ts";
import { rulesOf } from "#inventory/read.ts";
import { countFindings, paintFinding, renderWaived } from "#inventory/render.ts";
import { toSarif } from "#inventory/sarif.ts";
import { plural } from "#report/count.ts";
import { renderTable } from "#report/table.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

export interface ValidateOptions extends Pick<LookOptions, "stack" | "inventory" | "json"> {
  readonly list?: boolean;
  readonly sarif?: boolean;
}

const print = (io: Io, value: object): void => io.out(JSON.stringify(value, undefined, 2));

/** Checks the inventory and says everything that is wrong with it at once: mistakes, with which nothing runs, warnings, and what exceptions allow. */
export async function validate(options: ValidateOptions, io: Io): Promise<number> {
  if (options.list === true) return listRules(options, io);
  const folder = shownFolder(inventoryFolder(options));
  const loaded = await loadInventory(folder, { checks: crossChecks });
  const valid = !loaded.findings.some(({ severity }) => severity === "error");
  if (options.sarif === true) print(io, toSarif(loaded, rulesOf(crossChecks)));
  else if (options.json === true) print(io, asJson(folder, valid, loaded));
  else printText(folder, loaded, options, io);
  return valid ? exit.conforming : exit.usage;
}

const asJson = (folder: string, valid: boolean, { findings, waived, written }: Loaded): object => ({
  schema: "conform.validation/v1",
  folder,
  valid,
  findings,
  waived: waived.map(({ exception, ...finding }) => ({ ...finding, exception: { id: exception, ...written.exceptions.get(exception) } })),
});

function printText(folder: string, { facility, findings, waived, written }: Loaded, { stack, inventory }: ValidateOptions, io: Io): void {
  // Nobody has looked into anything yet: that is a mistake of the command line.
  const [first] = findings;
  if (first?.id === "no-folder" || first?.id === "no-files")
    throw new UserError(`${first.file}: ${first.message}`, inventory === undefined ? knownSites(stack) : first.hint);
  for (const finding of findings) io.out(`${paintFinding(finding, io.paint)}\n`);
  for (const finding of waived) io.out(`${renderWaived(finding, written, io.paint)}\n`);
  const counts = [...(findings.length === 0 ? [] : [countFindings(findings)]), ...(waived.length === 0 ? [] : [`${waived.length} waived`])];
  io.out(
    facility === undefined
      ? `${io.paint("red", `${folder} is not valid`)}: ${counts.join(", ")}.`
      : `${io.paint("green", `${folder} is valid`)}: ${[describeFacility(facility), ...counts].join("; ")}.`,
  );
}

function describeFacility({ name, hosts, suites, volumes, licenceServers }: Facility): string {
  const parts = [
    plural(hosts.size, "host"),
    plural(suites.size, "suite"),
    plural(volumes.size, "volume"),
    plural(licenceServers.size, "licence server"),
  ];
  return `${name}, ${parts.join(", ")}`;
}

function knownSites(stack: string): string {
  const sites = globSync("inventory/*/", { cwd: projectRoot })
    .map((folder) => path.basename(folder))
    .toSorted();
  const guess = didYouMean(stack, sites);
  return `There is no site "${stack}"${guess === "" ? "." : guess} Sites: ${sites.join(", ")}. Any other folder: --inventory.`;
}

/** Every rule that an inventory is held against. */
function listRules({ json }: ValidateOptions, io: Io): number {
  const rules = [
    ...Object.entries(basics).map(([id, says]) => ({ id, severity: "error", says, waivable: false })),
    ...[...rulesOf(crossChecks)].map(([id, rule]) => ({
      id,
      severity: severityOf(rule),
      says: saysOf(rule),
      waivable: !Object.hasOwn(exceptionRules, id),
    })),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (json === true) print(io, { schema: "conform.rules/v1", rules });
  else {
    const rows = (waivable: boolean): readonly (readonly string[])[] =>
      rules.filter((rule) => rule.waivable === waivable).map(({ id, severity, says }) => [id, severity, says]);
    io.out(renderTable(["CROSS-CHECK", "SEVERITY", "WHAT MUST BE TRUE"], rows(true)));
    io.out(`\n${renderTable(["NEVER WAIVED", "SEVERITY", "WHAT MUST BE TRUE"], rows(false))}`);
    io.out("\nAn error stops every command, a warning none. Cross-checks may be waived by approved `exceptions` of the inventory.");
  }
  return exit.conforming;
}
