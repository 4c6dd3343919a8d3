import { structuredPatch } from "diff";
import { printable } from "#core/printable.ts";
import type { Paint } from "#report/paint.ts";

/** A change of one file as unified diff, with three lines around it. */
export function renderPatch(name: string, before: string | undefined, after: string, paint: Paint): string {
  const { hunks } = structuredPatch(name, name, before ?? "", after, undefined, undefined, { context: 3 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    paint("cyan", `@@ -${span(oldStart, oldLines)} +${span(newStart, newLines)} @@`),
    ...lines.map((line) => {
      const text = printable(line.replace(/\r$/, ""));
      return line.startsWith("-") ? paint("red", text) : line.startsWith("+") ? paint("green", text) : text;
    }),
  ]);
  return [`--- ${printable(before === undefined ? "/dev/null" : name)}`, `+++ ${printable(name)}`, ...lines].join("\n");
}

/** Where a hunk is; without lines it is after the line before it. */
const span = (start: number, lines: number): string => `${lines === 0 ? start - 1 : start},${lines}`;
