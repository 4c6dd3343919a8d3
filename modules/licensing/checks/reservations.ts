import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { showCount, showNames } from "#inventory/show.ts";
import type { Written, WrittenReservation, WrittenSuite } from "#inventory/written.ts";
import { addNeeds, licencesByProduct } from "#licensing/seats.ts";
import type { Licence } from "#licensing/seats.ts";

/** Lines of option files promise no more seats than there are, and leave nobody outside who needs one. */
export const reservations = crossCheck(
  {
    "reservation-parts": "a reservation says for whom it is, and has a number of seats where its action counts them",
    "reserved-too-much": "no more seats of a licence are reserved than it has",
    "shut-out": "a suite may take seats of every product that it needs",
  },
  function* (written) {
    for (const [id, reservation] of written.reservations) yield* checkParts(id, reservation);
    const byLicence = Map.groupBy(
      [...written.reservations].map(([id, reservation]) => ({ id, ...reservation })),
      ({ licence }) => licence,
    );
    for (const [licence, all] of byLicence) yield* checkReserved(written, licence, all);
    yield* checkShutOut(written, byLicence);
  },
);

interface Reservation extends WrittenReservation {
  readonly id: string;
}

function* checkParts(id: string, { action, count, hosts, suites, users }: WrittenReservation): Generator<Problem> {
  const path = ["reservations", id];
  const counts = action === "reserve" || action === "max";
  if (counts && count === undefined)
    yield { id: "reservation-parts", path, on: "key", message: `reservation ${id} has no count, without which ${action} means nothing` };
  if (!counts && count !== undefined)
    yield {
      id: "reservation-parts",
      path: [...path, "count"],
      on: "key",
      message: `count means nothing for reservation ${id}, whose action is ${action}`,
    };
  if (hosts.length + suites.length + users.length === 0)
    yield {
      id: "reservation-parts",
      path,
      on: "key",
      message: `reservation ${id} names no host, suite or user`,
      hint: action === "include" ? "An `include` of nobody gives seats to nobody." : "Without them it has no effect.",
    };
}

function* checkReserved({ licences }: Written, licence: string, all: readonly Reservation[]): Generator<Problem> {
  const seats = licences.get(licence)?.count;
  if (seats === undefined) return;
  let reserved = 0;
  for (const { id, action, count = 0 } of all) {
    if (action !== "reserve") continue;
    reserved += count;
    if (reserved > seats)
      yield {
        id: "reserved-too-much",
        path: ["reservations", id, "count"],
        message: `with reservation ${id} ${showCount(reserved, "seat")} of licence ${licence} are reserved, and it has ${seats}`,
        related: ["licences", licence, "count"],
      };
  }
}

/** Whom the option file lets take seats of a licence. */
interface Door {
  readonly excluded: ReadonlySet<string>;
  /** Undefined where everybody may. */
  readonly included: ReadonlySet<string> | undefined;
  readonly reservation: string | undefined;
}

function* checkShutOut(written: Written, byLicence: ReadonlyMap<string, readonly Reservation[]>): Generator<Problem> {
  if (byLicence.size === 0) return;
  const licences = licencesByProduct(written);
  const doors = new Map([...byLicence].map(([licence, all]) => [licence, readDoor(written, all)]));
  for (const [id, suite] of written.suites)
    for (const [product, { at }] of addNeeds(suite.products)) {
      const pools = licences.get(product) ?? [];
      const outside = hostsOf(written, suite).filter((host) => pools.every((pool) => !letsIn(pool, doors.get(pool.id), host)));
      const reservation = pools.map((pool) => doors.get(pool.id)?.reservation).find((found) => found !== undefined);
      if (outside.length === 0 || reservation === undefined) continue;
      yield {
        id: "shut-out",
        path: ["suites", id, "products", at],
        message: `suite ${id} needs ${product}, and ${outside.length === 1 ? "its host" : "its hosts"} ${showNames(outside)} may take no seat of it, as reservation ${reservation} says`,
        related: ["reservations", reservation],
        hint: "Any `include` leaves everybody else outside, and an `exclude` comes before it.",
      };
    }
}

function readDoor({ suites }: Written, all: readonly Reservation[]): Door {
  const hosts = (action: Reservation["action"]): ReadonlySet<string> =>
    new Set(
      all
        .filter((reservation) => reservation.action === action)
        .flatMap((reservation) => [...reservation.hosts, ...reservation.suites.flatMap((suite) => suites.get(suite)?.hosts ?? [])]),
    );
  const includes = all.filter(({ action }) => action === "include");
  // Nobody knows at which host an included user sits.
  const isForUsers = includes.some(({ users }) => users.length > 0);
  return {
    excluded: hosts("exclude"),
    included: includes.length > 0 && !isForUsers ? hosts("include") : undefined,
    reservation: (includes[0] ?? all.find(({ action }) => action === "exclude"))?.id,
  };
}

const hostsOf = ({ hosts }: Written, suite: WrittenSuite): readonly string[] => suite.hosts.filter((host) => hosts.has(host));

/** A seat that is bound to hosts is for these; else the option file decides, where there is one. */
function letsIn({ type, hosts }: Licence, door: Door | undefined, host: string): boolean {
  if ((type === "node-locked" || type === "dongle") && hosts.length > 0) return hosts.includes(host);
  return door === undefined || (!door.excluded.has(host) && door.included?.has(host) !== false);
}
