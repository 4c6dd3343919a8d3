import { applicationsOf } from "#inventory/applications.ts";
import type { GivenApplication } from "#inventory/applications.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import { showCount } from "#inventory/show.ts";
import { compareVersions, reachesUpTo } from "#inventory/versions.ts";
import type { Written } from "#inventory/written.ts";
import {
  addNeeds,
  areSeats,
  countSeats,
  findShortage,
  licencesByProduct,
  listDemands,
  seatsOf,
  showBookings,
  suitesByHost,
} from "#licensing/seats.ts";
import type { Demand, Licence, Seats } from "#licensing/seats.ts";

/** Licences run the applications that suites have: those were built before maintenance ended, and are not too new. */
export const maintenance = crossCheck(
  {
    "maintenance-ended": "there are enough seats whose maintenance lasted until the applications of suites were built",
    "version-not-licensed": "there are enough seats for the versions of the applications that suites have",
  },
  function* (written, clock) {
    const demands = listDemands(written, clock);
    const ofHost = suitesByHost(written);
    const releases = Map.groupBy(listReleases(written), ({ application }) => application.product ?? "");
    for (const [product, licences] of licencesByProduct(written))
      for (const release of releases.get(product) ?? []) {
        // Whatever runs a newer release runs this one, too: they take the same seats.
        const newer = (releases.get(product) ?? []).filter((other) => isAsNew(other, release));
        const suites = new Set(newer.flatMap((other) => [...other.suites]));
        const sessions = (demands.get(product) ?? []).filter(({ suite }) => suites.has(suite));
        let left: readonly Licence[] = licences;
        for (const { id, at, runs, where, says, have } of limits) {
          const refusing = left.find((licence) => !runs(licence, release.application));
          left = left.filter((licence) => runs(licence, release.application));
          const lack = refusing && findLack(written, release, sessions, countSeats(left, ofHost));
          if (refusing === undefined || lack === undefined) continue;
          const seats = `${showCount(lack.needed, "seat")} of ${product}${lack.at === undefined ? "" : ` at ${lack.at}`}`;
          yield {
            id,
            path: ["software", release.software, "application", at],
            message: `software ${release.software} ${says(release.application)}; ${lack.who} ${seats} for it${newer.length > 1 ? " and newer ones" : ""}, and there ${areSeats(lack.seats)} ${have}`,
            related: ["licences", refusing.id, where],
          };
          break;
        }
      }
  },
);

/** An application that some suites have. */
interface Release {
  readonly software: string;
  readonly application: GivenApplication["application"];
  readonly suites: Set<string>;
}

/** Why a licence refuses an application, which both say. */
const limits: readonly {
  readonly id: string;
  readonly at: "built_on" | "version";
  readonly where: "maintenance_until" | "version";
  readonly runs: (licence: Licence, application: Release["application"]) => boolean;
  readonly says: (application: Release["application"]) => string;
  readonly have: string;
}[] = [
  {
    id: "maintenance-ended",
    at: "built_on",
    where: "maintenance_until",
    runs: ({ maintenance_until: until }, { built_on: built }) => until === undefined || built === undefined || built <= until,
    says: ({ built_on: built }) => `was built on ${built}`,
    have: "with maintenance until then",
  },
  {
    id: "version-not-licensed",
    at: "version",
    where: "version",
    runs: ({ version: newest }, { version }) => newest === undefined || reachesUpTo(newest, version),
    says: ({ version }) => `is version ${version}`,
    have: "that run it",
  },
];

function listReleases(written: Written): Iterable<Release> {
  const releases = new Map<string, Release>();
  for (const suite of written.suites.keys())
    for (const { software, application } of applicationsOf(written, suite)) {
      const release = releases.get(software) ?? { software, application, suites: new Set() };
      releases.set(software, release);
      release.suites.add(suite);
    }
  return releases.values();
}

const isAsNew = ({ application: one }: Release, { application: other }: Release): boolean =>
  (other.built_on === undefined || (one.built_on !== undefined && one.built_on >= other.built_on)) &&
  compareVersions(one.version, other.version) >= 0;

/** Who lacks seats: those who are booked at the same time, or a suite that has the application and needs one to start it. */
function findLack(
  { suites }: Written,
  { application: { product = "" }, suites: users }: Release,
  sessions: readonly Demand[],
  seats: Seats,
): { readonly who: string; readonly needed: number; readonly at?: string; readonly seats: number } | undefined {
  const shortage = findShortage(sessions, seats);
  if (shortage !== undefined) return { ...shortage, who: showBookings(shortage.demands) };
  for (const suite of users) {
    const needed = addNeeds(suites.get(suite)?.products ?? []).get(product)?.count ?? 1;
    if (needed > seatsOf(seats, suite)) return { who: `suite ${suite} needs`, needed, seats: seatsOf(seats, suite) };
  }
  return undefined;
}
