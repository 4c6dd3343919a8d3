import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { openWritten } from "#cli/written.ts";
import { nameEntry, readEntryName, unknownEntry } from "#inventory/entry-name.ts";
import type { IdsOf } from "#inventory/entry-name.ts";
import { around, graphOf, otherEnd, reachFrom, renderDot, stepsOf } from "#inventory/graph.ts";
import type { Direction, Graph } from "#inventory/graph.ts";
import { renderTree } from "#report/tree.ts";
import type { Branch } from "#report/tree.ts";

/** Options of `conform graph`. */
export type GraphOptions = Pick<LookOptions, "inventory" | "stack" | "json"> & { readonly dot?: boolean };

/** Says what depends on what: of one entry as a tree, of all as Graphviz or JSON. */
export async function graph(typed: string | undefined, { json, dot, ...options }: GraphOptions, io: Io): Promise<number> {
  const { written } = await openWritten(options);
  const idsOf: IdsOf = (section) => written[section].keys();
  const all = graphOf(written);
  const at = typed === undefined ? undefined : readEntryName(typed, idsOf, { isHost: true });
  const entry = at && nameEntry(at);
  if (at !== undefined && entry !== undefined && !all.entries.includes(entry)) throw unknownEntry(at, idsOf);
  const shown = entry === undefined ? all : around(all, entry);
  if (json === true)
    io.out(JSON.stringify({ schema: "conform.graph/v1", ...(entry === undefined ? {} : about(all, entry)), ...shown }, undefined, 2));
  else if (dot === true || entry === undefined) io.out(renderDot(shown));
  else io.out(renderEntry(all, entry));
  return exit.conforming;
}

const about = (all: Graph, entry: string) => ({
  entry,
  needs: reachFrom(all, entry, "needs"),
  neededBy: reachFrom(all, entry, "neededBy"),
  mentionedBy: mentionsOf(all, entry),
});

const mentionsOf = ({ edges }: Graph, entry: string): readonly string[] =>
  edges.filter(({ to, needs }) => to === entry && !needs).map(({ from }) => from);

function renderEntry(all: Graph, entry: string): string {
  const needs = treeOf(all, entry, "needs");
  const neededBy = treeOf(all, entry, "neededBy");
  const mentioned = mentionsOf(all, entry);
  return [
    entry,
    ...(needs.length === 0 ? [] : ["", "needs", ...renderTree(needs)]),
    ...(neededBy.length === 0 ? [] : ["", "is needed by", ...renderTree(neededBy)]),
    ...(mentioned.length === 0 ? [] : ["", `is also named by ${mentioned.join(", ")}`]),
    "",
    ...renderLoss(reachFrom(all, entry, "neededBy"), entry),
  ].join("\n");
}

/** What stands still without an entry, by section. */
function renderLoss(lost: readonly string[], entry: string): readonly string[] {
  if (lost.length === 0) return [`Nothing stands still without ${entry}.`];
  const bySection = [...Map.groupBy(lost, (one) => one.slice(0, one.indexOf("/")))];
  const lines = bySection.map(
    ([section, names]) => `  ${section} (${names.length}): ${names.map((one) => one.slice(section.length + 1)).join(", ")}`,
  );
  return [`Without ${entry} these stand still, unless something stands in for it:`, ...lines];
}

/** The ways from an entry in one direction; what was shown with its branches before is only named again. */
function treeOf(all: Graph, entry: string, direction: Direction): readonly Branch[] {
  const steps = stepsOf(all, direction);
  const shown = new Set([entry]);
  const branchesOf = (from: string): readonly Branch[] =>
    (steps.get(from) ?? []).map((edge) => {
      const to = otherEnd(edge, direction);
      const label = `${to}  (${edge.at.join(", ")})`;
      if (!steps.has(to)) return { label, branches: [] };
      if (shown.has(to)) return { label: `${label} …`, branches: [] };
      shown.add(to);
      return { label, branches: branchesOf(to) };
    });
  return branchesOf(entry);
}
