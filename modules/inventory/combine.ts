import { joinClasses } from "#inventory/classes.ts";
import { explain } from "#inventory/explain.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { locateProblem, sourceIn } from "#inventory/locate.ts";
import type { LocatedFinding } from "#inventory/locate.ts";
import { isMapping } from "#inventory/mapping.ts";
import { nameOf } from "#inventory/names.ts";
import type { ParsedFile } from "#inventory/parse.ts";
import { Places, entryOf, pointerOf } from "#inventory/places.ts";
import type { Place } from "#inventory/places.ts";
import { validate, validateShape } from "#inventory/schema.ts";
import { sectionNames } from "#inventory/sections.ts";
import type { Section } from "#inventory/sections.ts";
import type { Written, WrittenFacility } from "#inventory/written.ts";

/** Every id that is written somewhere, faulty entries included, so that nobody misses what is there. */
export type KnownIds = { readonly [S in Section]: ReadonlySet<string> };

/** All files of an inventory as one. */
export interface Combined {
  readonly written: Written;
  /** Undefined when some part could not be read, so that nobody can say what is missing. */
  readonly known: KnownIds | undefined;
  /** Whether some file has a `facility`, faulty or not. */
  readonly hasFacility: boolean;
  readonly places: Places;
  readonly findings: readonly LocatedFinding[];
}

/** Joins the sections of all files, in which an id is given once, and the classes with what takes their defaults; then holds it all against the schemas. */
export function combine(files: readonly ParsedFile[]): Combined {
  const findings: LocatedFinding[] = [];
  const places = new Places();
  const raw = new Map<Section, Map<string, unknown>>(sectionNames.map((section) => [section, new Map()]));
  let facility: unknown;
  let readable = true;

  for (const file of files) {
    const { value } = file;
    readable &&= file.complete;
    // A file of nothing but comments is one that somebody has begun to write.
    if (value === undefined || value === null) continue;
    const misshapen = explain(validateShape(value), value, (path) => file.places.get(pointerOf(path))?.written);
    findings.push(...misshapen.map((problem) => locateIn(file, problem)));
    if (!isMapping(value)) {
      readable = false;
      continue;
    }
    const own = (path: Path): boolean => {
      if (places.own(path, file.places)) return true;
      const message = `${path[0] === "facility" ? "the facility" : nameOf(path)} is described twice`;
      const problem: Problem = { id: "duplicate-id", path, on: "key", message };
      const first = places.find(path);
      findings.push({ ...locateIn(file, problem), ...(first && { related: sourceIn(first, "key") }) });
      return false;
    };
    if (value["facility"] !== undefined && own(["facility"])) facility = value["facility"];
    for (const section of sectionNames) {
      const entries = value[section];
      if (entries === undefined) continue;
      if (!isMapping(entries)) readable = false;
      else for (const [id, entry] of Object.entries(entries)) if (own([section, id])) raw.get(section)?.set(id, entry);
    }
  }

  const { joined, problems: unclear } = joinClasses(raw, places);
  const whole = {
    ...(facility !== undefined && { facility }),
    ...Object.fromEntries([...joined].map(([section, entries]) => [section, Object.fromEntries(entries)])),
  };
  const problems = [...explain(validate(whole), whole, (path) => places.at(path)?.written), ...unclear];
  const faulty = new Set(problems.map(({ path }) => pointerOf(entryOf(path))));
  const accepted = sectionNames.map(
    (section) => [section, new Map([...(joined.get(section) ?? [])].filter(([id]) => !faulty.has(pointerOf([section, id]))))] as const,
  );
  return {
    // The schemas accepted what is left.
    written: {
      facility: faulty.has("/facility") ? undefined : (facility as WrittenFacility | undefined),
      ...Object.fromEntries(accepted),
    } as unknown as Written,
    known: readable
      ? (Object.fromEntries([...joined].map(([name, entries]) => [name, new Set(entries.keys())])) as unknown as KnownIds)
      : undefined,
    hasFacility: facility !== undefined,
    places,
    findings: [...findings, ...problems.filter(({ path }) => !places.isInherited(path)).map((problem) => locateProblem(places, problem))],
  };
}

/** A problem of one file alone, before its entries are joined with others. */
function locateIn({ file, places }: ParsedFile, { path, on, ...rest }: Problem): LocatedFinding {
  let place: Place | undefined;
  for (let length = path.length; length >= 0 && place === undefined; length--) place = places.get(pointerOf(path.slice(0, length)));
  const source = place === undefined ? { file, line: 1, column: 1 } : sourceIn(place, on);
  return { id: rest.id, message: rest.message, ...(rest.hint && { hint: rest.hint }), severity: "error", ...source };
}
