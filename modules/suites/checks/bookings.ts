import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";

/** Times end after they start, and a suite is taken by one session at a time. */
export const bookings = crossCheck(
  {
    "ends-before-start": "bookings, change windows and freezes end after they start",
    "booked-twice": "a suite is booked once at a time",
  },
  function* (written, { now }) {
    yield* checkEnds(written);
    yield* checkSuites(written, now);
  },
);

const nouns = { bookings: "booking", windows: "change window", freezes: "freeze" } as const;

function* checkEnds(written: Written): Generator<Problem> {
  for (const section of ["bookings", "windows", "freezes"] as const)
    for (const [id, { start, end }] of written[section])
      if (end <= start)
        yield {
          id: "ends-before-start",
          path: [section, id, "end"],
          message: `${nouns[section]} ${id} ends at ${end}, but starts at ${start}`,
          related: [section, id, "start"],
        };
}

function* checkSuites({ bookings }: Written, now: string): Generator<Problem> {
  const ahead = [...bookings].filter(([, { start, end }]) => start < end && now < end);
  const latest = new Map<string, { readonly id: string; readonly end: string }>();
  for (const [id, { suite, start, end }] of ahead.toSorted(([, a], [, b]) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    const before = latest.get(suite);
    if (before !== undefined && start < before.end)
      yield {
        id: "booked-twice",
        path: ["bookings", id, "start"],
        message: `booking ${id} of suite ${suite} starts at ${start}, when booking ${before.id} is not over before ${before.end}`,
        related: ["bookings", before.id, "end"],
      };
    if (before === undefined || before.end < end) latest.set(suite, { id, end });
  }
}
