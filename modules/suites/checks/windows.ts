import { crossCheck } from "#inventory/cross-check.ts";
import { addSeconds } from "#inventory/days.ts";
import type { Problem } from "#inventory/finding.ts";
import { parseDuration } from "#inventory/quantities.ts";
import { listSessions } from "#inventory/sessions.ts";
import type { Session } from "#inventory/sessions.ts";
import { showCount } from "#inventory/show.ts";
import { overlap } from "#inventory/spans.ts";
import type { Span } from "#inventory/spans.ts";
import type { Written, WrittenChangeWindow } from "#inventory/written.ts";
import { listServices } from "#suites/services.ts";
import type { Service } from "#suites/services.ts";

/** Nothing is changed while people work with it, or shortly before, or while it is frozen. */
export const windows = crossCheck(
  {
    "window-in-session": "a change window is over, with its reboot, some time before the next session of any suite that it touches",
    "window-in-freeze": "a change window touches no suite that is frozen",
  },
  function* (written, clock) {
    const sessions = Map.groupBy(listSessions(written, clock), ({ suite }) => suite);
    const services = indexServices(listServices(written));
    for (const [id, window] of written.windows) {
      const { start, end, reboot = "0 s" } = window;
      const span = { start, end: addSeconds(end, parseDuration(reboot)) };
      if (end <= start || span.end <= clock.now) continue;
      const touched = touchedBy(written, window, services);
      yield* checkSessions(written, id, span, touched, sessions);
      yield* checkFreezes(written, id, span, touched);
    }
  },
);

function indexServices(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const byHost = Map.groupBy(
    services.flatMap((service) => service.hosts.map((host) => ({ host, service }))),
    ({ host }) => host,
  );
  return new Map([...byHost].map(([host, uses]) => [host, uses.map(({ service }) => service)]));
}

/** The suites that a change window touches, and why. */
function touchedBy(
  { suites }: Written,
  window: WrittenChangeWindow,
  services: ReadonlyMap<string, readonly Service[]>,
): ReadonlyMap<string, string> {
  const touched = new Map(window.suites.map((suite) => [suite, "the window touches it"]));
  const away = new Set([...window.hosts, ...window.suites.flatMap((suite) => suites.get(suite)?.hosts ?? [])]);
  for (const host of away)
    for (const { use, hosts, spare, suites } of services.get(host) ?? []) {
      if (hosts.filter((member) => away.has(member)).length <= spare) continue;
      for (const suite of suites) if (!touched.has(suite)) touched.set(suite, `it ${use} host ${host}, which the window touches`);
    }
  return touched;
}

function* checkSessions(
  { facility }: Written,
  id: string,
  span: Span,
  touched: ReadonlyMap<string, string>,
  sessions: ReadonlyMap<string, readonly Session[]>,
): Generator<Problem> {
  const buffer = facility?.policy.session_buffer ?? "0 s";
  const quiet = { start: span.start, end: addSeconds(span.end, parseDuration(buffer)) };
  const hit = [...touched.keys()].flatMap((suite) => (sessions.get(suite) ?? []).filter((session) => overlap(session, quiet)));
  const [first, ...more] = hit.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  if (first === undefined) return;
  const others = more.length === 0 ? "" : `; ${showCount(more.length, "more booking")} ${more.length === 1 ? "is" : "are"} hit`;
  yield {
    id: "window-in-session",
    path: ["windows", id, overlap(first, span) ? "start" : "end"],
    message: `change window ${id} lasts from ${span.start} to ${span.end}, and suite ${first.suite} is booked from ${first.start} to ${first.end} by ${first.id}: ${touched.get(first.suite)}${others}`,
    hint: `A window ends, with its reboot, ${buffer} before a session: \`session_buffer\` says so.`,
    related: ["bookings", first.id],
  };
}

function* checkFreezes({ freezes }: Written, id: string, span: Span, touched: ReadonlyMap<string, string>): Generator<Problem> {
  for (const [freeze, { why, start, end, suites }] of freezes) {
    const suite = suites.find((frozen) => touched.has(frozen));
    if (start >= end || !overlap(span, { start, end }) || (suites.length > 0 && suite === undefined)) continue;
    yield {
      id: "window-in-freeze",
      path: ["windows", id, "start"],
      message: `change window ${id} lasts from ${span.start} to ${span.end}, and ${suite === undefined ? "everything" : `suite ${suite}`} is frozen from ${start} to ${end}: ${why}`,
      related: ["freezes", freeze],
    };
  }
}
