import type { Path } from "#inventory/finding.ts";
import { parsePercent, parseRate } from "#inventory/quantities.ts";
import type { Written, WrittenSuite } from "#inventory/written.ts";
import { rateOf } from "#storage/streams.ts";

/** What a suite asks of a volume while it works. */
export interface Ask {
  readonly suite: string;
  /** Which of the suite's demands. */
  readonly index: number;
  readonly volume: string;
  readonly mode: "read" | "write";
  readonly streams: number;
  readonly rate: number;
}

/** Something that carries what suites ask for, in one direction, up to a limit. */
export interface Carrier {
  readonly kind: "volume" | "system" | "streams" | "client" | "host" | "uplink" | "server";
  /** What it is, as `interface eth1 of host grade-01`. */
  readonly name: string;
  readonly does: "read" | "write" | "run" | "send";
  readonly unit: "MB/s" | "streams";
  /** What it can do, and how much of that may be planned with. */
  readonly limit: number;
  readonly plan: number;
  /** Where its limit is written. */
  readonly path: Path;
  readonly asked: ReadonlyMap<string, number>;
}

/** Everything that suites ask of volumes. */
export const listAsks = ({ suites }: Written): readonly Ask[] =>
  [...suites].flatMap(([suite, { demand }]) =>
    demand.map((one: WrittenSuite["demand"][number], index): Ask => {
      const { volume, mode, streams } = one;
      return { suite, index, volume, mode, streams, rate: rateOf(one) };
    }),
  );

/** How much of a limit may be planned with. Undefined when nobody can read the facility. */
export const marginOf = ({ facility }: Written): number | undefined => facility && parsePercent(facility.policy.demand_margin);

/** Sums by suite. */
export function sumBySuite(asks: readonly Ask[], amount: (ask: Ask) => number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const ask of asks) sums.set(ask.suite, (sums.get(ask.suite) ?? 0) + amount(ask));
  return sums;
}

const rateIn = ({ rate }: Ask): number => rate;
const streamsIn = ({ streams }: Ask): number => streams;

/** Volumes and storage systems with what is asked of them, each direction by itself. */
export function storageCarriers(written: Written, asks = listAsks(written)): readonly Carrier[] {
  const margin = marginOf(written);
  if (margin === undefined) return [];
  const { volumes, storage_systems } = written;
  const ofVolume = Map.groupBy(asks, ({ volume }) => volume);
  const ofSystem = Map.groupBy(asks, ({ volume }) => volumes.get(volume)?.system);
  return [
    ...[...volumes].flatMap(([id, { read_limit, write_limit, max_streams, client_limit }]) => {
      const own = ofVolume.get(id) ?? [];
      const path = ["volumes", id];
      return [
        ...inBothDirections({ kind: "volume", name: `volume ${id}`, path, read_limit, write_limit, margin }, own),
        ...(max_streams === undefined ? [] : streamCarrier(`volume ${id}`, max_streams, [...path, "max_streams"], own)),
        ...(client_limit === undefined ? [] : clientCarriers(`volume ${id}`, client_limit, [...path, "client_limit"], own)),
      ];
    }),
    ...[...storage_systems].flatMap(([id, { read_limit, write_limit }]) =>
      inBothDirections(
        { kind: "system", name: `storage system ${id}`, path: ["storage_systems", id], read_limit, write_limit, margin },
        ofSystem.get(id) ?? [],
      ),
    ),
  ];
}

interface Limits {
  readonly kind: Carrier["kind"];
  readonly name: string;
  readonly path: Path;
  readonly read_limit: string;
  readonly write_limit: string;
  readonly margin: number;
}

const inBothDirections = ({ kind, name, path, margin, ...limits }: Limits, asks: readonly Ask[]): readonly Carrier[] =>
  (["read", "write"] as const).flatMap((mode): readonly Carrier[] => {
    const own = asks.filter((ask) => ask.mode === mode);
    if (own.length === 0) return [];
    const key = `${mode}_limit` as const;
    const limit = parseRate(limits[key]);
    return [{ kind, name, does: mode, unit: "MB/s", limit, plan: limit * margin, path: [...path, key], asked: sumBySuite(own, rateIn) }];
  });

const streamCarrier = (name: string, limit: number, path: Path, asks: readonly Ask[]): readonly Carrier[] =>
  asks.length === 0
    ? []
    : [{ kind: "streams", name, does: "run", unit: "streams", limit, plan: limit, path, asked: sumBySuite(asks, streamsIn) }];

/** What a single client gets was measured, or its vendor stands for it: all of it may be planned with. */
const clientCarriers = (name: string, client_limit: string, path: Path, asks: readonly Ask[]): readonly Carrier[] => {
  const limit = parseRate(client_limit);
  return [...Map.groupBy(asks, ({ suite, mode }) => `${mode} ${suite}`).values()].flatMap((own): readonly Carrier[] => {
    const mode = own[0]?.mode;
    return mode === undefined
      ? []
      : [{ kind: "client", name, does: mode, unit: "MB/s", limit, plan: limit, path, asked: sumBySuite(own, rateIn) }];
  });
};

/** Whether more is asked of a carrier than may be planned with. What no figure shows is no difference. */
export const isOver = ({ plan }: Pick<Carrier, "plan">, asked: number): boolean => asked > plan + 0.05;
