import { exitStatus } from "#core/verdict.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";
import type { Io } from "#cli/io.ts";
import { lookAll } from "#cli/look-all.ts";
import type { LookOptions } from "#cli/options.ts";
import { showProgress } from "#cli/progress.ts";
import { printFindings } from "#cli/print-findings.ts";
import { openSite } from "#cli/site.ts";
import { plural } from "#report/count.ts";

/** Looks at the hosts, side by side, and says what is not as declared. */
export async function drift(options: LookOptions, io: Io): Promise<number> {
  const began = performance.now();
  const { facility, targets } = await openSite(options);
  const transport = openTransport({ parallel: options.parallel, resolveSecret });
  const progress = await showProgress(io, `looking at ${plural(targets.length, "host")}`);
  try {
    const reports = await lookAll(transport, targets, (text) => progress.say(text));
    progress.stop();
    const status = exitStatus(reports);
    printFindings({ command: "drift", facility: facility.id, reports, status, seconds: (performance.now() - began) / 1000 }, options, io);
    return status;
  } finally {
    progress.stop();
    await transport.close();
  }
}
