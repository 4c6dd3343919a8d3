import type { Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";

/** Software is made of something. */
export function* checkSoftware({ software }: Written): Generator<Problem> {
  for (const [id, { packages, application }] of software)
    if (application === undefined && Object.keys(packages).length === 0)
      yield {
        id: "empty-software",
        path: ["software", id],
        on: "key",
        message: `software ${id} has neither packages nor an application`,
      };
}
