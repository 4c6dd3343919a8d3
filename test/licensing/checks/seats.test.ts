import { describe, expect, test } from "vitest";

import { enoughSeats } from "#licensing/checks/seats.ts";
import { foundBy } from "#support/found-by.ts";
import { softwareText, withSuites } from "#support/suites-text.ts";

const needing = (count: number): string => `products: [{ product: nuke, count: ${count} }]`;

const three = { "edit-1": needing(1), "edit-2": needing(1), "edit-3": needing(1) };

const two = "licences: { nuke: { product: nuke, count: 2 } }";

const booked = (...bookings: readonly string[]): string => `bookings:\n${bookings.map((one, i) => `  b${i + 1}: { ${one} }`).join("\n")}`;

const slot = (suite: string, from: string, to: string, more = ""): string =>
  `suite: ${suite}, start: 2026-12-01T${from}, end: 2026-12-01T${to}${more}`;

const found = (suites: Readonly<Record<string, string>>, ...more: readonly string[]): readonly string[] =>
  foundBy(enoughSeats, withSuites(suites, more.join("\n")));

describe("two seats are enough", () => {
  test.each<[string, readonly string[]]>([
    ["for three suites that nobody has booked", []],
    ["for two sessions at the same time", [slot("edit-1", "09:00", "18:00"), slot("edit-2", "09:00", "18:00")]],
    [
      "when a third session begins as another ends",
      [slot("edit-1", "09:00", "13:00"), slot("edit-2", "09:00", "18:00"), slot("edit-3", "13:00", "18:00")],
    ],
    [
      "when the third suite is being maintained",
      [slot("edit-1", "09:00", "18:00"), slot("edit-2", "09:00", "18:00"), slot("edit-3", "09:00", "18:00", ", status: maintenance")],
    ],
    [
      "for what is over by now, however much it was",
      [
        ...["edit-1", "edit-2", "edit-3"].map((suite) => `suite: ${suite}, start: 2026-11-26T06:00, end: 2026-11-26T09:00`),
        slot("edit-1", "09:00", "18:00"),
      ],
    ],
  ])("%s", (_, bookings) => expect(found(three, two, bookings.length > 0 ? booked(...bookings) : "")).toEqual([]));
});

describe("two seats are too few", () => {
  test.each<[string, readonly string[], string]>([
    [
      "for three sessions that have an hour in common",
      [slot("edit-1", "09:00", "13:00"), slot("edit-2", "12:00", "18:00"), slot("edit-3", "10:00", "12:30")],
      "too-few-seats: bookings b1, b3, b2 need 3 seats of nuke at 2026-12-01T12:00, and there are 2",
    ],
    [
      "when one of the three is only pencilled",
      [slot("edit-1", "09:00", "18:00"), slot("edit-2", "09:00", "18:00"), slot("edit-3", "17:00", "18:00", ", status: pencil")],
      "too-few-seats: bookings b1, b2, b3 need 3 seats of nuke at 2026-12-01T17:00, and there are 2",
    ],
    [
      "when one of two sessions asks for one more than its suite",
      [slot("edit-1", "09:00", "18:00", ", products: [{ product: nuke }]"), slot("edit-2", "09:00", "18:00")],
      "too-few-seats: bookings b1, b2 need 3 seats of nuke at 2026-12-01T09:00, and there are 2",
    ],
    [
      "for a session alone that needs three",
      [slot("edit-1", "09:00", "18:00", ", products: [{ product: nuke, count: 2 }]")],
      "too-few-seats: booking b1 needs 3 seats of nuke at 2026-12-01T09:00, and there are 2",
    ],
    [
      "for sessions that go on now",
      ["edit-1", "edit-2", "edit-3"].map((suite) => `suite: ${suite}, start: 2026-11-26T08:00, end: 2026-11-26T10:00`),
      "too-few-seats: bookings b1, b2, b3 need 3 seats of nuke at 2026-11-26T09:00, and there are 2",
    ],
  ])("%s", (_, bookings, says) => expect(found(three, two, booked(...bookings))).toEqual([says]));

  test("for a suite that needs three, booked or not", () => {
    expect(found({ "edit-1": needing(3) }, two)).toEqual(["too-few-seats: suite edit-1 needs 3 seats of nuke, and there are 2 for it"]);
  });

  test("for a suite that names a product twice, two seats each", () => {
    expect(found({ "edit-1": "products: [{ product: nuke, count: 2 }, { product: nuke, count: 2 }]" }, two)).toEqual([
      "too-few-seats: suite edit-1 needs 4 seats of nuke, and there are 2 for it",
    ]);
  });
});

describe("seats add up", () => {
  const all = booked(...["edit-1", "edit-2", "edit-3"].map((suite) => slot(suite, "09:00", "18:00")));

  test.each<[string, string, number | undefined]>([
    ["over all pools of a product", "a: { product: nuke, count: 1 }, b: { product: nuke, count: 2 }", undefined],
    ["of one product only", "a: { product: nuke, count: 2 }, b: { product: nuke-studio, count: 5 }", 2],
    ["whatever day they end, which is a warning of its own", "a: { product: nuke, count: 3, expires: 2026-11-01 }", undefined],
    [
      "with the ones bound to the host of one of the suites",
      "a: { product: nuke, count: 2 }, b: { product: nuke, count: 1, type: node-locked, hosts: [edit-3-host] }",
      undefined,
    ],
    [
      "without those bound to a host that is in no suite",
      "a: { product: nuke, count: 2 }, b: { product: nuke, count: 1, type: node-locked, hosts: [spare-host] }",
      2,
    ],
    [
      "a suite takes from what is bound to it no more than it needs",
      "a: { product: nuke, count: 1 }, b: { product: nuke, count: 5, type: dongle, hosts: [edit-3-host] }",
      2,
    ],
    [
      "with a dongle that goes from one suite to the other",
      "a: { product: nuke, count: 2 }, b: { product: nuke, count: 1, type: dongle, hosts: [edit-2-host, edit-3-host] }",
      undefined,
    ],
  ])("%s", (_, licences, seats) => {
    const spare = { ...three, spare: "hosts: [edit-1-host]" };
    const says = `too-few-seats: bookings b1, b2, b3 need 3 seats of nuke at 2026-12-01T09:00, and there are ${seats}`;
    expect(found(spare, `licences: { ${licences} }`, all)).toEqual(seats === undefined ? [] : [says]);
  });
});

test("a dongle is for any of the suites whose hosts it names", () => {
  const licences =
    "licences: { a: { product: nuke, count: 1 }, b: { product: nuke, count: 1, type: dongle, hosts: [edit-2-host, edit-3-host] } }";
  expect(found(three, licences, booked(slot("edit-1", "09:00", "18:00"), slot("edit-3", "09:00", "18:00")))).toEqual([]);
});

test("a product that no licence has is told wherever somebody needs it, with the one that was meant", () => {
  const software = softwareText({ nukes: "product: nuk" });
  expect(
    found(
      { "edit-1": "products: [{ product: nuk }]" },
      two,
      booked(slot("edit-1", "09:00", "18:00", ", products: [{ product: mari }]")),
      software,
    ),
  ).toEqual([
    'no-licence: suite edit-1 needs nuk, of which the house has no licence, did you mean "nuke"?',
    "no-licence: booking b1 needs mari, of which the house has no licence",
    'no-licence: software nukes needs nuk, of which the house has no licence, did you mean "nuke"?',
  ]);
});
