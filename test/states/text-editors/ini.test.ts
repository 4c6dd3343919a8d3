import { array, boolean, constantFrom, record, tuple } from "fast-check";
import { ini } from "#states/ini.ts";
import type { Ini } from "#states/ini.ts";
import { editsCarefully } from "#support/edits.ts";

const someLine = constantFrom(
  "",
  " ",
  "# a",
  "#a=1",
  ";a = 2",
  "# a 3",
  "a=1",
  " a\t= 1 ",
  "a =",
  "a",
  "a 1",
  "a\t2",
  "ab=1",
  "b=1",
  "b a=1",
  "a:1",
  "=",
  "a==1",
  "[s]",
  "[ s ] # x",
  "[s]\t",
  "[t]",
  "[s",
  "s]",
  "[s]x",
  "ä=1",
  "$(a)=*",
  "a=\\n & %s",
  "a=1\r",
  "[s]\r",
  "\r",
  "#a=1\r",
);
const someFile = tuple(array(someLine, { maxLength: 12 }), boolean(), boolean()).map(([all, ends, dos]) => {
  const end = dos ? "\r\n" : "\n";
  return all.join(end) + (ends && all.length > 0 ? end : "");
});
const someWant = record(
  {
    section: constantFrom("s", "t", "", "u"),
    option: constantFrom("a", "b", "ä", "b a"),
    value: constantFrom("1", "2", "\\n & %s", "", "$(a) 'b' \"c\""),
    separator: constantFrom("=", " = ", " ", "\t", ": "),
    ensure: constantFrom("present" as const, "absent" as const),
  },
  { requiredKeys: ["option", "value"] },
).map((want): Ini => ({ path: "/etc/conf", ...want }));

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The lines of a text that are not about the option, as they are. */
function others(text: string, { section = "", option, separator = " = " }: Ini): string[] {
  let part = "";
  const sign = separator.trim();
  const about = (line: string): boolean => {
    const rest = line.trim().startsWith(option) ? line.trim().slice(option.length) : undefined;
    if (rest === undefined) return false;
    return sign === "" ? rest === "" || /^[ \t]/.test(rest) : rest.trimStart().startsWith(sign);
  };
  return linesOf(text).filter((line) => {
    const header = /^[ \t]*\[([^\]]+)\]\s*([#;].*)?$/.exec(line.trimEnd())?.[1];
    if (header === undefined) return part !== section || /^\s*[#;]/.test(line) || !about(line);
    part = header.trim();
    return true;
  });
}

const ended = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/[\r\n]*$/, ""));

editsCarefully({
  type: ini,
  path: "/etc/conf",
  files: someFile,
  wants: someWant,
  check: (before, after, want) => {
    const [was, is] = [others(before, want), others(after, want)];
    // A last line without an end gets one when others follow it; a section that is missing comes last, after an empty line.
    const made = ended(is.slice(was.length)).filter((line) => line !== "");
    const kept = is.slice(0, was.length);
    return {
      found: { made, whole: kept.slice(0, -1), last: ended(kept).at(-1) },
      wanted: { made: made.length === 0 ? [] : [`[${want.section}]`], whole: was.slice(0, -1), last: ended(was).at(-1) },
    };
  },
  runs: 60,
});
