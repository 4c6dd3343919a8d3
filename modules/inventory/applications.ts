import type { Path } from "#inventory/finding.ts";
import type { Written, WrittenSoftware } from "#inventory/written.ts";

/** An application, the software it comes as, and the place that gives it to somebody. */
export interface GivenApplication {
  readonly software: string;
  readonly application: NonNullable<WrittenSoftware["application"]>;
  readonly from: Path;
}

/** The applications among the software that a suite or a tested set names. */
export function applicationsIn(written: Written, section: "suites" | "tested_sets", id: string): readonly GivenApplication[] {
  return (written[section].get(id)?.software ?? []).flatMap((software, i) => {
    const application = written.software.get(software)?.application;
    return application === undefined ? [] : [{ software, application, from: [section, id, "software", i] }];
  });
}

/** The applications of a suite: those of its tested set, and those it names itself. */
export const applicationsOf = (written: Written, suite: string): readonly GivenApplication[] => [
  ...applicationsIn(written, "tested_sets", written.suites.get(suite)?.tested_set ?? ""),
  ...applicationsIn(written, "suites", suite),
];
