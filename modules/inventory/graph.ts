import { nameEntry } from "#inventory/entry-name.ts";
import { entryOf } from "#inventory/places.ts";
import { pathText } from "#inventory/path-text.ts";
import { followPath, listReferences } from "#inventory/references.ts";
import { sectionNames } from "#inventory/sections.ts";
import { escapeInvisible } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

/** One entry that names another one. */
export interface Edge {
  /** Entries as `suites/grade-1`. */
  readonly from: string;
  readonly to: string;
  /** Where in the entry, as `mounts[0].volume`; several places make one edge. */
  readonly at: readonly string[];
  /** Whether it stands still without the other one, or only says something about it. */
  readonly needs: boolean;
}

/** All entries of an inventory, and what names what. */
export interface Graph {
  readonly entries: readonly string[];
  readonly edges: readonly Edge[];
}

/**
 * Places that name an entry without standing still when it does: what is said about others, how a host is managed rather than how it works,
 * and copies. Classes are here because what they say is joined into hosts and suites, which then need it themselves.
 */
export const mentions: readonly string[] = [
  "facility.ssh.jump",
  "hosts.*.ssh.jump",
  "assets.*.supersedes",
  "routers.*.inputs",
  "routers.*.outputs",
  "switches.*.ports",
  "switches.*.uplinks.*.networks",
  "clocks.*.networks",
  "baselines.*.firewall",
  "project_databases.*.clients",
  "project_databases.*.backup",
  "volumes.*.backup",
  "licences.*.hosts",
  "reservations.*.hosts",
  "reservations.*.suites",
  "windows.*.hosts",
  "windows.*.suites",
  "firewall_intents",
  "classes",
  "exceptions",
  "freezes",
  "faults",
  "maintenance_tasks",
];

const isMention = (at: readonly string[]): boolean => mentions.some((place) => `${at.join(".")}.`.startsWith(`${place}.`));

/** What depends on what in an inventory without mistakes. */
export function graphOf(written: Written): Graph {
  const entries = ["facility", ...sectionNames.flatMap((section) => [...written[section].keys()].map((id) => `${section}/${id}`))];
  const known = new Set(entries);
  const edges = new Map<string, { from: string; to: string; at: string[]; needs: boolean }>();
  const add = (from: string, to: string, at: string, needs: boolean): void => {
    if (!known.has(to)) return;
    const edge = edges.get(`${from} ${to}`) ?? { from, to, at: [], needs: false };
    edge.at.push(at);
    edge.needs ||= needs;
    edges.set(`${from} ${to}`, edge);
  };
  for (const { at, to, besides } of listReferences()) {
    const needs = !isMention(at);
    for (const [path, id] of followPath(written, at)) {
      const entry = entryOf(path);
      if (id !== besides) add(nameEntry(entry), `${to}/${id}`, pathText(path.slice(entry.length)), needs);
    }
  }
  // No schema calls this a reference, because a use needs no class; where there is one, the suite takes its defaults.
  for (const [id, suite] of written.suites) add(`suites/${id}`, `classes/${suite.class}`, "class", true);
  return { entries, edges: [...edges.values()] };
}

/** Which way to go: to what an entry needs, or to what needs it. */
export type Direction = "needs" | "neededBy";

/** An entry on the way, and the edges by which the way goes on. */
export type Steps = ReadonlyMap<string, readonly Edge[]>;

/** From every entry the edges that lead on in one direction. */
export const stepsOf = ({ edges }: Graph, direction: Direction): Steps =>
  Map.groupBy(
    edges.filter(({ needs }) => needs),
    ({ from, to }) => (direction === "needs" ? from : to),
  );

export const otherEnd = ({ from, to }: Edge, direction: Direction): string => (direction === "needs" ? to : from);

/** Everything that an entry leads to in one direction, however far, the nearest first; not itself. */
export function reachFrom(graph: Graph, entry: string, direction: Direction): readonly string[] {
  const steps = stepsOf(graph, direction);
  const reached = new Set([entry]);
  // A set hands out what is added to it on the way.
  for (const one of reached) for (const edge of steps.get(one) ?? []) reached.add(otherEnd(edge, direction));
  reached.delete(entry);
  return [...reached];
}

/** The part of a graph that has to do with one entry. */
export function around(graph: Graph, entry: string): Graph {
  const near = new Set([entry, ...reachFrom(graph, entry, "needs"), ...reachFrom(graph, entry, "neededBy")]);
  const edges = graph.edges.filter(({ from, to, needs }) => needs && near.has(from) && near.has(to));
  return { entries: graph.entries.filter((one) => near.has(one)), edges };
}

/** A graph in Graphviz's language. What only says something about another entry is dashed. */
export function renderDot({ entries, edges }: Graph): string {
  const lines = [
    ...entries.map((entry) => `  ${quote(entry)};`),
    ...edges.map(({ from, to, at, needs }) => {
      const attributes = [`label=${quote(at.join(", "))}`, ...(needs ? [] : ["style=dashed"])];
      return `  ${quote(from)} -> ${quote(to)} [${attributes.join(", ")}];`;
    }),
  ];
  return ["digraph inventory {", "  rankdir=LR;", "  node [shape=box];", ...lines, "}"].join("\n");
}

/** A text as Graphviz takes it, whatever is in it. */
const quote = (text: string): string => `"${escapeInvisible(text).replaceAll(/["\\]/g, "\\$&")}"`;
