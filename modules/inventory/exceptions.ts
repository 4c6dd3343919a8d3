import { didYouMean } from "#core/nearest.ts";
import type { Clock } from "#inventory/cross-check.ts";
import { daysBetween } from "#inventory/days.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import type { Written, WrittenException } from "#inventory/written.ts";

/** What a cross-check found, and the approved exception that says it may be so, if there is one. */
export interface Judged {
  readonly problem: Problem;
  readonly waivedBy?: string;
}

/** The rules of exceptions themselves. */
export const exceptionRules = {
  "unknown-check": "an exception names a cross-check that there is",
  "exception-unapproved": { warning: "an exception is approved by somebody, on a day that has come" },
  "exception-expired": { warning: "an exception ends, and what it allowed is put right by then" },
  "exception-unused": { warning: "an exception is still needed" },
} as const;

/** Sets apart the findings that an approved exception covers today, and says what is wrong with the exceptions. */
export function applyExceptions(
  problems: readonly Problem[],
  written: Written,
  checks: ReadonlySet<string>,
  { today }: Clock,
): readonly Judged[] {
  const used = new Set<string>();
  const byCheck = Map.groupBy(written.exceptions, ([, { check }]) => check);
  const classesOf = listClasses(written);
  const judged = problems.map((problem): Judged => {
    const covering = (byCheck.get(problem.id) ?? []).filter(([, exception]) => covers(exception.scope, problem, classesOf));
    for (const [id] of covering) used.add(id);
    const [waivedBy] = covering.filter(([, exception]) => isInForce(exception, today)).map(([id]) => id);
    return { problem, ...(waivedBy !== undefined && { waivedBy }) };
  });
  return [...judged, ...[...findExceptionProblems(written, checks, used, today)].map((problem) => ({ problem }))];
}

const countDays = (days: number): string => (days === 1 ? "a day" : `${days} days`);

const isInForce = ({ approved_by, approved_on, expires }: WrittenException, today: string): boolean =>
  approved_by !== undefined && approved_on !== undefined && approved_on <= today && today <= expires;

/** Whether a problem, or the other place that is part of it, is in an entry of the scope. */
function covers(scope: WrittenException["scope"], { path, related }: Problem, classesOf: Classes): boolean {
  const inScope = (entry: Path): boolean => {
    const named: readonly string[] = Reflect.get(scope, String(entry[0])) ?? [];
    return named.includes(String(entry[1])) || scope.classes?.some((name) => classesOf(entry).has(name)) === true;
  };
  return inScope(path) || (related !== undefined && inScope(related));
}

/** The class of a suite, or of the suites that a host is in. */
type Classes = (entry: Path) => ReadonlySet<string>;

function listClasses({ suites }: Written): Classes {
  const found = new Map<string, Set<string>>();
  for (const [suite, { class: name, hosts }] of suites)
    for (const key of [`suites ${suite}`, ...hosts.map((host) => `hosts ${host}`)]) found.set(key, (found.get(key) ?? new Set()).add(name));
  return ([section, id]) => found.get(`${section} ${id}`) ?? new Set();
}

function* findExceptionProblems(
  { exceptions }: Written,
  checks: ReadonlySet<string>,
  used: ReadonlySet<string>,
  today: string,
): Generator<Problem> {
  for (const [id, { check, approved_by, approved_on, expires }] of exceptions) {
    const path = ["exceptions", id];
    if (!checks.has(check)) {
      const guess = didYouMean(check, [...checks]);
      yield {
        id: "unknown-check",
        path: [...path, "check"],
        message: `exception ${id} is about check ${check}, which there is not${guess}`,
        hint: "`conform validate --list` prints them.",
      };
    } else if (expires < today)
      yield {
        id: "exception-expired",
        path: [...path, "expires"],
        message: `exception ${id} ended ${countDays(daysBetween(expires, today))} ago, on ${expires}`,
        hint: "Put right what it allowed and remove it, or have it approved again.",
      };
    else if (approved_by === undefined || approved_on === undefined || approved_on > today)
      yield {
        id: "exception-unapproved",
        path,
        on: "key",
        message: `exception ${id} is not approved${approved_by === undefined ? "" : ` before ${approved_on ?? "a day is named"}`}, so it silences nothing`,
        hint: "It needs approved_by, and an approved_on that has come.",
      };
    else if (!used.has(id))
      yield {
        id: "exception-unused",
        path,
        on: "key",
        message: `exception ${id} silences nothing: ${check} finds nothing in its scope`,
        hint: "Remove it, so that nobody relies on it later.",
      };
  }
}
