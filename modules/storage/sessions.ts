import type { Written } from "#inventory/written.ts";

/** When suites are at work. */
export interface Timeline {
  /** Every moment at which some suite begins or ends its work, in their order. */
  readonly moments: readonly { readonly at: string; readonly changes: readonly { readonly suite: string; readonly by: 1 | -1 }[] }[];
  /** Suites that nobody books and that work all the time. */
  readonly always: ReadonlySet<string>;
}

/** A time in which the same suites are at work, and what they ask together. Without a beginning or an end it is open there. */
export interface Slot {
  readonly from?: string;
  readonly to?: string;
  readonly suites: readonly string[];
  readonly asked: number;
}

/**
 * Suites are at work in their sessions, pencilled ones too; where somebody maintains a suite, nobody works. A farm that nobody books renders
 * day and night.
 */
export function timelineOf({ bookings, suites }: Pick<Written, "bookings" | "suites">): Timeline {
  const sessions = [...bookings.values()].filter(({ status, start, end }) => status !== "maintenance" && start < end);
  const booked = new Set(sessions.map(({ suite }) => suite));
  const changes = sessions.flatMap(({ suite, start, end }) => [
    { at: start, suite, by: 1 as const },
    { at: end, suite, by: -1 as const },
  ]);
  return {
    moments: [...Map.groupBy(changes, ({ at }) => at)].map(([at, changes]) => ({ at, changes })).toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    always: new Set([...suites].flatMap(([id, suite]) => (suite.class === "render" && !booked.has(id) ? [id] : []))),
  };
}

/** A slot on the way; its suites are good until the next one is asked for. */
type Passing = Omit<Slot, "suites"> & { readonly suites: ReadonlySet<string> };

/**
 * The slots of those who ask for something. Where some of them have sessions, those at work are the ones in session; where none has, all of
 * them are at work always.
 */
function* sweep({ moments, always }: Timeline, asked: ReadonlyMap<string, number>): Generator<Passing> {
  const open = new Map<string, number>();
  const working = new Set([...asked.keys()].filter((suite) => always.has(suite)));
  let total = sum([...working].map((suite) => asked.get(suite) ?? 0));
  let from: string | undefined;
  let anySession = false;
  for (const { at, changes } of moments) {
    const own = changes.filter(({ suite }) => asked.has(suite));
    if (own.length === 0) continue;
    anySession = true;
    for (const { suite, by } of own) open.set(suite, (open.get(suite) ?? 0) + by);
    // Two sessions end to end are no change.
    const changed = new Set(own.map(({ suite }) => suite).filter((suite) => working.has(suite) !== (open.get(suite) ?? 0) > 0));
    if (changed.size === 0) continue;
    if (working.size > 0) yield { ...(from !== undefined && { from }), to: at, suites: working, asked: total };
    from = at;
    for (const suite of changed)
      if (working.delete(suite)) total -= asked.get(suite) ?? 0;
      else {
        working.add(suite);
        total += asked.get(suite) ?? 0;
      }
  }
  if (!anySession) yield { suites: new Set(asked.keys()), asked: sum([...asked.values()]) };
  else if (from !== undefined && working.size > 0) yield { from, suites: working, asked: total };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const isAhead = ({ to }: Passing, now: string): boolean => to === undefined || to > now;

const keep = (slot: Passing): Slot => ({ ...slot, suites: [...slot.suites] });

/** All slots that are not over yet. */
export function slotsAhead(timeline: Timeline, asked: ReadonlyMap<string, number>, now: string): readonly Slot[] {
  const slots: Slot[] = [];
  for (const slot of sweep(timeline, asked)) if (isAhead(slot, now)) slots.push(keep(slot));
  return slots;
}

/** The slot ahead in which most is asked for: the first of several. Undefined when all sessions are over. */
export function peakAhead(timeline: Timeline, asked: ReadonlyMap<string, number>, now: string): Slot | undefined {
  let peak: Slot | undefined;
  for (const slot of sweep(timeline, asked)) if (isAhead(slot, now) && slot.asked > (peak?.asked ?? 0) + 1e-6) peak = keep(slot);
  return peak;
}
