import { applicationsIn } from "#inventory/applications.ts";
import type { GivenApplication } from "#inventory/applications.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { showNames } from "#inventory/show.ts";
import { compareVersions, isVersionOf, letsIn } from "#inventory/versions.ts";
import type { WrittenTestedSet } from "#inventory/written.ts";

/** What was tested together can run together: system, kernel, drivers, the client of shared storage and applications. */
export const combinations = crossCheck(
  {
    "unsupported-os": "the operating system of a tested set is one that its applications run on",
    "unsupported-kernel": "the kernel of a tested set is one that its applications run on",
    "unsupported-driver": "the drivers of a tested set are new enough for its applications",
    "san-client-kernel": "the kernel of a tested set is the one that its client of shared storage was built for",
  },
  function* (written) {
    const held = Map.groupBy(written.suites, ([, { tested_set }]) => tested_set);
    for (const [id, set] of written.tested_sets) {
      yield* checkSanClient(id, set);
      const given = [
        ...applicationsIn(written, "tested_sets", id),
        // What a suite has beside its set runs on the same system.
        ...(held.get(id) ?? []).flatMap(([suite]) => applicationsIn(written, "suites", suite)),
      ];
      for (const application of given) {
        yield* checkSystem(id, set, application);
        yield* checkDrivers(id, set, application);
      }
    }
  },
);

function* checkSanClient(id: string, { kernel, san_client }: WrittenTestedSet): Generator<Problem> {
  const built = san_client?.kernel;
  if (san_client === undefined || built === undefined || (kernel !== undefined && letsIn(built, kernel))) return;
  yield {
    id: "san-client-kernel",
    path: ["tested_sets", id, "san_client", "kernel"],
    message: `the ${san_client.protocol} client of tested set ${id} was built for kernel ${built}, but ${pins(id, kernel)}`,
    ...(kernel !== undefined && { related: ["tested_sets", id, "kernel"] }),
  };
}

function* checkSystem(id: string, set: WrittenTestedSet, { software, application, from }: GivenApplication): Generator<Problem> {
  const { os, kernel } = application.needs ?? {};
  const needs = ["software", software, "application", "needs"];
  if (os?.some(({ family, release }) => family === set.os.family && isVersionOf(set.os.release, release)) === false)
    yield {
      id: "unsupported-os",
      path: from,
      message: `software ${software} runs on ${showNames(os.map(showOs))}, but tested set ${id} is of ${showOs(set.os)}`,
      related: [...needs, "os"],
    };
  if (kernel !== undefined && (set.kernel === undefined || !letsIn(kernel, set.kernel)))
    yield {
      id: "unsupported-kernel",
      path: from,
      message: `software ${software} runs on kernel ${kernel}, but ${pins(id, set.kernel)}`,
      related: [...needs, "kernel"],
    };
}

function* checkDrivers(id: string, set: WrittenTestedSet, { software, application, from }: GivenApplication): Generator<Problem> {
  for (const card of ["nvidia", "decklink", "kona"] as const) {
    const lowest = application.needs?.drivers?.[card];
    const version = set.driver_versions[card];
    // Without any driver in the set, none of its hosts has such a card.
    if (lowest === undefined || (version === undefined && set.drivers[card] === undefined)) continue;
    if (version !== undefined && compareVersions(version, lowest) >= 0) continue;
    yield {
      id: "unsupported-driver",
      path: from,
      message: `software ${software} needs the driver of ${card} to be ${lowest} or newer, but tested set ${id} ${version === undefined ? "doesn't say which one it has" : `has ${version}`}`,
      related: ["software", software, "application", "needs", "drivers", card],
      ...(version === undefined && { hint: "Name the version that was tested under `driver_versions`." }),
    };
  }
}

const showOs = ({ family, release }: WrittenTestedSet["os"]): string => `${family} ${release}`;

const pins = (id: string, kernel: string | undefined): string =>
  kernel === undefined ? `tested set ${id} pins none` : `tested set ${id} pins ${kernel}`;
