import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";
import { storageCarriers } from "#storage/demand.ts";
import { timelineOf } from "#storage/sessions.ts";
import { findOverloads } from "#storage/checks/overload.ts";

/** Suites that are at work together get the streams they ask for, from volumes that they mount. */
export const demand = crossCheck(
  {
    "volume-overload": "suites at work together ask no more of a volume than may be planned with",
    "system-overload": "suites at work together ask no more of a storage system than may be planned with",
    "client-overload": "a suite asks no more of a volume than a single client gets",
    "too-many-streams": "suites at work together run no more streams on a volume than it bears",
    "demand-not-mounted": "a suite mounts the volumes that it asks for streams",
    "demand-read-only": "a suite mounts the volumes that it writes to for writing",
  },
  function* (written, { now }) {
    yield* checkMounts(written);
    const rules = { volume: "volume-overload", system: "system-overload", client: "client-overload", streams: "too-many-streams" };
    yield* findOverloads(storageCarriers(written), rules, timelineOf(written), now);
  },
);

function* checkMounts({ suites }: Written): Generator<Problem> {
  for (const [suite, { demand, mounts }] of suites) {
    const mounted = new Map<string, number>();
    // Where one is for writing, that one counts.
    for (const [i, { volume, mode }] of mounts.entries()) if (mode === "rw" || !mounted.has(volume)) mounted.set(volume, i);
    for (const [i, { volume, mode }] of demand.entries()) {
      const at = mounted.get(volume);
      const path = ["suites", suite, "demand", i];
      if (at === undefined)
        yield {
          id: "demand-not-mounted",
          path: [...path, "volume"],
          message: `suite ${suite} asks for streams of volume ${volume}, which it does not mount`,
          related: ["suites", suite, "mounts"],
        };
      else if (mode === "write" && mounts[at]?.mode === "ro")
        yield {
          id: "demand-read-only",
          path: [...path, "mode"],
          message: `suite ${suite} writes to volume ${volume}, but mounts it only for reading`,
          related: ["suites", suite, "mounts", at, "mode"],
        };
    }
  }
}
