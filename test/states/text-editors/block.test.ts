import { array, boolean, constantFrom, record, tuple } from "fast-check";
import { block } from "#states/block.ts";
import type { Block } from "#states/block.ts";
import { editsCarefully } from "#support/edits.ts";

const someLine = constantFrom(
  "# BEGIN CONFORM x",
  "# END CONFORM x",
  "a",
  "b",
  "",
  " a",
  "# BEGIN CONFORM x ",
  "# END CONFORM y",
  "\\n & %s",
  "ä\r",
);
const someFile = tuple(array(someLine, { maxLength: 10 }), boolean(), boolean()).map(([all, ends, dos]) => {
  const end = dos ? "\r\n" : "\n";
  return all.join(end) + (ends && all.length > 0 ? end : "");
});
const someWant = record(
  {
    block: constantFrom("a", "a\nb\n", "b\n\nb", "\\n & %s\nä", "$(a)\n'b'"),
    ensure: constantFrom("present" as const, "absent" as const),
    insertBefore: constantFrom("BOF", "^a", "b$"),
  },
  { requiredKeys: ["block"] },
).map((want): Block => ({ path: "/etc/conf", name: "x", create: true, ...want }));

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const bare = (line: string): string => line.replace(/\r?\n?$/, "");

/** The lines of a text outside of every block, as they are; of a block without one of its marks, only if they are all there. */
function others(text: string, lines: readonly string[]): string[] {
  const rest = linesOf(text);
  const kept: string[] = [];
  const equal = (some: readonly string[]): boolean => some.length === lines.length && some.every((line, i) => bare(line) === lines[i]);
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    if (bare(line) === "# BEGIN CONFORM x") {
      const next = rest.findIndex((each) => /^# (BEGIN|END) CONFORM x$/.test(bare(each)));
      if (next >= 0 && bare(rest[next] ?? "").startsWith("# END")) rest.splice(0, next + 1);
      else if (equal(rest.slice(0, lines.length))) rest.splice(0, lines.length);
    } else if (bare(line) === "# END CONFORM x") {
      if (equal(kept.slice(-lines.length))) kept.splice(-lines.length);
    } else kept.push(line);
  }
  return kept;
}

editsCarefully({
  type: block,
  path: "/etc/conf",
  files: someFile,
  wants: someWant,
  check: (before, after, { block: text, ensure }) => {
    const lines = (typeof text === "string" ? text : "").replace(/\n$/, "").split("\n");
    const [was, is] = [others(before, lines), others(after, lines)];
    return {
      found: { ours: linesOf(after).length - is.length, whole: is.slice(0, -1), last: bare(is.at(-1) ?? "") },
      wanted: { ours: ensure === "absent" ? 0 : lines.length + 2, whole: was.slice(0, -1), last: bare(was.at(-1) ?? "") },
    };
  },
  runs: 60,
});
