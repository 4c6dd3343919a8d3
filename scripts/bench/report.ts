import { availableParallelism, loadavg, totalmem, release } from "node:os";
import { renderTable } from "#report/table.ts";
import type { Result } from "./contestant.ts";

/** Everything that one run of the bench found out. */
export interface Report {
  readonly date: string;
  readonly hosts: number;
  /** On each host. */
  readonly states: number;
  readonly machine: Machine;
  /** The load before the first measurement: what others did to the machine. */
  readonly loadBefore: number;
  /** The same states looked at, each in its own way. */
  readonly results: readonly Result[];
  /** Other work, which the floor says nothing about. */
  readonly besides: readonly Result[];
  /** What could not be measured, and why. */
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
  /** To each host, during all looks of one process. */
  readonly connections: number;
  readonly roundTripsPerLook: number;
  readonly bars: readonly Bar[];
}

interface Machine {
  readonly processors: number;
  readonly memoryGigabytes: number;
  readonly kernel: string;
  readonly node: string;
}

/** What the others are held against: the same checks by hand. */
export const floorName = "ssh HOST sudo sh -s <all checks";
export const plainName = "the same, check by check";

/** Something that Conform wants to reach. */
export interface Bar {
  readonly bar: string;
  readonly figure: string;
  readonly reached: boolean;
}

export const thisMachine = (): Machine => ({
  processors: availableParallelism(),
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
});

export const loadNow = (): number => loadavg()[0] ?? 0;

export const byName = (results: readonly Result[], what: string): Result | undefined =>
  results.find((result) => result.what === what && result.problem === undefined);

/** How many times longer one took than the other, both as medians of the same rounds. */
export const ratio = (one: Result | undefined, other: Result | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one.seconds / other.seconds;

const shown = (number: number | undefined, digits: number): string => (number === undefined ? "" : number.toFixed(digits));

function row(result: Result, floor: Result | undefined): string[] {
  const { what, seconds, all, cpuSeconds, peakMegabytes, problem } = result;
  const spread = all.length > 1 ? `${Math.min(...all).toFixed(2)}-${Math.max(...all).toFixed(2)}` : "";
  const times = problem === undefined ? ratio(result, floor) : undefined;
  return [what, shown(seconds, 2), spread, shown(times, 2), shown(cpuSeconds, 2), shown(peakMegabytes, 0), problem ?? ""];
}

const head = ["", "SECONDS", "FROM-TO", "x FLOOR", "CPU S", "MB", ""];

/** Results that nothing is compared with. */
export const renderRows = (results: readonly Result[]): string =>
  renderTable(
    head,
    results.map((result) => row(result, undefined)),
  );

export const renderBars = (bars: readonly Bar[]): readonly string[] =>
  bars.map(({ bar, figure, reached }) => `${reached ? "reached" : "missed "}  ${bar}: ${figure}`);

/** What else the machine did, where that was much. */
export const renderLoad = (loadBefore: number, { processors }: Machine): readonly string[] =>
  loadBefore > processors / 2
    ? [`The machine was busy before we began (load ${loadBefore.toFixed(1)}): trust the ratios, and those only half.`]
    : [];

/** The report as a person reads it. */
export function renderReport(report: Report): string {
  const { hosts, states, machine, loadBefore, results, besides, skipped, bars, connections, roundTripsPerLook } = report;
  const floor = byName(results, floorName);
  return [
    `${hosts} hosts, ${states} states on each, nothing to change; medians of runs in turn, with the hosts on this same machine (${machine.processors} processors).`,
    "",
    renderTable(head, [...results.map((result) => row(result, floor)), ...besides.map((result) => row(result, undefined))]),
    "",
    `Conform's looks: ${connections} connection to each host in all, ${roundTripsPerLook} round trip for a look.`,
    ...skipped.map(({ what, why }) => `not measured: ${what}: ${why}`),
    ...renderBars(bars),
    ...renderLoad(loadBefore, machine),
  ].join("\n");
}
