import type { Path, Problem } from "#inventory/finding.ts";
import { showNames } from "#inventory/show.ts";
import { isOver } from "#storage/demand.ts";
import type { Carrier } from "#storage/demand.ts";
import { peakAhead } from "#storage/sessions.ts";
import type { Slot, Timeline } from "#storage/sessions.ts";
import { showAmount } from "#storage/show-amount.ts";

/** Says of carriers when more is asked of them than may be planned with, at the worst of all times. */
export function* findOverloads(
  carriers: readonly Carrier[],
  rules: { readonly [K in Carrier["kind"]]?: string },
  timeline: Timeline,
  now: string,
): Generator<Problem> {
  for (const carrier of carriers) {
    const id = rules[carrier.kind];
    const peak = peakAhead(timeline, carrier.asked, now);
    if (id === undefined || peak === undefined || !isOver(carrier, peak.asked)) continue;
    const demand = ["suites", mostOf(carrier, peak), "demand"];
    // What belongs to one suite is told at the suite.
    const [path, related]: readonly [Path, Path] =
      carrier.kind === "client" || carrier.kind === "host" ? [demand, carrier.path] : [carrier.path, demand];
    yield {
      id,
      path,
      message: describeOverload(carrier, peak),
      hint: "`conform capacity` shows what each suite asks for, and when.",
      related,
    };
  }
}

const mostOf = ({ asked }: Carrier, { suites }: Slot): string =>
  suites.reduce((most, suite) => ((asked.get(suite) ?? 0) > (asked.get(most) ?? 0) ? suite : most), suites[0] ?? "");

function describeOverload({ name, does, unit, limit, plan }: Carrier, { suites, asked, from, to }: Slot): string {
  const alone = suites.length === 1;
  const who = alone ? `suite ${suites[0] ?? ""} ${does}s` : `suites ${showNames(suites)} together ${does}`;
  const towards = { read: "from", write: "to", run: "on", send: "through" }[does];
  const through = name.startsWith("interface") ? "through" : towards;
  const when = from === undefined || to === undefined ? "" : ` (${from} to ${to})`;
  const most = plan === limit ? `no more than ${showAmount(plan, unit)}` : `${showAmount(plan, unit)} of ${showAmount(limit, unit)}`;
  return `${who} ${showAmount(asked, unit)} ${through} ${name}${when}, which may be planned with ${most}`;
}
