import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";

import { parseAnyFile } from "#inventory/parse.ts";
import type { InventoryText } from "#inventory/parse.ts";
import { makeLocator, pointerStep } from "#inventory/places.ts";
import { readPlain } from "#inventory/plain-yaml.ts";
import { readInventory } from "#inventory/read.ts";
import type { ReadInventory } from "#inventory/read.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { clock } from "./house.ts";

// The same inputs every time. Another seed tries others: `CONFORM_FUZZ_SEED=7 npx vitest run test/inventory/fuzz.test.ts`.
const seed = Number(process.env["CONFORM_FUZZ_SEED"] ?? "20261126");
const inputs = 50_000;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(seed);
const below = (end: number): number => Math.floor(random() * end);
const pick = <T>(items: readonly T[]): T => {
  const item = items[below(items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
};
const repeat = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);

/** Bytes of any value, as a file that is no UTF-8 would be refused and one that is would be read. */
const anyBytes = (): string => Buffer.from(repeat(120, () => below(256))).toString(pick(["utf8", "latin1", "utf16le"]));

const marks = [
  ..."{}[],:-?!&*#|>'\"%@`~\n\t\r ".split(""),
  ": ",
  "- ",
  "\n  ",
  "\n    ",
  "? ",
  "<<: ",
  "--- ",
  "...",
  "&a ",
  "*a ",
  "!!map ",
  "|\n",
  ">-\n",
  "\\u0000",
  "\ufeff",
  "\u2028",
  "\ud800",
  "\0",
];
const words = [
  "facility",
  "hosts",
  "suites",
  "classes",
  "grade-01",
  "interfaces",
  "network",
  "10.0.0.1",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "true",
  "1e999",
  "-0",
  "0x1F",
  "1_000",
  "2026-02-30",
  "10 Gb/s",
  "",
];

/** Marks of YAML and words of inventories in any order. */
const anyYaml = (): string => repeat(60, () => (random() < 0.6 ? pick(marks) : pick(words))).join("");

const example = "inventory/example";
const texts = readdirSync(example)
  .filter((name) => name.endsWith(".yaml"))
  .map((file) => ({ file, text: readFileSync(path.join(example, file), "utf8") }));

/** Every section of the example with its entries, each as it is written. */
const sections = texts
  .flatMap(({ text }) => text.split(/^(?=[a-z_]+:$)/m))
  .flatMap((text) => {
    const [head = "", ...entries] = text.split(/^(?= {2}[^\s#])/m);
    return /^[a-z_]+:\n/.test(head) && entries.length > 0 ? [{ head: head.split("\n")[0] ?? "", entries }] : [];
  });

const lineFrom = (): string => pick(pick(sections).entries).split("\n")[below(4)] ?? "";

const edits: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, below(text.length)) + text.slice(below(text.length)),
  (text) => insert(text, pick(marks)),
  (text) => insert(text, pick(words)),
  (text) => exchangeLine(text, (line) => `${line}\n${line}`),
  (text) => exchangeLine(text, () => ""),
  (text) => exchangeLine(text, (line) => ` ${line}`),
  (text) => exchangeLine(text, (line) => line.replace(/^ {2}/, "")),
  (text) => exchangeLine(text, () => lineFrom()),
  (text) => exchangeLine(text, (line) => line.replace(/[^:{[,]+$/, pick(words))),
  (text) => exchangeLine(text, (line) => line.replace(/: .*/, `: ${pick(marks)}`)),
  (text) => exchangeLine(text, (line) => line.replace(/\d+/, String(pick([-1, 0, 4095, 65_536, 2 ** 31, 2 ** 53, 1e21])))),
  (text) => exchangeLine(text, (line) => line.replace(/[a-z]+/, (word) => word.slice(1) + word.slice(0, 1))),
];

function insert(text: string, part: string): string {
  const at = below(text.length + 1);
  return text.slice(0, at) + part + text.slice(at);
}

function exchangeLine(text: string, change: (line: string) => string): string {
  const lines = text.split("\n");
  const at = below(lines.length);
  return lines.toSpliced(at, 1, change(lines[at] ?? "")).join("\n");
}

/** Some entries of the example with up to four small mistakes in them. */
function nearMiss(): string {
  const chosen = new Map(
    repeat(2, () => pick(sections))
      .concat(pick(sections))
      .map((section) => [section.head, section]),
  );
  const text = [...chosen.values()].map(
    ({ head, entries }) => `${head}\n${[...new Set([...repeat(2, () => pick(entries)), pick(entries)])].join("")}`,
  );
  return repeat(4, () => pick(edits)).reduce((changed, edit) => edit(changed), text.join("\n"));
}

const makers = { "random bytes": anyBytes, "random YAML": anyYaml, "near misses": nearMiss };

/** Everything that belongs to JavaScript itself, and must never belong to a file. */
const builtIns = (): readonly unknown[] =>
  [Object, Array, Map, Set, String, Number, Function].flatMap(({ prototype }: { readonly prototype: object }) =>
    Reflect.ownKeys(prototype).flatMap((key) => {
      const property: { readonly [part: string]: unknown } = { ...Object.getOwnPropertyDescriptor(prototype, key) };
      return [key, property["value"], property["get"], property["set"]];
    }),
  );

function expectSame(now: readonly unknown[], before: readonly unknown[]): void {
  expect(now.filter((one, i) => one !== before[i])).toEqual([]);
  expect(now.length).toBe(before.length);
}

const megabytes = (): number => process.memoryUsage().rss / 1e6;

describe("whatever the input (slow)", () => {
  test(`${inputs} inputs of seed ${seed} are read without a crash, each within a second, and leave nothing behind`, () => {
    const before = builtIns();
    const slow: string[] = [];
    const sound = new Map<string, number>();
    let early = 0;
    let plain = 0;
    for (let i = 0; i < inputs; i++) {
      const maker = pick(["random bytes", "random YAML", "near misses", "near misses"] as const);
      const text = makers[maker]();
      const began = performance.now();
      const { findings } = read([{ file: "a.yaml", text }], `input ${i}, ${maker}: ${JSON.stringify(text)}`);
      if (findings.length === 0) sound.set(maker, (sound.get(maker) ?? 0) + 1);
      plain += isPlainAndReadAlike(text) ? 1 : 0;
      if (performance.now() - began > 1000) slow.push(`${i}: ${JSON.stringify(text)}`);
      if (i === inputs / 10) early = megabytes();
    }
    const grown = Math.round(megabytes() - early);
    const shown = [...sound].map(([maker, number]) => `${number} of ${maker}`).join(", ");
    process.stdout.write(
      `seed ${seed}: ${inputs} inputs, ${plain} of them plain, without a mistake ${shown}; memory grew by ${grown} MB\n`,
    );
    expect(slow).toEqual([]);
    expect(plain).toBeGreaterThan(inputs / 10);
    expectSame(builtIns(), before);
    expect(grown).toBeLessThan(200);
  }, 300_000);

  test("the example is read without a crash when any one of its files is missing", () => {
    const found = texts.map(
      (missing) =>
        read(
          texts.filter((text) => text !== missing),
          `without ${missing.file}`,
        ).findings.length,
    );
    expect(found.every((number) => number >= 0)).toBe(true);
  });

  test("the whole example is read without a crash, whatever small thing is wrong with it", () => {
    for (let i = 0; i < 100; i++) {
      const at = below(texts.length);
      const edited = texts.map(({ file, text }, j) => ({ file, text: j === at ? pick(edits)(text) : text }));
      const { written } = read(edited, `example ${i}: ${edited[at]?.file}\n${edited[at]?.text}`);
      expect(Object.keys(written).length).toBeGreaterThan(0);
    }
  }, 300_000);
});

/** Holds what is read the quick way against YAML's own parser. False for what only that can read. */
function isPlainAndReadAlike(text: string): boolean {
  const quick = readPlain(text, makeLocator("a.yaml", text));
  if (quick === undefined) return false;
  const { value, places, findings } = parseAnyFile({ file: "a.yaml", text });
  if (findings.length > 0 || !isDeepStrictEqual(quick.value, value)) throw new Error(`read in two ways: ${JSON.stringify(text)}`);
  for (const pointer of pointersIn(value, ""))
    if (!isDeepStrictEqual(quick.places.get(pointer), places.get(pointer)))
      throw new Error(`${pointer} in two places: ${JSON.stringify(text)}`);
  return true;
}

function* pointersIn(value: unknown, pointer: string): Generator<string> {
  yield pointer;
  if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* pointersIn(inner, `${pointer}${pointerStep(key)}`);
}

function read(texts: readonly InventoryText[], what: string): ReadInventory {
  try {
    return readInventory(texts, { checks: crossChecks, clock });
  } catch (thrown) {
    throw new Error(`seed ${seed}, ${what}`, { cause: thrown });
  }
}
