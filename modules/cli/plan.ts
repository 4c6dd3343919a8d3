import { exit } from "#core/verdict.ts";
import { previewStack } from "#pulumi/run-stack.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { printFindings } from "#cli/print-findings.ts";
import { runSite } from "#cli/run-site.ts";

/** Previews through Pulumi what `up` would change. That something would change is no failure, unless nothing was expected. */
export async function plan(options: LookOptions & { readonly expectNoChanges?: boolean }, io: Io): Promise<number> {
  const { site, outcome, status: found, seconds } = await runSite(options, io, { looksFirst: false }, previewStack);
  const status = options.expectNoChanges === true ? found : found & ~exit.differs;
  printFindings({ command: "plan", facility: site.facility.id, reports: outcome.reports(), status, seconds }, options, io);
  return status;
}
