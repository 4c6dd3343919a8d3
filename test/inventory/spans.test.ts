import { expect, test } from "vitest";

import { findPeak, overlap } from "#inventory/spans.ts";

test.each<[string, readonly (readonly [start: string, end: string, amount: number])[], { at: string; total: number } | undefined]>([
  ["nothing", [], undefined],
  ["nothing that is asked for", [["09:00", "18:00", 0]], undefined],
  ["one alone", [["09:00", "18:00", 3]], { at: "09:00", total: 3 }],
  [
    "two that overlap",
    [
      ["09:00", "13:00", 1],
      ["12:00", "18:00", 2],
    ],
    { at: "12:00", total: 3 },
  ],
  [
    "two end to end: the one goes as the other comes",
    [
      ["13:00", "18:00", 2],
      ["09:00", "13:00", 1],
    ],
    { at: "13:00", total: 2 },
  ],
  [
    "the first of two peaks",
    [
      ["09:00", "10:00", 2],
      ["11:00", "12:00", 2],
    ],
    { at: "09:00", total: 2 },
  ],
  [
    "all that begin at once",
    [
      ["09:00", "10:00", 1],
      ["09:00", "11:00", 1],
      ["08:00", "09:00", 5],
      ["09:00", "12:00", 4],
    ],
    { at: "09:00", total: 6 },
  ],
])("the peak of %s", (_, loads, peak) => {
  expect(findPeak(loads.map(([start, end, amount]) => ({ start, end, amount })))).toEqual(peak);
});

test.each([
  ["09:00", "10:00", "10:00", "11:00", false],
  ["09:00", "10:01", "10:00", "11:00", true],
  ["09:00", "18:00", "10:00", "11:00", true],
  ["10:00", "11:00", "09:00", "18:00", true],
  ["11:00", "12:00", "09:00", "11:00", false],
])("%s to %s and %s to %s overlap: %s", (start, end, from, to, expected) => {
  expect(overlap({ start, end }, { start: from, end: to })).toBe(expected);
});
