import { array, boolean, constantFrom, record, tuple } from "fast-check";
import { line } from "#states/line.ts";
import type { Line } from "#states/line.ts";
import { editsCarefully } from "#support/edits.ts";

/** What the file shall be afterwards, said a second time in another way. */
function expected(text: string, { line, match, ensure }: Line): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const bare = (each: string): string => each.replace(/\n$/, "");
  const isMine = (each: string): boolean => (match === undefined ? bare(each) === line : new RegExp(match).test(bare(each)));
  const mine = lines.filter(isMine);
  if (ensure === "absent") return lines.filter((each) => !isMine(each)).join("");
  if (mine.length > 0 && mine.every((each) => bare(each) === line)) return text;
  if (mine.length > 0)
    return lines
      .flatMap((each, i) => (i === lines.findIndex(isMine) ? [line + each.slice(bare(each).length)] : isMine(each) ? [] : [each]))
      .join("");
  if (match !== undefined && lines.some((each) => bare(each) === line)) return text;
  return (text === "" || text.endsWith("\n") ? text : `${text}\n`) + `${line}\n`;
}

const someLine = constantFrom("a", "b", "aa", " a", "a ", "", "#a", "x y", "*", "$(a)", "\\n", "-e", "ä", "a\r", "[a]");
const someFile = tuple(array(someLine, { maxLength: 8 }), boolean()).map(
  ([all, ends]) => all.join("\n") + (ends && all.length > 0 ? "\n" : ""),
);
const someWant = record(
  {
    line: constantFrom("a", "b", "*", "$(a)", "-e", "\\n", "ä", " a"),
    match: constantFrom("^#?a", "a$", "b|x", "^[ab]$", "\\*", "zzz"),
    ensure: constantFrom("present" as const, "absent" as const),
  },
  { requiredKeys: ["line"] },
).map((want): Line => ({ path: "/etc/conf", ...want }));

editsCarefully({
  type: line,
  path: "/etc/conf",
  files: someFile,
  wants: someWant,
  check: (before, after, want) => ({ found: after, wanted: expected(before, want) }),
});
