import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { combine } from "#inventory/combine.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import { locateProblem } from "#inventory/locate.ts";
import { parseFile } from "#inventory/parse.ts";
import type { ParsedFile } from "#inventory/parse.ts";
import { checkReferences } from "#inventory/references.ts";
import { listMutants, mutate } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

interface Placed extends Mutant {
  readonly file: string;
}

const folder = "inventory/example";
const texts = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
);
const parsed: ReadonlyMap<string, ParsedFile> = new Map([...texts].map(([file, text]) => [file, parseFile({ file, text })]));
const mutants: readonly Placed[] = [...texts].flatMap(([file, text]) => listMutants(text).map((mutant) => ({ file, ...mutant })));

/** The rules that may tell of each kind of mistake. */
const tells: { readonly [K in Mutant["kind"]]: readonly string[] } = {
  // A mapping whose only key is gone is empty, and no mapping any more.
  "missing key": ["missing-key", "wrong-type", "bad-value"],
  "misspelt word": ["bad-value"],
  "dangling reference": ["dangling-reference"],
  "missing unit": ["wrong-type", "bad-value"],
};

/** Sets of mutants that can be tried at the same time: one of each entry. What a class says is said of others, so classes have rounds of their own. */
function* rounds(all: readonly Placed[]): Generator<readonly Placed[]> {
  const byEntry = [...Map.groupBy(all, ({ entry }) => entry)];
  const [classes, others] = [true, false].map((wanted) => byEntry.filter(([entry]) => entry.startsWith("classes ") === wanted));
  for (const entries of [classes ?? [], others ?? []])
    for (let i = 0; entries.some(([, mutants]) => i < mutants.length); i++) yield entries.flatMap(([, mutants]) => mutants[i] ?? []);
}

/** What is found in the example with some mutants in it. Only the files that they are in are parsed again. */
function findIn(round: readonly Placed[]): readonly InventoryFinding[] {
  const byFile = Map.groupBy(round, ({ file }) => file);
  const files = [...parsed.values()].map(({ value, ...file }) => {
    const own = byFile.get(file.file);
    // The schemas fill in defaults, so that no value can be used twice.
    return own === undefined ? { ...file, value: structuredClone(value) } : parseFile({ file: file.file, text: mutate(file.text, own) });
  });
  const { written, places, known, findings } = combine(files);
  const dangling = known === undefined ? [] : checkReferences(written, known).map((problem) => locateProblem(places, problem));
  return [...files.flatMap(({ findings }) => findings), ...findings, ...dangling];
}

interface Result {
  readonly mutant: Placed;
  /** What is told at its line. */
  readonly told: readonly InventoryFinding[];
}

const results: Result[] = [];
const strays: InventoryFinding[] = [];
for (const round of rounds(mutants)) {
  const byLine = Map.groupBy(findIn(round), ({ file, line }) => `${file}:${line}`);
  for (const mutant of round) results.push({ mutant, told: byLine.get(placeOf(mutant)) ?? [] });
  for (const mutant of round) byLine.delete(placeOf(mutant));
  strays.push(...[...byLine.values()].flat());
}

function placeOf({ file, line }: Pick<Placed, "file" | "line">): string {
  return `${file}:${line}`;
}

describe("a mistake in the example", () => {
  test("is tried in thousands of places", () => {
    const counts = [...Map.groupBy(mutants, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length > 500]);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(Object.keys(tells).map((kind) => [kind, true])));
  });

  test("is told at its line, 99 times out of a hundred", () => {
    const missed = results.filter(({ mutant, told }) => !told.some(({ id }) => tells[mutant.kind].includes(id)));
    const list = missed.map(({ mutant, told }) => `  not ${placeOf(mutant)} ${mutant.what} [${told.map(({ id }) => id).join(", ")}]\n`);
    process.stdout.write(`${results.length} mistakes, ${results.length - missed.length} told at their line\n${list.join("")}`);
    expect(missed.length / results.length).toBeLessThan(0.01);
  });

  test("is told nowhere else, but where the file repeats it", () => {
    const lines = new Map([...texts].map(([file, text]) => [file, text.split("\n")]));
    expect(strays.filter(({ file, line }) => lines.get(file)?.[line - 1]?.includes(" *") !== true)).toEqual([]);
  });
});
