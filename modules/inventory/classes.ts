import type { Path, Problem } from "#inventory/finding.ts";
import { isMapping } from "#inventory/mapping.ts";
import type { Places } from "#inventory/places.ts";

/** All entries as they were read, by section and id. */
export type Raw = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

const part = { hosts: "host", suites: "suite" } as const;

/**
 * Joins what classes say into hosts and suites. What is written at the entry comes first, then its class, then the class `all`; the schema's
 * defaults come last. Mappings are joined key by key; lists and values are replaced as a whole.
 */
export function joinClasses(raw: Raw, places: Places): { readonly joined: Raw; readonly problems: readonly Problem[] } {
  const classes = raw.get("classes") ?? new Map<string, unknown>();
  const suiteClass = (suite: unknown): unknown => readKey(suite, "class") ?? readKey(readKey(classes.get("all"), "suite"), "class");
  const suites = raw.get("suites") ?? new Map<string, unknown>();
  const ofHost = classesOfMembers(suites, suiteClass);
  const problems: Problem[] = [];

  const join = (section: "hosts" | "suites", id: string, entry: unknown, name: unknown): unknown => {
    const layers = [name, "all"].filter((layer): layer is string => typeof layer === "string" && classes.has(layer));
    const given = layers.map((layer) => readKey(classes.get(layer), part[section]));
    if (!isMapping(entry) || !given.some(isMapping)) return entry;
    const defaults = layers.map((layer): Path => ["classes", layer, part[section]]);
    places.inherit([section, id], defaults);
    return [...given.toReversed(), entry].reduce(joinValues);
  };
  const hostClass = (id: string, host: unknown): unknown => {
    const own = readKey(host, "class");
    const [first, second] = [...(ofHost.get(id) ?? [])].filter((name) => isMapping(readKey(classes.get(name), "host")));
    if (own === undefined && first !== undefined && second !== undefined)
      problems.push({
        id: "two-classes",
        path: ["hosts", id],
        on: "key",
        message: `host ${id} belongs to suites of class ${first} and of class ${second}, which both have defaults for hosts`,
        hint: `Name the one it takes: \`class: ${first}\`.`,
        related: ["classes", first, "host"],
      });
    return own ?? first ?? readKey(readKey(classes.get("all"), "host"), "class");
  };
  const joined = new Map(raw);
  joined.set(
    "suites",
    mapEntries(suites, (suite, id) => join("suites", id, suite, suiteClass(suite))),
  );
  joined.set(
    "hosts",
    mapEntries(raw.get("hosts") ?? new Map(), (host, id) => join("hosts", id, host, hostClass(id, host))),
  );
  return { joined, problems };
}

/** The classes of the suites that a host is in, by host. */
function classesOfMembers(
  suites: ReadonlyMap<string, unknown>,
  suiteClass: (suite: unknown) => unknown,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const suite of suites.values()) {
    const name = suiteClass(suite);
    const hosts = readKey(suite, "hosts");
    if (typeof name !== "string" || !Array.isArray(hosts)) continue;
    for (const host of hosts as readonly unknown[]) if (typeof host === "string") found.set(host, (found.get(host) ?? new Set()).add(name));
  }
  return found;
}

function joinValues(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above === undefined ? below : above;
  const joined: { [key: string]: unknown } = { ...below };
  for (const [key, value] of Object.entries(above)) joined[key] = Object.hasOwn(below, key) ? joinValues(below[key], value) : value;
  return joined;
}

const readKey = (value: unknown, key: string): unknown => (isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined);

const mapEntries = (entries: ReadonlyMap<string, unknown>, change: (entry: unknown, id: string) => unknown): ReadonlyMap<string, unknown> =>
  new Map([...entries].map(([id, entry]: [string, unknown]) => [id, change(entry, id)]));
