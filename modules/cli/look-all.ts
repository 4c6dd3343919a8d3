import type { Transport } from "#core/connection.ts";
import { wasReached } from "#core/verdict.ts";
import type { HostReport } from "#core/verdict.ts";
import { look } from "#engine/look.ts";
import type { Target } from "#engine/look.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { plural } from "#report/count.ts";

/** Looks at some hosts, side by side. */
export async function lookAll(transport: Transport, targets: readonly Target[], say: (text: string) => void): Promise<HostReport[]> {
  let answered = 0;
  return Promise.all(
    targets.map(async (target) => {
      const report = await look(transport, target, resolveSecret);
      answered += 1;
      say(`looked at ${answered} of ${plural(targets.length, "host")}${wasReached(report) ? "" : `, ${report.host} is unreachable`}`);
      return report;
    }),
  );
}
