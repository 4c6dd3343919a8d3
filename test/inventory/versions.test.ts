import { describe, expect, test } from "vitest";

import { compareVersions, isVersionOf, letsIn, reachesUpTo } from "#inventory/versions.ts";

describe("a version is newer", () => {
  test.each([
    ["550.54", "535.183.01"],
    ["535.183.01", "535.98"],
    ["19.1.3", "19.1"],
    ["16.1v3", "16.1v2"],
    ["16.10", "16.9"],
    ["2.0b", "2.0a"],
  ])("%s than %s", (newer, older) => {
    expect([compareVersions(newer, older) > 0, compareVersions(older, newer) < 0]).toEqual([true, true]);
  });

  test.each([
    ["19.1", "19.1"],
    ["19.01", "19.1"],
    ["19-1", "19.1"],
  ])("neither %s nor %s", (a, b) => expect(compareVersions(a, b)).toBe(0));
});

test.each([
  ["9.4", "9", true],
  ["9", "9", true],
  ["9", "9.4", false],
  ["90", "9", false],
  ["9.40", "9.4", false],
])("%s is of the line %s: %s", (version, line, expected) => expect(isVersionOf(version, line)).toBe(expected));

test.each([
  ["19.1", "19.1.3", true],
  ["19.1", "19.0.9", true],
  ["19.1", "19.2", false],
  ["19", "19.9", true],
  ["19.1.3", "19.1", true],
  ["9", "10", false],
])("what is good up to %s is good for %s: %s", (line, version, expected) => expect(reachesUpTo(line, version)).toBe(expected));

describe("a pattern lets in", () => {
  test.each([
    ["6.1.*", "6.1.0-31-amd64", true],
    ["6.1.*", "6.10.0", false],
    ["6.1.*", "6.1.0-*", true],
    ["6.1.0-*", "6.1.*", false],
    ["*-amd64", "6.1.0-31-amd64", true],
    ["*-amd64", "6.1.0-31-amd64-rt", false],
    ["6.*-31-*", "6.1.0-31-amd64", true],
    ["6.1.0-31-amd64", "6.1.0-31-amd64", true],
    ["6.1.0-31-amd64", "6.1.0-31-amd64x", false],
    ["*", "anything", true],
    ["aba*aba", "aba", false],
    ["a*b*b", "ab", false],
    ["a.b", "axb", false],
  ])("of %s all of %s: %s", (pattern, narrower, expected) => expect(letsIn(pattern, narrower)).toBe(expected));

  test("of many stars, and soon", () => {
    expect(letsIn(`${"a*".repeat(30)}b`, "a".repeat(64))).toBe(false);
  });
});
