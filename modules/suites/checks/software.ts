import { crossCheck } from "#inventory/cross-check.ts";

/** Software is made of something. */
export const softwareParts = crossCheck(
  {
    "empty-software": "software is made of something",
  },
  function* ({ software }) {
    for (const [id, { packages, application }] of software)
      if (application === undefined && Object.keys(packages).length === 0)
        yield {
          id: "empty-software",
          path: ["software", id],
          on: "key",
          message: `software ${id} has neither packages nor an application`,
        };
  },
);
