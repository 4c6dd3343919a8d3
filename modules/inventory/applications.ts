import type { Path } from "#inventory/finding.ts";
import type { Written, WrittenSoftware } from "#inventory/written.ts";

/** An application that a suite has, the software it comes as, and where it is said that the suite has it. */
export interface GivenApplication {
  readonly software: string;
  readonly application: NonNullable<WrittenSoftware["application"]>;
  readonly from: Path;
}

/** The applications of a suite: those of its tested set, and those it names itself. */
export function applicationsOf({ suites, tested_sets, software }: Written, suite: string): readonly GivenApplication[] {
  const { software: own = [], tested_set: set = "" } = suites.get(suite) ?? {};
  const given = [
    ...(tested_sets.get(set)?.software ?? []).map((id, i) => ({ id, from: ["tested_sets", set, "software", i] })),
    ...own.map((id, i) => ({ id, from: ["suites", suite, "software", i] })),
  ];
  return given.flatMap(({ id, from }) => {
    const application = software.get(id)?.application;
    return application === undefined ? [] : [{ software: id, application, from }];
  });
}
