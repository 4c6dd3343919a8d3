import { jumps } from "#inventory/checks/jumps.ts";
import { links } from "#inventory/checks/links.ts";
import { combine } from "#inventory/combine.ts";
import type { Combined } from "#inventory/combine.ts";
import { clockIn, severityOf } from "#inventory/cross-check.ts";
import type { Clock, CrossCheck, Rule } from "#inventory/cross-check.ts";
import { applyExceptions, exceptionRules } from "#inventory/exceptions.ts";
import type { Problem } from "#inventory/finding.ts";
import { locateProblem } from "#inventory/locate.ts";
import type { LocatedFinding } from "#inventory/locate.ts";
import { parseFile } from "#inventory/parse.ts";
import type { InventoryText } from "#inventory/parse.ts";
import { checkReferences } from "#inventory/references.ts";

/** Checks that hold wherever an inventory is read: without them nobody could say how its hosts are reached. */
const ownChecks: readonly CrossCheck[] = [jumps, links];

/** Every rule that an inventory is held against besides the schemas, by id. */
export const rulesOf = (checks: readonly CrossCheck[]): ReadonlyMap<string, Rule> =>
  new Map([...ownChecks, ...checks].flatMap(({ rules }) => Object.entries(rules)).concat(Object.entries(exceptionRules)));

/** What a check found that an approved exception allows. */
export type WaivedFinding = LocatedFinding & { readonly exception: string };

/** All of an inventory that its text alone can tell. */
export interface ReadInventory extends Combined {
  readonly waived: readonly WaivedFinding[];
}

export interface ReadOptions {
  /** What it is held against besides what every inventory is. Without any, nobody judges its exceptions either. */
  readonly checks?: readonly CrossCheck[];
  /** The time at the facility; by default it is now. */
  readonly clock?: Clock;
  /** Unless all files were given, nobody says of an id that no file describes it. */
  readonly areAll?: boolean;
}

/** Parses all files, holds them against the schemas and against each other. */
export function readInventory(texts: readonly InventoryText[], { checks, clock, areAll = true }: ReadOptions = {}): ReadInventory {
  const files = texts.map(parseFile);
  const combined = combine(files);
  const { written, places } = combined;
  const known = areAll ? combined.known : undefined;
  const time = clock ?? clockIn(written.facility?.timezone ?? "UTC");
  const rules = rulesOf(checks ?? []);
  const locate = (problem: Problem): LocatedFinding => {
    if (!rules.has(problem.id)) throw new Error(`a check found ${problem.id}, for which it has no rule`);
    return locateProblem(places, problem, severityOf(rules.get(problem.id)));
  };
  const findings = [...files.flatMap(({ findings }) => findings), ...combined.findings];
  if (known !== undefined)
    for (const problem of checkReferences(written, known))
      if (!places.isInherited(problem.path)) findings.push(locateProblem(places, problem));
  // No exception silences these: whoever resolves the inventory relies on them.
  findings.push(...ownChecks.flatMap(({ find }) => [...find(written, time)]).map(locate));
  const problems = (checks ?? []).flatMap(({ find }) => [...find(written, time)]);
  const waived: WaivedFinding[] = [];
  for (const { problem, waivedBy } of checks === undefined ? [] : applyExceptions(problems, written, new Set(rules.keys()), time))
    if (waivedBy === undefined) findings.push(locate(problem));
    else waived.push({ ...locate(problem), exception: waivedBy });
  return { ...combined, known, findings, waived };
}
