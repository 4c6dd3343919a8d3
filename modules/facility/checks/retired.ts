import { crossCheck } from "#inventory/cross-check.ts";
import { nameOf } from "#inventory/names.ts";
import { followPath, listReferences } from "#inventory/references.ts";
import { entryOf } from "#inventory/places.ts";

// What came in place of something, what broke, and what is allowed outlive the gear.
const isRecord = (at: readonly string[]): boolean => at.at(-1) === "supersedes" || at[0] === "faults" || at[0] === "exceptions";

/** Nothing relies on gear that is gone. */
export const retired = crossCheck({ "retired-in-use": { warning: "nothing relies on gear that is retired" } }, function* (written) {
  for (const { at, to } of listReferences()) {
    if (to !== "assets" || isRecord(at)) continue;
    for (const [path, id] of followPath(written, at))
      if (written.assets.get(id)?.status === "retired")
        yield {
          id: "retired-in-use",
          path,
          message: `${nameOf(entryOf(path))} relies on asset ${id}, which is retired`,
          hint: "Name what came in its place, or remove it here.",
          related: ["assets", id, "status"],
        };
  }
});
