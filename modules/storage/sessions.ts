import type { Written } from "#inventory/written.ts";

interface Change {
  readonly at: string;
  readonly suite: string;
  readonly by: 1 | -1;
}

/** When suites are at work. */
export interface Timeline {
  /** By suite: when its sessions begin and end. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
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
  const changes = Map.groupBy(
    sessions.flatMap(({ suite, start, end }): readonly Change[] => [
      { at: start, suite, by: 1 },
      { at: end, suite, by: -1 },
    ]),
    ({ suite }) => suite,
  );
  return { changes, always: new Set([...suites].flatMap(([id, suite]) => (suite.class === "render" && !changes.has(id) ? [id] : []))) };
}

/** A slot on the way; its suites are good until the next one is asked for. */
type Passing = Omit<Slot, "suites"> & { readonly suites: ReadonlySet<string> };

/**
 * The slots of those who ask for something. Where some of them have sessions, those at work are the ones in session; where none has, all of
 * them are at work always.
 */
function* sweep({ changes, always }: Timeline, asked: ReadonlyMap<string, number>): Generator<Passing> {
  const own = [...asked.keys()].flatMap((suite) => changes.get(suite) ?? []);
  if (own.length === 0) {
    yield { suites: new Set(asked.keys()), asked: sum([...asked.values()]) };
    return;
  }
  const moments = [...Map.groupBy(own, ({ at }) => at)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const open = new Map<string, number>();
  const working = new Set([...asked.keys()].filter((suite) => always.has(suite)));
  let total = sum([...working].map((suite) => asked.get(suite) ?? 0));
  let from: string | undefined;
  for (const [at, changes] of moments) {
    for (const { suite, by } of changes) open.set(suite, (open.get(suite) ?? 0) + by);
    // Two sessions end to end are no change.
    const changed = new Set(changes.map(({ suite }) => suite).filter((suite) => working.has(suite) !== (open.get(suite) ?? 0) > 0));
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
  if (from !== undefined && working.size > 0) yield { from, suites: working, asked: total };
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
