import { describe, expect, test } from "vitest";

import { rackSpace } from "#facility/checks/rack-space.ts";
import { foundBy } from "#support/found-by.ts";

const rack = (...gear: readonly string[]): string => `
rooms: { mr-1: { name: Machine room } }
racks: { r01: { room: mr-1, units: 10, depth: 1000 mm, max_weight: 100 kg }, r02: { room: mr-1, units: 10 } }
assets:
${gear.map((words, i) => `  a${i}: { kind: server, ${words} }\n`).join("")}`;

const ids = (...gear: readonly string[]): readonly string[] => foundBy(rackSpace, rack(...gear)).map((found) => found.split(":")[0] ?? "");

describe("two pieces of gear", () => {
  test.each([
    ["fit above each other", "rack: r01, unit: 1, height: 2", "rack: r01, unit: 3", []],
    ["don't fit where one reaches into the other", "rack: r01, unit: 3", "rack: r01, unit: 2, height: 2", ["unit-twice"]],
    ["are told of once, however many units they share", "rack: r01, unit: 1, height: 5", "rack: r01, unit: 2, height: 3", ["unit-twice"]],
    ["fit back to back", "rack: r01, unit: 1, face: front", "rack: r01, unit: 1, face: rear", []],
    ["don't fit on one face", "rack: r01, unit: 1, face: rear", "rack: r01, unit: 1, face: rear", ["unit-twice"]],
    ["don't fit where one fills both faces", "rack: r01, unit: 1, face: rear", "rack: r01, unit: 1", ["unit-twice"]],
    ["fit into units of one number in two racks", "rack: r01, unit: 1", "rack: r02, unit: 1", []],
    ["fit where the old one is retired", "rack: r01, unit: 1, status: retired", "rack: r01, unit: 1", []],
    [
      "fit back to back where they are as deep as the rack together",
      "rack: r01, unit: 1, face: front, depth: 600 mm",
      "rack: r01, unit: 1, face: rear, depth: 0.4 m",
      [],
    ],
    [
      "don't where they are deeper",
      "rack: r01, unit: 1, face: front, depth: 600 mm",
      "rack: r01, unit: 1, face: rear, depth: 401 mm",
      ["too-deep"],
    ],
    ["weigh as much as the rack carries", "rack: r01, unit: 1, weight: 50.1 kg", "rack: r01, unit: 2, weight: 49.9 kg", []],
    ["weigh more", "rack: r01, unit: 1, weight: 50.1 kg", "rack: r01, unit: 2, weight: 49.901 kg", ["too-heavy"]],
  ])("%s", (_, one, other, expected) => expect(ids(one, other)).toEqual(expected));
});

describe("one piece of gear", () => {
  test.each([
    ["fills the rack to its top", "rack: r01, unit: 9, height: 2", []],
    ["and no further", "rack: r01, unit: 9, height: 3", ["unit-outside-rack"]],
    ["says its unit", "rack: r01", ["half-a-place"]],
    ["says no unit without a rack", "unit: 3", ["half-a-place"]],
    ["stands in a room without a rack", "room: mr-1", []],
    ["may say the room of its rack", "room: mr-1, rack: r01, unit: 1", []],
  ])("%s", (_, gear, expected) => expect(ids(gear)).toEqual(expected));

  test("that is a PDU may hang beside the units", () => {
    expect(foundBy(rackSpace, rack("rack: r01").replace("kind: server", "kind: pdu"))).toEqual([]);
  });

  test("without a weight is told of where the others are too heavy already", () => {
    expect(foundBy(rackSpace, rack("rack: r01, unit: 1, weight: 101 kg", "rack: r01, unit: 2"))).toEqual([
      "too-heavy: the gear in rack r01 weighs 101 kg, 1 without a weight not counted; it may carry 100 kg",
    ]);
  });
});
