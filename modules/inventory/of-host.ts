import type { Baseline, Facility, Host, Suite, TestedSet } from "#inventory/facility.ts";

/** The baseline that a host is held to. */
export const baselineOf = (facility: Facility, { baseline }: Host): Baseline | undefined => facility.baselines.get(baseline ?? "");

/** The suites that a host belongs to. */
export const suitesOf = (facility: Facility, { id }: Host): Suite[] =>
  [...facility.suites.values()].filter(({ hosts }) => hosts.includes(id));

/** The set of software that was tested together and that a host shall have. The suites of one host name the same, or none. */
export const testedSetOf = (facility: Facility, host: Host): TestedSet | undefined =>
  suitesOf(facility, host)
    .map(({ testedSet }) => facility.testedSets.get(testedSet ?? ""))
    .find((set) => set !== undefined);
