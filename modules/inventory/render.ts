import type { InventoryFinding } from "#inventory/finding.ts";
import type { Source } from "#inventory/facility.ts";
import type { WaivedFinding } from "#inventory/read.ts";
import { escapeInvisible } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

const widest = 120;

/** `file:line:column`, or the file alone where a finding is about all of it. */
export const renderSource = ({ file, line, column }: Source): string => escapeInvisible(line === 0 ? file : `${file}:${line}:${column}`);

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: "bold" | "dim" | "red" | "yellow" | "blue", text: string) => string;

const plain: Paint = (_, text) => text;

/** One finding with its line of the file and what to try. */
export const renderFinding = (finding: InventoryFinding): string => paintFinding(finding, plain);

/** The same for a terminal. */
export function paintFinding(finding: InventoryFinding, paint: Paint): string {
  const { id, severity, message, hint, related, excerpt, line, column } = finding;
  const word = severity === "warning" ? `${paint("yellow", "warning")}: ` : "";
  const out = [`${paint("bold", renderSource(finding))}: ${word}${escapeInvisible(message)} ${paint("dim", `[${id}]`)}`];
  if (excerpt !== undefined)
    out.push(...renderExcerpt(excerpt, line, column, (text) => paint(severity === "warning" ? "yellow" : "red", text)));
  if (related !== undefined) out.push(`    see ${renderSource(related)}`);
  if (hint !== undefined) out.push(`    ${escapeInvisible(hint)}`);
  return out.join("\n");
}

/** A finding in two lines, and the exception that allows it: what is known needs no excerpt. */
export function renderWaived({ exception: id, ...finding }: WaivedFinding, { exceptions }: Written, paint: Paint): string {
  const exception = exceptions.get(id);
  const until =
    exception &&
    `until ${exception.expires} by exception ${id}, approved by ${exception.approved_by}: ${exception.reason.trim().replaceAll(/\s+/g, " ")}`;
  return [
    `${paint("bold", renderSource(finding))}: ${paint("blue", "waived")}: ${escapeInvisible(finding.message)} ${paint("dim", `[${finding.id}]`)}`,
    `    ${escapeInvisible(until ?? `by exception ${id}`)}`,
  ].join("\n");
}

/** All findings, and how many there are. */
export const renderFindings = (findings: readonly InventoryFinding[]): string =>
  [...findings.map(renderFinding), `${countFindings(findings)} in the inventory`].join("\n\n");

/** How many mistakes and warnings there are, in words. */
export function countFindings(findings: readonly InventoryFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const count = (number: number, word: string): string => (number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`);
  return [count(errors, "mistake"), count(findings.length - errors, "warning")].filter((text) => text !== "").join(" and ");
}

/** The line with its number, and a caret under the column. A long line is cut around it. */
function renderExcerpt(text: string, line: number, column: number, paint: (text: string) => string): readonly string[] {
  const from = column > widest - 20 ? column - widest / 2 : 0;
  const before = escapeInvisible(text.slice(from, column - 1).replaceAll("\t", " "));
  const after = escapeInvisible(text.slice(column - 1, from + widest).replaceAll("\t", " "));
  const number = String(line);
  return [`    ${number} | ${before}${after}`.trimEnd(), `    ${" ".repeat(number.length)} | ${" ".repeat(before.length)}${paint("^")}`];
}
