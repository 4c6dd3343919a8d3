import { didYouMean } from "#core/nearest.ts";
import type { KnownIds } from "#inventory/combine.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { showNames, showText } from "#inventory/show.ts";
import { nouns } from "#inventory/written.ts";
import type { Section, Written } from "#inventory/written.ts";

interface Reference {
  /** Where ids stand; `*` is every key or item. */
  readonly at: readonly string[];
  readonly to: Section;
  /** A word that is no id but allowed there. */
  readonly besides?: string;
}

const references: readonly Reference[] = [
  { at: ["facility", "ssh", "jump"], to: "hosts", besides: "none" },
  { at: ["hosts", "*", "baseline"], to: "baselines" },
  { at: ["hosts", "*", "repositories", "*"], to: "repositories" },
  { at: ["hosts", "*", "interfaces", "*", "network"], to: "networks" },
  { at: ["hosts", "*", "ssh", "jump"], to: "hosts", besides: "none" },
  { at: ["suites", "*", "hosts", "*"], to: "hosts" },
  { at: ["suites", "*", "software", "*"], to: "software" },
  { at: ["suites", "*", "tested_set"], to: "tested_sets" },
  { at: ["suites", "*", "licences", "*"], to: "licence_servers" },
  { at: ["suites", "*", "databases", "*"], to: "project_databases" },
  { at: ["suites", "*", "mounts", "*", "volume"], to: "volumes" },
  { at: ["volumes", "*", "server"], to: "hosts" },
  { at: ["licence_servers", "*", "host"], to: "hosts" },
  { at: ["tested_sets", "*", "software", "*"], to: "software" },
  { at: ["project_databases", "*", "host"], to: "hosts" },
  { at: ["project_databases", "*", "clients", "*"], to: "networks" },
  { at: ["baselines", "*", "firewall", "open", "*", "from", "*"], to: "networks" },
];

// Guessing what was meant costs a comparison with every known id; nobody reads more guesses than these.
const mostGuesses = 100;

/** Ids that no file describes. */
export function checkReferences(written: Written, known: KnownIds): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { at, to, besides } of references)
    for (const [path, id] of followPath(written, at)) {
      if (known[to].has(id) || id === besides) continue;
      const names = [...known[to]];
      const guess = problems.length < mostGuesses ? didYouMean(id, names) : "";
      problems.push({
        id: "dangling-reference",
        path,
        message: `${nameOf(path.slice(0, path[0] === "facility" ? 1 : 2))} refers to ${nouns[to]} ${showText(id)}, which no file describes${guess}`,
        hint: names.length === 0 ? `No file has any \`${to}\`.` : `Known: ${showNames(names)}.`,
      });
    }
  return problems;
}

/** Every text at a path with wildcards. */
function* followPath(value: unknown, at: readonly string[], path: Path = []): Generator<readonly [Path, string]> {
  const [step, ...rest] = at;
  if (step === undefined) {
    if (typeof value === "string") yield [path, value];
  } else
    for (const [key, inner] of step === "*" ? entriesOf(value) : [[step, readKey(value, step)] as const])
      yield* followPath(inner, rest, [...path, key]);
}

function entriesOf(value: unknown): Iterable<readonly [string | number, unknown]> {
  if (value instanceof Map) return value as ReadonlyMap<string, unknown>;
  if (Array.isArray(value)) return value.entries();
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

const readKey = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
