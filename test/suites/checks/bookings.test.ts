import { expect, test } from "vitest";

import { bookings } from "#suites/checks/bookings.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const found = (...all: readonly string[]): readonly string[] =>
  foundBy(bookings, withSuites({ "edit-1": "", "edit-2": "" }, `bookings:\n${all.map((one, i) => `  b${i + 1}: { ${one} }`).join("\n")}`));

const day = (suite: string, from: string, to: string): string => `suite: ${suite}, start: 2026-12-01T${from}, end: 2026-12-01T${to}`;

const twice = (id: string, from: string, before: string, end: string): string =>
  `booked-twice: booking ${id} of suite edit-1 starts at 2026-12-01T${from}, when booking ${before} is not over before 2026-12-01T${end}`;

test.each<[string, readonly string[], readonly string[]]>([
  ["one begins as the other ends", [day("edit-1", "09:00", "13:00"), day("edit-1", "13:00", "18:00")], []],
  ["two suites are booked", [day("edit-1", "09:00", "13:00"), day("edit-2", "09:00", "13:00")], []],
  [
    "one begins a minute too early",
    [day("edit-1", "12:59", "18:00"), day("edit-1", "09:00", "13:00")],
    [twice("b1", "12:59", "b2", "13:00")],
  ],
  [
    "short ones fall into a long one, the second after a gap",
    [day("edit-1", "09:00", "18:00"), day("edit-1", "10:00", "11:00"), day("edit-1", "15:00", "16:00")],
    [twice("b2", "10:00", "b1", "18:00"), twice("b3", "15:00", "b1", "18:00")],
  ],
  [
    "one of them is for maintenance",
    [day("edit-1", "09:00", "18:00"), `${day("edit-1", "10:00", "11:00")}, status: maintenance`],
    [twice("b2", "10:00", "b1", "18:00")],
  ],
  [
    "one of them is over",
    ["suite: edit-1, start: 2026-11-25T09:00, end: 2026-11-26T09:00", "suite: edit-1, start: 2026-11-26T08:00, end: 2026-11-26T10:00"],
    [],
  ],
  [
    "one ends before it starts, which is the mistake",
    [day("edit-1", "18:00", "09:00"), day("edit-1", "10:00", "11:00")],
    ["ends-before-start: booking b1 ends at 2026-12-01T09:00, but starts at 2026-12-01T18:00"],
  ],
])("a suite is booked twice, or not, where %s", (_, all, says) => expect(found(...all)).toEqual(says));

test("change windows and freezes of no length are mistakes, too", () => {
  const never = "start: 2026-12-01T09:00, end: 2026-12-01T09:00";
  const text = withSuites({ "edit-1": "" }, `windows: { w: { what: Kernel, ${never} } }\nfreezes: { f: { why: delivery, ${never} } }`);
  expect(foundBy(bookings, text)).toEqual(
    ["change window w", "freeze f"].map((who) => `ends-before-start: ${who} ends at 2026-12-01T09:00, but starts at 2026-12-01T09:00`),
  );
});
