import { upStack } from "#pulumi/run-stack.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { printFindings } from "#cli/print-findings.ts";
import { runSite } from "#cli/run-site.ts";

/** Makes the hosts what the inventory says, and says what was changed. */
export async function up(options: LookOptions, io: Io): Promise<number> {
  const { site, outcome, status, seconds } = await runSite(options, io, { looksFirst: true }, upStack);
  const reports = outcome.reports();
  const changed = new Map(reports.map(({ host }) => [host, outcome.changed(host)]));
  printFindings({ command: "up", facility: site.facility.id, reports, changed, status, seconds }, options, io);
  return status;
}
