import type { Clock } from "#inventory/cross-check.ts";
import { listSessions } from "#inventory/sessions.ts";
import { showNames } from "#inventory/show.ts";
import { findPeak } from "#inventory/spans.ts";
import type { Span } from "#inventory/spans.ts";
import type { Written, WrittenLicence, WrittenSuite } from "#inventory/written.ts";

/** Seats of one product that a session takes. */
export interface Demand extends Span {
  readonly booking: string;
  readonly suite: string;
  readonly count: number;
}

/** Seats of one product: those that any suite may take, and those besides that are bound to the hosts of one. */
export interface Seats {
  readonly shared: number;
  readonly bound: ReadonlyMap<string, number>;
}

/** A moment at which sessions need more seats than there are. */
export interface Shortage {
  readonly at: string;
  readonly needed: number;
  readonly seats: number;
  /** Who needs them, the earliest first. */
  readonly demands: readonly Demand[];
}

/** A licence with its id. */
export interface Licence extends WrittenLicence {
  readonly id: string;
}

/** The licences of each product. */
export const licencesByProduct = ({ licences }: Written): ReadonlyMap<string, readonly Licence[]> =>
  Map.groupBy(
    [...licences].map(([id, licence]) => ({ id, ...licence })),
    ({ product }) => product,
  );

/** The products of a list and how many seats of each, with the place in the list where each stands first. */
export function addNeeds(products: WrittenSuite["products"]): ReadonlyMap<string, { readonly count: number; readonly at: number }> {
  const needs = new Map<string, { readonly count: number; readonly at: number }>();
  for (const [i, { product, count }] of products.entries()) {
    const { count: before, at } = needs.get(product) ?? { count: 0, at: i };
    needs.set(product, { count: before + count, at });
  }
  return needs;
}

/** What the sessions from now on take of each product: what their suites need, and what they name themselves. */
export function listDemands(written: Written, clock: Clock): ReadonlyMap<string, readonly Demand[]> {
  const demands = new Map<string, Demand[]>();
  for (const { id: booking, suite, start, end, products } of listSessions(written, clock)) {
    const ofSuite = written.suites.get(suite)?.products ?? [];
    for (const [product, { count }] of addNeeds([...ofSuite, ...products])) {
      const all = demands.get(product) ?? [];
      demands.set(product, all);
      all.push({ booking, suite, start: start < clock.now ? clock.now : start, end, count });
    }
  }
  return demands;
}

/** The suites that each host is in. */
export function suitesByHost({ suites }: Written): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [suite, { hosts }] of suites) for (const host of hosts) found.set(host, (found.get(host) ?? new Set()).add(suite));
  return found;
}

/** Adds up the seats of licences of one product. What is bound to hosts of several suites goes from one to the other. */
export function countSeats(licences: readonly Licence[], ofHost: ReadonlyMap<string, ReadonlySet<string>>): Seats {
  let shared = 0;
  const bound = new Map<string, number>();
  for (const { type, hosts, count } of licences) {
    const isBound = (type === "node-locked" || type === "dongle") && hosts.length > 0;
    const [suite, ...more] = new Set(isBound ? hosts.flatMap((host) => [...(ofHost.get(host) ?? [])]) : []);
    if (!isBound || more.length > 0) shared += count;
    else if (suite !== undefined) bound.set(suite, (bound.get(suite) ?? 0) + count);
  }
  return { shared, bound };
}

/** The seats that a suite can have when it is alone. */
export const seatsOf = ({ shared, bound }: Seats, suite: string): number => shared + (bound.get(suite) ?? 0);

/** The moment at which sessions need most beyond the seats that their suites have to themselves, where that is too much. */
export function findShortage(demands: readonly Demand[], { shared, bound }: Seats): Shortage | undefined {
  const fromBound = ({ suite, count }: Demand): number => Math.min(count, bound.get(suite) ?? 0);
  const peak = findPeak(demands.map((demand) => ({ start: demand.start, end: demand.end, amount: demand.count - fromBound(demand) })));
  if (peak === undefined || peak.total <= shared) return undefined;
  const active = demands.filter(({ start, end }) => start <= peak.at && peak.at < end);
  const own = active.reduce((sum, demand) => sum + fromBound(demand), 0);
  return { at: peak.at, needed: peak.total + own, seats: shared + own, demands: active };
}

/** `bookings monday and tuesday need`: who needs what there is too little of. */
export function showBookings(demands: readonly Demand[]): string {
  const ids = showNames(demands.map(({ booking }) => booking));
  return demands.length === 1 ? `booking ${ids} needs` : `bookings ${ids} need`;
}

/** `is 1`, `are 3`. */
export const areSeats = (seats: number): string => `${seats === 1 ? "is" : "are"} ${seats}`;
