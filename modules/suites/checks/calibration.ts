import { crossCheck } from "#inventory/cross-check.ts";
import { addDays } from "#inventory/days.ts";
import { parseDays } from "#inventory/quantities.ts";
import { listSessions } from "#inventory/sessions.ts";
import type { Problem } from "#inventory/finding.ts";
import type { WrittenSuite } from "#inventory/written.ts";

const judging: ReadonlySet<WrittenSuite["class"]> = new Set(["grade", "qc"]);

/** People can trust what they see: monitors are calibrated, and a suite was tested after its last change. */
export const calibration = crossCheck(
  {
    "calibration-past": { warning: "the calibration of every reference monitor still holds" },
    "calibration-ends-early": { warning: "the calibration of a monitor holds until the next session of a grading or QC suite is over" },
    "changed-since-acceptance": { warning: "a suite passed its acceptance test after its set-up was changed last" },
  },
  function* (written, clock) {
    const next = new Map<string, { readonly id: string; readonly end: string }>();
    for (const session of listSessions(written, clock)) if (!next.has(session.suite)) next.set(session.suite, session);
    for (const [id, suite] of written.suites) {
      const session = judging.has(suite.class) ? next.get(id) : undefined;
      yield* checkMonitors(id, suite, session, clock.today);
      yield* checkAcceptance(id, suite);
    }
  },
);

function* checkMonitors(
  id: string,
  { monitors }: WrittenSuite,
  session: { readonly id: string; readonly end: string } | undefined,
  today: string,
): Generator<Problem> {
  for (const [i, { asset, target, calibrated_on, every }] of monitors.entries()) {
    const until = addDays(calibrated_on, parseDays(every));
    const path = ["suites", id, "monitors", i, "calibrated_on"];
    const monitor = `${asset === undefined ? `monitor ${i + 1}` : `monitor ${asset}`} of suite ${id} was calibrated to ${target} on ${calibrated_on}`;
    const booked = session && { related: ["bookings", session.id] };
    if (until < today) yield { id: "calibration-past", path, message: `${monitor}, and that held until ${until}`, ...booked };
    else if (session !== undefined && until < session.end.slice(0, 10))
      yield {
        id: "calibration-ends-early",
        path,
        message: `${monitor}, and that holds until ${until}, but booking ${session.id} ends at ${session.end}`,
        ...booked,
      };
  }
}

function* checkAcceptance(id: string, { accepted_on, changed_on }: WrittenSuite): Generator<Problem> {
  if (changed_on === undefined || (accepted_on !== undefined && changed_on <= accepted_on)) return;
  const path = ["suites", id];
  yield {
    id: "changed-since-acceptance",
    path: [...path, accepted_on === undefined ? "changed_on" : "accepted_on"],
    message: `suite ${id} was changed on ${changed_on} and ${accepted_on === undefined ? "no acceptance test of it is on record" : `passed its acceptance test before, on ${accepted_on}`}`,
    ...(accepted_on !== undefined && { related: [...path, "changed_on"] }),
  };
}
