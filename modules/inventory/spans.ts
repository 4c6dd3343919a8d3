/** A stretch of time, from its start up to and without its end. Moments of one facility compare as they are written. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

/** Whether two stretches of time have a moment in common. */
export const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** How much is asked for while it lasts: seats, streams, megabytes per second. */
export interface Load extends Span {
  readonly amount: number;
}

/** The first moment at which the most is asked for at the same time, and how much that is. */
export function findPeak(loads: readonly Load[]): { readonly at: string; readonly total: number } | undefined {
  const steps = loads
    .flatMap(({ start, end, amount }) => [
      { at: start, by: amount },
      { at: end, by: -amount },
    ])
    // What ends makes room for what begins at the same moment.
    .toSorted((a, b) => (a.at === b.at ? a.by - b.by : a.at < b.at ? -1 : 1));
  let total = 0;
  let peak: { readonly at: string; readonly total: number } | undefined;
  for (const { at, by } of steps) {
    total += by;
    if (by > 0 && (peak === undefined || total > peak.total)) peak = { at, total };
  }
  return peak;
}
