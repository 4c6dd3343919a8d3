import { runInNewContext } from "node:vm";

import { crossCheck } from "#inventory/cross-check.ts";
import { isMapping } from "#inventory/mapping.ts";
import { nameOf } from "#inventory/names.ts";
import { isSection } from "#inventory/sections.ts";
import { showText } from "#inventory/show.ts";

const milliseconds = 1000;

/** Ids are as the house names things (facility.naming). */
export const naming = crossCheck(
  {
    naming: "ids are as the house names things (facility.naming)",
    "naming-endless": "a pattern of facility.naming can be decided at once",
  },
  function* (written) {
    for (const [section, pattern] of Object.entries(written.facility?.naming ?? {})) {
      if (!isSection(section)) continue;
      const related = ["facility", "naming", section];
      const misnamed = idsOutside([...written[section].keys()], pattern);
      if (misnamed === undefined)
        yield {
          id: "naming-endless",
          path: related,
          message: `the pattern for ${section} can't be decided in any useful time: ${showText(pattern)}`,
          hint: "Repeats of repeats, such as (a+)+, have more ways to be tried than anybody can wait for.",
        };
      for (const id of misnamed ?? [])
        yield {
          id: "naming",
          path: [section, id],
          on: "key",
          message: `${nameOf([section, id])} is not named as the house names ${section}, which is ${showText(pattern)}`,
          related,
        };
    }
  },
);

/** The ids that a pattern does not match from end to end; undefined when finding out takes too long, as somebody may have meant it to. */
function idsOutside(ids: readonly string[], pattern: string): readonly string[] | undefined {
  if (ids.length === 0) return [];
  // Nothing but the context of a script can be stopped while it matches.
  const look = "const whole = new RegExp(`^(?:${pattern})$`, 'u'); ids.map((id) => whole.test(id))";
  try {
    const fits = runInNewContext(look, { ids, pattern }, { timeout: milliseconds }) as readonly boolean[];
    return ids.filter((_, i) => fits[i] !== true);
  } catch (thrown) {
    // It is an Error of the other context, so that instanceof doesn't know it.
    if (isMapping(thrown) && thrown["code"] === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw thrown;
  }
}
