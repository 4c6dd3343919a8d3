import { crossCheck } from "#inventory/cross-check.ts";

/** A suite mounts one volume at one path. */
export const mountPaths = crossCheck(
  {
    "mount-path-twice": "a suite mounts one volume at one path",
  },
  function* ({ suites }) {
    for (const [suite, { mounts }] of suites) {
      const taken = new Map<string, number>();
      for (const [i, { path, volume }] of mounts.entries()) {
        const first = taken.get(path);
        if (first === undefined) taken.set(path, i);
        else
          yield {
            id: "mount-path-twice",
            path: ["suites", suite, "mounts", i, "path"],
            message: `suite ${suite} already mounts volume ${mounts[first]?.volume ?? volume} at ${path}`,
            related: ["suites", suite, "mounts", first, "path"],
          };
      }
    }
  },
);
