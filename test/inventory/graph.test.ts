import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { around, graphOf, mentions, reachFrom, renderDot } from "#inventory/graph.ts";
import { readInventory } from "#inventory/read.ts";
import { listReferences } from "#inventory/references.ts";

const folder = "test/fixtures/inventory/small";
const texts = readdirSync(folder).map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }));
const graph = graphOf(readInventory(texts).written);

test("what can't work without an entry is reached through everything between", () => {
  expect(reachFrom(graph, "hosts/san-01", "neededBy")).toEqual(["volumes/projects", "suites/grade-1", "suites/grade-2"]);
  expect(reachFrom(graph, "suites/grade-1", "needs").toSorted()).toEqual([
    "baselines/studio",
    "classes/grade",
    "classes/server",
    "hosts/san-01",
    "hosts/suite-01",
    "networks/house",
    "rooms/2.14",
    "volumes/projects",
  ]);
});

test("how a host is managed stops no work: through a jump host nothing is needed", () => {
  expect(graph.edges).toContainEqual({ from: "hosts/san-01", to: "hosts/suite-01", at: ["ssh.jump"], needs: false });
  expect(reachFrom(graph, "hosts/suite-01", "neededBy")).toEqual(["suites/grade-1"]);
});

test("a circle ends", () => {
  const edge = (from: string, to: string) => ({ from, to, at: ["x"], needs: true });
  const circle = { entries: ["a", "b", "c"], edges: [edge("a", "b"), edge("b", "c"), edge("c", "a")] };
  expect(reachFrom(circle, "a", "needs")).toEqual(["b", "c"]);
  expect(around(circle, "b")).toEqual(circle);
});

test("every place that only says something about others is one where entries are named", () => {
  const places = listReferences().map(({ at }) => `${at.join(".")}.`);
  expect(mentions.filter((mention) => !places.some((place) => place.startsWith(`${mention}.`)))).toEqual([]);
});

describe("Graphviz", () => {
  test("gets every name in quotes, whatever is in it", () => {
    const evil = 'a"]; b -> c [label="\\';
    const dot = renderDot({ entries: [evil], edges: [{ from: evil, to: evil, at: ["x\ny"], needs: false }] });
    expect(dot.split("\n").slice(3, -1)).toEqual([
      String.raw`  "a\"]; b -> c [label=\"\\";`,
      String.raw`  "a\"]; b -> c [label=\"\\" -> "a\"]; b -> c [label=\"\\" [label="x\\u{a}y", style=dashed];`,
    ]);
  });

  test("gets a graph with all entries and what they name", () => {
    const dot = renderDot(graph);
    expect(dot).toMatch(/^digraph inventory \{\n[^]*\n\}$/);
    expect(dot).toContain('  "suites/grade-1" -> "volumes/projects" [label="mounts[0].volume"];');
    for (const line of dot.split("\n").slice(3, -1))
      expect(line).toMatch(/^ {2}"[^"\\]+"(?: -> "[^"\\]+" \[label="[^"\\]+"(?:, style=dashed)?\])?;$/);
  });
});
