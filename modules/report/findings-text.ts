import { structuredPatch } from "diff";
import { wasReached } from "#core/verdict.ts";
import type { Change, Finding, HostReport, NotLooked } from "#core/verdict.ts";
import { count, differing, plural } from "#report/count.ts";
import { colourOf } from "#report/paint.ts";
import type { Paint } from "#report/paint.ts";
import { oneLine, printable } from "#core/printable.ts";

export interface TextOptions {
  readonly paint: Paint;
  /** Whole unified diffs with context instead of the changed lines alone. */
  readonly diff: boolean;
  /** What a run changed, by host, as it was before. */
  readonly changed?: Changed;
}

/** What a run changed, by host, each finding as it was before the change. */
export type Changed = ReadonlyMap<string, readonly Finding[]>;

const shownLines = 12;

function renderPatch({ want, have }: Change, { paint, diff }: TextOptions): string[] {
  const { hunks } = structuredPatch("host", "declared", have, want, undefined, undefined, { context: diff ? 3 : 0 });
  const all = hunks.flatMap((hunk) => [
    ...(diff ? [paint("cyan", `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`)] : []),
    ...hunk.lines.map((line) => {
      const text = printable(line);
      if (line.startsWith("-")) return paint("red", text);
      return line.startsWith("+") ? paint("green", text) : text;
    }),
  ]);
  const hidden = diff ? 0 : all.length - shownLines;
  return hidden > 0 ? [...all.slice(0, shownLines), `… ${plural(hidden, "more line")}, --diff shows all`] : all;
}

function renderChange(change: Change, options: TextOptions): string[] {
  const { fact, want, have } = change;
  if (want.includes("\n") || have.includes("\n")) {
    const header = have === "" ? `${fact}: not there, declared:` : `${fact}: - on the host, + declared`;
    return [header, ...renderPatch(change, options).map((line) => `  ${line}`)];
  }
  const shown = (value: string): string => (value === "" ? "(nothing)" : oneLine(value));
  return [`${fact}: ${options.paint("red", shown(have))} => ${options.paint("green", shown(want))}`];
}

const isNew = (changes: readonly Change[]): boolean => changes.length > 0 && changes.every(({ have }) => have === "");

/** What shall come to be where nothing is yet, in few lines: there is no old value to compare with. */
function renderNew(changes: readonly Change[], options: TextOptions): string[] {
  const isText = ({ want }: Change): boolean => want.includes("\n");
  const facts = changes.filter((change) => !isText(change));
  const short = facts.map(({ fact, want }) => `${fact} ${options.paint("green", oneLine(want))}`).join(", ");
  const texts = changes.filter(isText);
  const told = options.diff
    ? texts.flatMap((change) => renderChange(change, options))
    : texts.map(({ fact, want }) => `${fact} of ${plural(want.split("\n").length - 1, "line")}, --diff shows it`);
  if (facts.length === 1) return [...facts.flatMap((change) => renderChange(change, options)), ...told];
  return [...(facts.length > 1 ? [`${options.paint("red", "(nothing)")} => ${short}`] : []), ...told];
}

function symbolOf({ verdict, changes }: Finding): string {
  if (verdict === "error") return "!";
  if (isNew(changes)) return "+";
  return changes.every(({ want }) => want === "") ? "-" : "~";
}

function renderFinding(finding: Finding, options: TextOptions, word: string = finding.verdict): string[] {
  const { verdict, role, state, changes, reason } = finding;
  const about = [role, ...(state.controls ?? [])].join(", ");
  const details = [
    ...(reason === undefined ? [] : printable(reason).split("\n")),
    ...(verdict === "blocked"
      ? []
      : isNew(changes)
        ? renderNew(changes, options)
        : changes.flatMap((change) => renderChange(change, options))),
    ...(state.why === undefined ? [] : [`why: ${oneLine(state.why)}`]),
    ...(state.restarts === undefined ? [] : [`then restarts ${state.restarts}`]),
  ];
  return [
    `  ${options.paint(colourOf[verdict], `${symbolOf(finding)} ${oneLine(state.id)}`)}  ${word} (${about})`,
    ...details.map((line) => `      ${line}`),
  ];
}

function renderHost(report: HostReport, options: TextOptions): string[] {
  if (!wasReached(report)) return [report.host, ...renderUnreachable(report, options)];
  const changed = (options.changed?.get(report.host) ?? []).flatMap((finding) => renderFinding(finding, options, "changed"));
  const others = report.findings.filter(({ verdict }) => verdict !== "conforming").flatMap((finding) => renderFinding(finding, options));
  return changed.length + others.length === 0 ? [] : [report.host, ...changed, ...others];
}

const renderUnreachable = ({ unreachable, hint }: NotLooked, { paint }: TextOptions): string[] => [
  `  ${paint("redBright", "! unreachable")}  ${printable(unreachable)}`,
  ...(hint === undefined ? [] : [`      ${printable(hint)}`]),
];

/** Ansible's recap line, with our own counts after it. */
export function recap(report: HostReport, width: number, paint: Paint, changed = 0): string {
  const c = count(report);
  const line =
    `${report.host.padEnd(width)} : ok=${c.conforming} changed=${changed} unreachable=${c.unreachable} failed=${c.error} skipped=${c.blocked}` +
    ` drift=${c.drift} pending=${c.pending} due=${c.due} waived=${c.waived}`;
  if (c.unreachable === 1 || c.error > 0) return paint("red", line);
  return paint(differing(c) + c.due + changed > 0 ? "yellow" : "green", line);
}

/** What was found on some hosts, host by host: only what is not as declared, then one recap line each. */
export function renderFindings(reports: readonly HostReport[], options: TextOptions): string {
  const width = Math.max(0, ...reports.map(({ host }) => host.length));
  const hosts = reports.map((report) => renderHost(report, options)).filter((lines) => lines.length > 0);
  const recaps = reports.map((report) => recap(report, width, options.paint, options.changed?.get(report.host)?.length));
  return [...hosts.flatMap((lines) => [...lines, ""]), ...recaps].join("\n");
}

/** The whole look in one sentence. */
export function summary(reports: readonly HostReport[], changed?: Changed): string {
  const counts = reports.map(count);
  const sum = (of: (c: (typeof counts)[number]) => number): number => counts.reduce((total, c) => total + of(c), 0);
  const reached = reports.filter(wasReached);
  const states = reached.reduce((total, { findings }) => total + findings.length, 0);
  const unreached = reports.length - reached.length;
  const touched = [...(changed?.values() ?? [])].reduce((total, findings) => total + findings.length, 0);
  const parts = [
    changed !== undefined && (touched === 0 ? "nothing was changed" : `${plural(touched, "state")} changed`),
    reached.length > 0 &&
      (states > 0 && sum(differing) + sum((c) => c.due) === 0 && sum((c) => c.error) === 0
        ? `${plural(states, "state")} on ${plural(reached.length, "host")}: all as declared`
        : `${sum(differing)} of ${plural(states, "state")} on ${plural(reached.length, "host")} differ`),
    sum((c) => c.due) > 0 &&
      `${plural(
        sum((c) => c.due),
        "state",
      )} only a person can put right`,
    sum((c) => c.error) > 0 && `${sum((c) => c.error)} could not be judged or repaired`,
    unreached > 0 && `${plural(unreached, "host")} could not be reached`,
  ];
  return `${parts.filter((part) => part !== false).join("; ")}.`;
}
