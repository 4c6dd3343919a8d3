import { crossCheck } from "#inventory/cross-check.ts";
import type { Written, WrittenException } from "#inventory/written.ts";

/** An exception is for one class of suites at most: what is allowed to ingest is not allowed to everybody with it. */
export const exceptionScope = crossCheck(
  { "exception-too-wide": "an exception covers suites and hosts of one class at most" },
  function* ({ exceptions, suites, hosts }) {
    const ofHost = classesByHost(suites);
    const ofBaseline = new Map<string, Set<string>>();
    for (const [id, { baseline }] of hosts)
      for (const name of ofHost.get(id) ?? []) if (baseline !== undefined) addTo(ofBaseline, baseline, name);
    for (const [id, { scope }] of exceptions) {
      const classes = [...classesIn(scope, suites, ofHost, ofBaseline)].toSorted();
      if (classes.length > 1)
        yield {
          id: "exception-too-wide",
          path: ["exceptions", id, "scope"],
          message: `exception ${id} covers suites of ${classes.length} classes: ${classes.join(", ")}`,
          hint: "Have one approved for each class, with the reason that holds there.",
        };
    }
  },
);

function classesIn(
  { classes = [], suites = [], hosts = [], baselines = [] }: WrittenException["scope"],
  known: Written["suites"],
  ofHost: ReadonlyMap<string, ReadonlySet<string>>,
  ofBaseline: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  return new Set([
    ...classes,
    ...suites.flatMap((suite) => known.get(suite)?.class ?? []),
    ...hosts.flatMap((host) => [...(ofHost.get(host) ?? [])]),
    ...baselines.flatMap((baseline) => [...(ofBaseline.get(baseline) ?? [])]),
  ]);
}

function classesByHost(suites: Written["suites"]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { class: name, hosts } of suites.values()) for (const host of hosts) addTo(found, host, name);
  return found;
}

const addTo = (sets: Map<string, Set<string>>, key: string, value: string): void =>
  void sets.set(key, (sets.get(key) ?? new Set()).add(value));
