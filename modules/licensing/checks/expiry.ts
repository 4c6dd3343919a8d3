import { crossCheck } from "#inventory/cross-check.ts";
import type { Clock } from "#inventory/cross-check.ts";
import { addDays, daysBetween } from "#inventory/days.ts";
import type { Problem } from "#inventory/finding.ts";
import { showCount } from "#inventory/show.ts";
import { areSeats, countSeats, findShortage, licencesByProduct, listDemands, showBookings, suitesByHost } from "#licensing/seats.ts";
import type { Demand, Licence, Seats } from "#licensing/seats.ts";

/** Licences last until the bookings that need them are over. Time alone makes these findings, so all of them are warnings. */
export const expiry = crossCheck(
  {
    "licence-expired": { warning: "a licence that is listed has not expired" },
    "licence-ends-early": { warning: "a licence lasts until the last booking that needs it is over" },
    "licence-ends-soon": { warning: "a licence is renewed before the days of notice that the house wants" },
  },
  function* (written, clock) {
    const demands = listDemands(written, clock);
    const ofHost = suitesByHost(written);
    const notice = Math.max(0, ...(written.facility?.policy.notice ?? []));
    for (const [product, licences] of licencesByProduct(written)) {
      const dated = Map.groupBy(licences, ({ expires }) => expires);
      for (const [expires, ending] of dated) {
        if (expires === undefined) continue;
        const lasting = licences.filter((licence) => licence.expires === undefined || licence.expires > expires);
        const lack = describeLack(product, demands.get(product) ?? [], expires, countSeats(lasting, ofHost));
        for (const licence of ending) yield* checkLicence(licence, expires, lack, notice, clock);
      }
    }
  },
);

interface Lack {
  readonly words: string;
  readonly booking: string;
}

/** What the sessions after a licence's last day need beyond the seats that last longer. */
function describeLack(product: string, demands: readonly Demand[], expires: string, seats: Seats): Lack | undefined {
  const after = `${addDays(expires, 1)}T00:00`;
  const later = demands.filter(({ end }) => after < end).map((demand) => (demand.start < after ? { ...demand, start: after } : demand));
  const shortage = findShortage(later, seats);
  const last = shortage?.demands.at(-1);
  if (shortage === undefined || last === undefined) return undefined;
  const words = `${showBookings(shortage.demands)} ${showCount(shortage.needed, "seat")} of ${product} at ${shortage.at}, and then there ${areSeats(shortage.seats)}`;
  return { words, booking: last.booking };
}

function* checkLicence({ id }: Licence, expires: string, lack: Lack | undefined, notice: number, { today }: Clock): Generator<Problem> {
  const path = ["licences", id, "expires"];
  const days = daysBetween(today, expires);
  const needed = lack && { related: ["bookings", lack.booking] };
  if (days < 0)
    yield {
      id: "licence-expired",
      path,
      message: `licence ${id} expired on ${expires}, ${showCount(-days, "day")} ago${lack === undefined ? "" : `; ${lack.words}`}`,
      hint: lack === undefined ? "Remove it, or renew it." : "Renew it.",
      ...needed,
    };
  else if (lack !== undefined)
    yield { id: "licence-ends-early", path, message: `licence ${id} ends on ${expires}; ${lack.words}`, hint: "Renew it.", ...needed };
  else if (days <= notice)
    yield {
      id: "licence-ends-soon",
      path,
      message: `licence ${id} ends in ${showCount(days, "day")}, on ${expires}; the house wants ${showCount(notice, "day")} of notice`,
    };
}
