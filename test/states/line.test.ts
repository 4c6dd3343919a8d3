import { array, assert, asyncProperty, boolean, constantFrom, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { line } from "#states/line.ts";
import type { Line } from "#states/line.ts";
import { describeState, driftOf } from "#support/describe-state.ts";
import { lookScript, readFacts, repairScript } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";
import type { ScratchHost } from "#support/scratch-host.ts";

const limits = { path: "/etc/limits.conf", line: "@audio - rtprio 95" };
const threads = { path: "/etc/nfs.conf", line: "threads=32", match: "^#?threads=" };

describeState(
  line,
  [
    { it: "is quiet when the line is there", want: limits, found: { line: "@audio - rtprio 95" }, drifts: [], repair: [] },
    {
      it: "is quiet when a line that shall not be there isn't",
      want: { ...limits, ensure: "absent" },
      found: { line: "" },
      drifts: [],
      repair: [],
    },
  ],
  {
    tells: [
      {
        it: "finds the line",
        want: limits,
        files: { "/etc/limits.conf": "# x\n@audio - rtprio 95\n" },
        tells: { line: "@audio - rtprio 95" },
      },
      {
        it: "does not take a part of a line for it",
        want: limits,
        files: { "/etc/limits.conf": "#@audio - rtprio 95\n" },
        tells: { line: "" },
      },
      { it: "finds nothing where there is no file", want: limits, tells: { line: "" } },
      {
        it: "shows the line that stands in its place",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n" },
        tells: { line: "#threads=8" },
      },
      {
        it: "shows that the file says two things",
        want: threads,
        files: { "/etc/nfs.conf": "threads=32\nthreads=64\n" },
        tells: { line: "threads=32\nthreads=64" },
      },
      {
        it: "does not mind that the file says the same twice",
        want: threads,
        files: { "/etc/nfs.conf": "threads=32\nthreads=32\n" },
        tells: { line: "threads=32" },
      },
      {
        it: "finds a line that its own pattern does not match",
        want: { ...limits, match: "^@sound" },
        files: { "/etc/limits.conf": "@audio - rtprio 95\n" },
        tells: { line: "@audio - rtprio 95" },
      },
      {
        it: "cannot look with a pattern that finds empty lines, too",
        want: { ...limits, match: "^x*" },
        tells: { "!cannot": "the pattern ^x* also finds empty lines" },
      },
      {
        it: "cannot look with a pattern that is none",
        want: { ...limits, match: "a(" },
        files: { "/etc/limits.conf": "a\n" },
        tells: { "!cannot": "grep does not understand the pattern a(" },
      },
    ],
    repairs: [
      {
        it: "adds it at the end, and takes it away again",
        want: limits,
        files: { "/etc/limits.conf": "# limits\n" },
        drifts: ["line"],
        leaves: { "/etc/limits.conf": "# limits\n@audio - rtprio 95\n" },
        undone: { "/etc/limits.conf": "# limits\n" },
      },
      {
        it: "ends the last line before it adds its own",
        want: limits,
        files: { "/etc/limits.conf": "a\r\nb" },
        drifts: ["line"],
        leaves: { "/etc/limits.conf": "a\r\nb\n@audio - rtprio 95\n" },
      },
      { it: "makes the file when there is none", want: limits, drifts: ["line"], leaves: { "/etc/limits.conf": "@audio - rtprio 95\n" } },
      {
        it: "takes the place of what it replaces, and gives it back",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n\n\nthreads=64\n[mountd]\n" },
        drifts: ["line"],
        leaves: { "/etc/nfs.conf": "[nfsd]\nthreads=32\n\n\n[mountd]\n" },
        undone: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n\n\n[mountd]\n" },
      },
      {
        it: "removes every line that matches and nothing else, also when the last one has no end",
        want: { ...threads, ensure: "absent" },
        files: { "/etc/nfs.conf": "threads=1\n[nfsd]\n  threads=2\n#threads=3" },
        drifts: ["line"],
        leaves: { "/etc/nfs.conf": "[nfsd]\n  threads=2\n" },
      },
    ],
    refuses: [
      {
        it: "does not write through a link",
        want: limits,
        files: { "/etc/limits.conf": "-> /etc/other", "/etc/other": "a\n" },
        says: /symbolic link/,
      },
    ],
  },
);

const look = async (host: ScratchHost, want: Line): Promise<Record<string, string>> =>
  readFacts((await host.run(lookScript(line.inspect(want)))).stdout)[0] ?? {};

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

test.each(["dash", "busybox"] as const)(
  "%s: applied twice is applied once, and every other byte stays",
  (userland) =>
    onScratchHost(userland, {}, (host) =>
      assert(
        asyncProperty(someFile, someWant, async (text, want) => {
          host.write({ "/etc/conf": text });
          await host.run(repairScript(line.repair(want, driftOf(line, want, await look(host, want)))));
          const once = host.read("/etc/conf");
          expect(once).toBe(expected(text, want));
          expect(driftOf(line, want, await look(host, want))).toEqual({});
          // Even a repair that nothing called for changes nothing more.
          await host.run(repairScript(line.repair(want, { line: { want: line.expect(want).line ?? "", have: "" } })));
          expect(host.read("/etc/conf")).toBe(once);
        }),
        { numRuns: 25 },
      ),
    ),
  60_000,
);
