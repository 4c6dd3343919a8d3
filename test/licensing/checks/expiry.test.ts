import { describe, expect, test } from "vitest";

import { expiry } from "#licensing/checks/expiry.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const found = (licences: string, bookings = "", facility = ""): readonly string[] =>
  foundBy(
    expiry,
    withSuites(
      { "edit-1": "products: [{ product: nuke }]", "edit-2": "products: [{ product: nuke }]" },
      `licences: { ${licences} }\n${bookings}\n${facility}`,
    ),
  );

// Today is 2026-11-26.
describe("a licence", () => {
  test.each<[string, string, readonly string[]]>([
    ["without a last day lasts", "a: { product: nuke, count: 1 }", []],
    [
      "whose last day was yesterday has expired",
      "a: { product: nuke, count: 1, expires: 2026-11-25 }",
      ["licence-expired: licence a expired on 2026-11-25, 1 day ago"],
    ],
    [
      "whose last day is today has not, but ends soon",
      "a: { product: nuke, count: 1, expires: 2026-11-26 }",
      ["licence-ends-soon: licence a ends in 0 days, on 2026-11-26; the house wants 60 days of notice"],
    ],
    [
      "ends soon from the first day of notice on",
      "a: { product: nuke, count: 1, expires: 2027-01-25 }",
      ["licence-ends-soon: licence a ends in 60 days, on 2027-01-25; the house wants 60 days of notice"],
    ],
    ["does not end soon a day before", "a: { product: nuke, count: 1, expires: 2027-01-26 }", []],
  ])("%s", (_, licences, says) => expect(found(licences)).toEqual(says));

  test("ends soon by the longest notice that the house wants", () => {
    const facility =
      "facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }, policy: { notice: [7, 90] } }";
    expect(found("a: { product: nuke, count: 1, expires: 2027-02-24 }", "", facility)).toEqual([
      "licence-ends-soon: licence a ends in 90 days, on 2027-02-24; the house wants 90 days of notice",
    ]);
  });
});

describe("a licence that bookings outlast", () => {
  const booking = (...all: readonly string[]): string => `bookings: { ${all.map((one, i) => `b${i + 1}: { ${one} }`).join(", ")} }`;
  const late = booking(
    "suite: edit-1, start: 2027-06-30T20:00, end: 2027-07-01T02:00",
    "suite: edit-2, start: 2027-06-30T22:00, end: 2027-07-01T01:00",
  );

  test.each<[string, string, string, readonly string[]]>([
    [
      "ends too early for those at work after its last day",
      "a: { product: nuke, count: 2, expires: 2027-06-30 }",
      late,
      ["licence-ends-early: licence a ends on 2027-06-30; bookings b1, b2 need 2 seats of nuke at 2027-07-01T00:00, and then there are 0"],
    ],
    [
      "ends too early where what lasts longer is too little",
      "a: { product: nuke, count: 1, expires: 2027-06-30 }, b: { product: nuke, count: 1 }",
      late,
      ["licence-ends-early: licence a ends on 2027-06-30; bookings b1, b2 need 2 seats of nuke at 2027-07-01T00:00, and then there is 1"],
    ],
    [
      "may end where what lasts longer is enough",
      "a: { product: nuke, count: 1, expires: 2027-06-30 }, b: { product: nuke, count: 2, expires: 2027-07-01 }",
      late,
      [],
    ],
    [
      "may end on the day on which they end before midnight",
      "a: { product: nuke, count: 2, expires: 2027-06-30 }",
      booking("suite: edit-1, start: 2027-06-30T20:00, end: 2027-06-30T23:59"),
      [],
    ],
    [
      "may end where they need another product",
      "a: { product: mari, count: 2, expires: 2027-06-30 }, b: { product: nuke, count: 2 }",
      late,
      [],
    ],
    [
      "is told with them when it has expired already",
      "a: { product: nuke, count: 2, expires: 2026-11-01 }",
      booking("suite: edit-1, start: 2026-12-01T09:00, end: 2026-12-01T18:00"),
      [
        "licence-expired: licence a expired on 2026-11-01, 25 days ago; booking b1 needs 1 seat of nuke at 2026-12-01T09:00, and then there are 0",
      ],
    ],
    [
      "is told with every other one of its day",
      "a: { product: nuke, count: 1, expires: 2027-06-30 }, b: { product: nuke, count: 1, expires: 2027-06-30 }",
      late,
      ["a", "b"].map(
        (id) =>
          `licence-ends-early: licence ${id} ends on 2027-06-30; bookings b1, b2 need 2 seats of nuke at 2027-07-01T00:00, and then there are 0`,
      ),
    ],
  ])("%s", (_, licences, bookings, says) => expect(found(licences, bookings)).toEqual(says));
});

test("everything about the passing of time is a warning", () => {
  expect(Object.values(expiry.rules).map((rule) => typeof rule)).toEqual(["object", "object", "object"]);
});
