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
    // Most carry all that could ever be asked of them, and nobody needs to look at the time.
    if (
      id === undefined ||
      !isOver(
        carrier,
        [...carrier.asked.values()].reduce((sum, amount) => sum + amount, 0),
      )
    )
      continue;
    const peak = peakAhead(timeline, carrier.asked, now);
    if (peak === undefined || !isOver(carrier, peak.asked)) continue;
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

function describeOverload({ kind, name, does, unit, limit, plan }: Carrier, { suites, asked, from, to }: Slot): string {
  const [first = ""] = suites;
  const who = suites.length === 1 ? `suite ${first} ${does}s` : `suites ${showNames(suites)} together ${does}`;
  const through = kind === "host" || kind === "server" ? "through" : { read: "from", write: "to", run: "on", send: "through" }[does];
  const when = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`until ${to}`])].join(" ");
  const most = {
    streams: "that it bears",
    client: "that a single client gets",
    other: `that may be planned with out of ${showAmount(limit, unit)}`,
  }[kind === "streams" || kind === "client" ? kind : "other"];
  return `${when === "" ? "" : `${when} `}${who} ${showAmount(asked, unit)} ${through} ${name}: more than the ${showAmount(plan, unit)} ${most}`;
}
