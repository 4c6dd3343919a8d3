import type { Written } from "#inventory/written.ts";

/** Every moment at which some suite begins or ends its work, in their order. */
export type Timeline = readonly { readonly at: string; readonly changes: readonly { readonly suite: string; readonly by: 1 | -1 }[] }[];

/** A time in which the same suites are at work, and what they ask together. Without an end and a beginning it is always. */
export interface Slot {
  readonly from?: string;
  readonly to?: string;
  readonly suites: readonly string[];
  readonly asked: number;
}

/** When suites are at work: in sessions, pencilled ones too. Where somebody maintains a suite, nobody works. */
export function timelineOf({ bookings }: Written): Timeline {
  const sessions = [...bookings.values()].filter(({ status, start, end }) => status !== "maintenance" && start < end);
  const changes = sessions.flatMap(({ suite, start, end }) => [
    { at: start, suite, by: 1 as const },
    { at: end, suite, by: -1 as const },
  ]);
  return [...Map.groupBy(changes, ({ at }) => at)].map(([at, changes]) => ({ at, changes })).toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** A slot on the way; its suites are good until the next one is asked for. */
type Passing = Omit<Slot, "suites"> & { readonly suites: ReadonlySet<string> };

/**
 * The slots of those who ask for something. Where none of them has a session, all of them work always; where some have, those at work are
 * the ones in session.
 */
function* sweep(timeline: Timeline, asked: ReadonlyMap<string, number>): Generator<Passing> {
  const open = new Map<string, number>();
  const working = new Set<string>();
  let total = 0;
  let from: string | undefined;
  let anySession = false;
  for (const { at, changes } of timeline) {
    const own = changes.filter(({ suite }) => asked.has(suite));
    if (own.length === 0) continue;
    anySession = true;
    for (const { suite, by } of own) open.set(suite, (open.get(suite) ?? 0) + by);
    // Two sessions end to end are no change.
    const changed = new Set(own.map(({ suite }) => suite).filter((suite) => working.has(suite) !== (open.get(suite) ?? 0) > 0));
    if (changed.size === 0) continue;
    if (from !== undefined && working.size > 0) yield { from, to: at, suites: working, asked: total };
    from = at;
    for (const suite of changed)
      if (working.delete(suite)) total -= asked.get(suite) ?? 0;
      else {
        working.add(suite);
        total += asked.get(suite) ?? 0;
      }
  }
  if (!anySession) yield { suites: new Set(asked.keys()), asked: [...asked.values()].reduce((sum, rate) => sum + rate, 0) };
}

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
