import { describe, expect, test } from "vitest";

import { maintenance } from "#licensing/checks/maintenance.ts";
import { foundBy } from "#support/found-by.ts";
import { softwareText, withSuites } from "#support/suites-text.ts";

const nukes = softwareText({
  "nuke-15": 'version: "15.2", product: nuke, built_on: 2025-10-01',
  "nuke-16": 'version: "16.1", product: nuke, built_on: 2026-07-01',
});

const found = (suites: Readonly<Record<string, string>>, licences: string, more = ""): readonly string[] =>
  foundBy(maintenance, withSuites(suites, `${nukes}\nlicences: { ${licences} }\n${more}`));

const on16 = { "edit-1": "software: [nuke-16]" };

describe("a release", () => {
  test.each<[string, string, readonly string[]]>([
    ["that was built on the last day of maintenance runs", "a: { product: nuke, count: 1, maintenance_until: 2026-07-01 }", []],
    [
      "that was built a day later does not",
      "a: { product: nuke, count: 1, maintenance_until: 2026-06-30 }",
      [
        "maintenance-ended: software nuke-16 was built on 2026-07-01; suite edit-1 needs 1 seat of nuke for it, and there are 0 with maintenance until then",
      ],
    ],
    [
      "runs on the seat of another pool that was maintained longer",
      "a: { product: nuke, count: 5, maintenance_until: 2025-12-31 }, b: { product: nuke, count: 1, maintenance_until: 2027-01-31 }",
      [],
    ],
    ["runs for ever where no maintenance is written", "a: { product: nuke, count: 1 }", []],
    ["runs where the licence names its line of versions", 'a: { product: nuke, count: 1, version: "16" }', []],
    ["runs where the licence names its version", 'a: { product: nuke, count: 1, version: "16.1" }', []],
    ["runs where the licence names a newer version", 'a: { product: nuke, count: 1, version: "17.0" }', []],
    [
      "does not run where the licence names an older version",
      'a: { product: nuke, count: 1, version: "16.0" }',
      ["version-not-licensed: software nuke-16 is version 16.1; suite edit-1 needs 1 seat of nuke for it, and there are 0 that run it"],
    ],
    [
      "needs one seat that neither is too old for nor ended its maintenance too early",
      'a: { product: nuke, count: 1, maintenance_until: 2025-12-31 }, b: { product: nuke, count: 1, version: "15" }',
      ["version-not-licensed: software nuke-16 is version 16.1; suite edit-1 needs 1 seat of nuke for it, and there are 0 that run it"],
    ],
    ["is nobody's concern where the product has no licence: that is told elsewhere", "a: { product: mari, count: 1 }", []],
  ])("%s", (_, licences, says) => expect(found(on16, licences)).toEqual(says));
});

describe("seats for a release", () => {
  const mixed = "a: { product: nuke, count: 2, maintenance_until: 2025-12-31 }, b: { product: nuke, count: 1 }";
  const needs = "products: [{ product: nuke }]";
  const bookings = `bookings:
  b1: { suite: edit-1, start: 2026-12-01T09:00, end: 2026-12-01T18:00 }
  b2: { suite: edit-2, start: 2026-12-01T10:00, end: 2026-12-01T18:00 }
  b3: { suite: edit-3, start: 2026-12-01T11:00, end: 2026-12-01T18:00 }
`;

  test("are enough where only one of three booked suites has the new one", () => {
    const suites = {
      "edit-1": `software: [nuke-16], ${needs}`,
      "edit-2": `software: [nuke-15], ${needs}`,
      "edit-3": `software: [nuke-15], ${needs}`,
    };
    expect(found(suites, mixed, bookings)).toEqual([]);
  });

  test("are too few where two have it, one of them through its tested set", () => {
    const suites = {
      "edit-1": `software: [nuke-16], ${needs}`,
      "edit-2": `tested_set: new, ${needs}`,
      "edit-3": `software: [nuke-15], ${needs}`,
    };
    const set = 'tested_sets: { new: { os: { family: debian, release: "12" }, software: [nuke-16] } }';
    expect(found(suites, mixed, `${bookings}${set}`)).toEqual([
      "maintenance-ended: software nuke-16 was built on 2026-07-01; bookings b1, b2 need 2 seats of nuke at 2026-12-01T10:00 for it, and there is 1 with maintenance until then",
    ]);
  });

  test("are shared by all releases that are as new", () => {
    const suites = { "edit-1": `software: [nuke-15], ${needs}`, "edit-2": `software: [nuke-16], ${needs}`, "edit-3": needs };
    const licences = "a: { product: nuke, count: 5, maintenance_until: 2025-09-30 }, b: { product: nuke, count: 1 }";
    expect(found(suites, licences, bookings)).toEqual([
      "maintenance-ended: software nuke-15 was built on 2025-10-01; bookings b1, b2 need 2 seats of nuke at 2026-12-01T10:00 for it and newer ones, and there is 1 with maintenance until then",
    ]);
  });

  test("are as many as a suite says it needs", () => {
    expect(found({ "edit-1": "software: [nuke-16], products: [{ product: nuke, count: 2 }]" }, mixed)).toEqual([
      "maintenance-ended: software nuke-16 was built on 2026-07-01; suite edit-1 needs 2 seats of nuke for it, and there is 1 with maintenance until then",
    ]);
  });
});
