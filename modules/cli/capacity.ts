import { UserError } from "#core/errors.ts";
import { printable } from "#core/printable.ts";
import { exit } from "#core/verdict.ts";
import { listOver, renderCapacity } from "#cli/capacity-text.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder } from "#cli/site.ts";
import { clockIn } from "#inventory/cross-check.ts";
import type { Clock } from "#inventory/cross-check.ts";
import { loadInventory } from "#inventory/load.ts";
import { renderFindings } from "#inventory/render.ts";
import type { Written } from "#inventory/written.ts";
import { capacityOf } from "#storage/capacity.ts";
import type { Capacity } from "#storage/capacity.ts";
import { capacityChecks } from "#storage/checks.ts";
import { marginOf } from "#storage/demand.ts";
import { streams } from "#storage/streams.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/** What the checks behind these figures find is no reason to show no figures. */
const shownHere = new Set(capacityChecks.flatMap(({ rules }) => Object.keys(rules)));

/** Says what suites ask of the storage and of the links to it, in figures, and whether it fits. */
export async function capacity(options: LookOptions, io: Io): Promise<number> {
  const { written, findings } = await loadInventory(inventoryFolder(options), { checks: crossChecks });
  const mistakes = findings.filter(({ id, severity }) => severity === "error" && !shownHere.has(id));
  const { facility } = written;
  if (mistakes.length > 0 || facility === undefined) throw new UserError(renderFindings(mistakes));
  const clock = clockIn(facility.timezone);
  const found = capacityOf(written, clock);
  const over = listOver(found);
  const status = over.length === 0 ? exit.conforming : exit.differs;
  if (options.json === true) io.out(JSON.stringify(capacityJson(found, written, clock, status), roundFigures, 2));
  else io.out([...describe(found, written, clock, io), "", summarise(over, status)].join("\n"));
  return status;
}

function describe(found: Capacity, written: Written, { now, today }: Clock, io: Io): readonly string[] {
  const { name = "", policy } = written.facility ?? {};
  if (found.asks.length === 0 && found.fills.length === 0)
    return [`${printable(name)}: no suite has a \`demand\`, and no volume says what is \`used\`.`];
  return [
    `${printable(name)}: what suites ask of the storage while they work, from ${now.replace("T", " ")} on. ${policy?.demand_margin ?? ""} of a limit may be planned with.`,
    "",
    renderCapacity(found, written, today, io.paint),
  ];
}

const summarise = (over: readonly string[], status: number): string =>
  over.length === 0 ? `Nothing is over the plan (exit ${status}).` : `Over the plan: ${over.join(", ")} (exit ${status}).`;

/** Nobody measures storage to more than four decimals, and sums of fractions have sixteen. */
const roundFigures = (_key: string, value: unknown): unknown => (typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value);

/** Figures for programs. The shape is a promise: it changes only with its `schema`. */
function capacityJson({ loads, asks, oversubscription, fills }: Capacity, written: Written, clock: Clock, status: number): object {
  return {
    schema: "conform.capacity/v1",
    facility: written.facility?.id,
    now: clock.now,
    margin: marginOf(written),
    exit: { status, meaning: status === exit.conforming ? "nothing is over the plan" : "something is over the plan" },
    demand: asks.map(({ suite, index, volume, mode, streams: count, rate }) => {
      const codec = written.suites.get(suite)?.demand[index]?.codec;
      return { suite, volume, mode, codec, streams: count, rate, unit: "MB/s", source: codec && streams[codec].source };
    }),
    limits: loads.map(({ carrier: { kind, name, does, unit, limit, plan, path }, slots }) => ({
      kind,
      name,
      does,
      unit,
      limit,
      plan,
      over: slots.some((slot) => slot.over),
      at: path,
      slots,
    })),
    oversubscription: oversubscription.map(({ speed, clientSpeed, ...rest }) => ({ ...rest, speed, clientSpeed, unit: "Mb/s" })),
    fill: fills.map(({ volume, fill }) => ({ volume, ...fill })),
  };
}
