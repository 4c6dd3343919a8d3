import { exitStatus, wasReached } from "#core/verdict.ts";
import { look } from "#engine/look.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/main.ts";
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
  let answered = 0;
  try {
    const reports = await Promise.all(
      targets.map(async (target) => {
        const report = await look(transport, target, resolveSecret);
        answered += 1;
        progress.say(
          `looked at ${answered} of ${plural(targets.length, "host")}${wasReached(report) ? "" : `, ${report.host} is unreachable`}`,
        );
        return report;
      }),
    );
    progress.stop();
    const status = exitStatus(reports);
    printFindings({ command: "drift", facility: facility.id, reports, status, seconds: (performance.now() - began) / 1000 }, options, io);
    return status;
  } finally {
    progress.stop();
    await transport.close();
  }
}
