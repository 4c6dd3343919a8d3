import { explain } from "#inventory/explain.ts";
import type { Path } from "#inventory/finding.ts";
import { entryOf, locateProblem, placeIn, sourceOf } from "#inventory/locate.ts";
import type { LocatedFinding } from "#inventory/locate.ts";
import type { ParsedFile } from "#inventory/parse.ts";
import { nameOf } from "#inventory/names.ts";
import { validate } from "#inventory/schema.ts";
import { sections } from "#inventory/written.ts";
import type { Section, Written, WrittenFacility, WrittenSections } from "#inventory/written.ts";

/** Every id that is written somewhere, faulty entries included, so that nobody misses what is there. */
export type KnownIds = { readonly [S in Section]: ReadonlySet<string> };

/** All files of an inventory as one. */
export interface Combined {
  readonly written: Written;
  /** Undefined when some part could not be read, so that nobody can say what is missing. */
  readonly known: KnownIds | undefined;
  /** Whether some file has a `facility`, faulty or not. */
  readonly hasFacility: boolean;
  readonly owners: ReadonlyMap<string, ParsedFile>;
  readonly findings: readonly LocatedFinding[];
}

/** Holds every file against the schemas and joins their sections, in which an id is given once. */
export function combine(files: readonly ParsedFile[]): Combined {
  const findings: LocatedFinding[] = [];
  const owners = new Map<string, ParsedFile>();
  const accepted = new Map<Section, Map<string, unknown>>(sections.map((section) => [section, new Map()]));
  const known = new Map<Section, Set<string>>(sections.map((section) => [section, new Set()]));
  let facility: WrittenFacility | undefined;
  let readable = true;

  for (const file of files) {
    const { value } = file;
    readable &&= file.complete;
    // A file of nothing but comments is one that somebody has begun to write.
    if (value === undefined || value === null) continue;
    const problems = explain(validate(value), value, (pointer) => file.places.get(pointer)?.written);
    findings.push(...problems.map((problem) => locateProblem(owners, file, problem)));
    const faulty = new Set(problems.map(({ path }) => entryOf(path)));

    const own = (path: Path): boolean => {
      const entry = entryOf(path);
      if (!owners.has(entry)) owners.set(entry, file);
      else {
        const message = `${path[0] === "facility" ? "the facility" : nameOf(path)} is described twice`;
        findings.push({ id: "duplicate-id", ...placeIn(file, path, "key"), message, related: sourceOf(owners, path) });
        return false;
      }
      return !faulty.has(entry);
    };

    if (!isMapping(value)) {
      readable = false;
      continue;
    }
    if (value["facility"] !== undefined && own(["facility"])) facility = value["facility"] as WrittenFacility; // accepted by the schema
    for (const section of sections) {
      const entries = value[section];
      if (entries !== undefined && !isMapping(entries)) readable = false;
      if (!isMapping(entries)) continue;
      for (const [id, entry] of Object.entries(entries)) {
        known.get(section)?.add(id);
        if (own([section, id])) accepted.get(section)?.set(id, entry);
      }
    }
  }
  const bySection = Object.fromEntries(accepted) as unknown as WrittenSections; // accepted by the schema
  return {
    written: { facility, ...bySection },
    known: readable ? (Object.fromEntries(known) as unknown as KnownIds) : undefined, // filled from `sections`
    hasFacility: owners.has("/facility"),
    owners,
    findings,
  };
}

const isMapping = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
