import type { InventoryFinding } from "#inventory/finding.ts";
import type { Source } from "#inventory/facility.ts";
import { escapeInvisible } from "#inventory/show.ts";

const widest = 120;

/** `file:line:column`, or the file alone where a finding is about all of it. */
export const renderSource = ({ file, line, column }: Source): string => escapeInvisible(line === 0 ? file : `${file}:${line}:${column}`);

/** One finding with its line of the file and what to try. */
export function renderFinding(finding: InventoryFinding): string {
  const { id, severity, message, hint, related, excerpt, line, column } = finding;
  const out = [`${renderSource(finding)}: ${severity === "warning" ? "warning: " : ""}${escapeInvisible(message)} [${id}]`];
  if (excerpt !== undefined) out.push(...renderExcerpt(excerpt, line, column));
  if (related !== undefined) out.push(`    see ${renderSource(related)}`);
  if (hint !== undefined) out.push(`    ${escapeInvisible(hint)}`);
  return out.join("\n");
}

/** All findings, and how many there are. */
export function renderFindings(findings: readonly InventoryFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const count = (number: number, word: string): string => (number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`);
  const counts = [count(errors, "mistake"), count(findings.length - errors, "warning")].filter((text) => text !== "");
  return [...findings.map(renderFinding), `${counts.join(" and ")} in the inventory`].join("\n\n");
}

/** The line with its number, and a caret under the column. A long line is cut around it. */
function renderExcerpt(text: string, line: number, column: number): readonly string[] {
  const from = column > widest - 20 ? column - widest / 2 : 0;
  const before = escapeInvisible(text.slice(from, column - 1).replaceAll("\t", " "));
  const after = escapeInvisible(text.slice(column - 1, from + widest).replaceAll("\t", " "));
  const number = String(line);
  return [`    ${number} | ${before}${after}`.trimEnd(), `    ${" ".repeat(number.length)} | ${" ".repeat(before.length)}^`];
}
