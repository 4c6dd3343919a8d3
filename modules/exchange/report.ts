import type { Draft, LeftOut } from "#exchange/from/draft.ts";
import { sectionNames, sections } from "#inventory/sections.ts";
import { escapeInvisible, showNames } from "#inventory/show.ts";
import { plural } from "#report/count.ts";

/** What an import took. */
export function describeTaken(draft: Draft): string {
  const counts = sectionNames.flatMap((section) => {
    const { size } = draft.entries(section);
    return size === 0 ? [] : [plural(size, sections[section].noun)];
  });
  return counts.join(", ");
}

/** What it left out and why, a line for each reason. */
export function describeLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  const byReason = Map.groupBy(leftOut, ({ why }) => why);
  return [...byReason].flatMap(([why, items]) => {
    const byOwners = Map.groupBy(
      [...Map.groupBy(items, ({ what }) => what)].map(([what, same]) => ({ what, of: [...new Set(same.map(({ of }) => of))].toSorted() })),
      ({ of }) => of.join("\n"),
    );
    return [...byOwners.values()].map((same) => {
      const of = (same[0]?.of ?? []).filter((name) => name !== "");
      const whats = showNames(same.map(({ what }) => what));
      return escapeInvisible(`${whats}${of.length === 0 ? "" : ` of ${showNames(of)}`}: ${why}`);
    });
  });
}
