import { describe, expect, test } from "vitest";

import { reservations } from "#licensing/checks/reservations.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const one = "licences: { nuke: { product: nuke, count: 4 } }";

const found = (lines: string, licences = one): readonly string[] =>
  foundBy(reservations, withSuites({ "edit-1": "products: [{ product: nuke }]", "edit-2": "" }, `${licences}\nreservations: { ${lines} }`));

describe("a line of an option file", () => {
  test.each<[string, string, readonly string[]]>([
    ["reserves as many seats as there are", "a: { licence: nuke, action: reserve, count: 4, hosts: [edit-1-host] }", []],
    [
      "reserves no seat that others have reserved",
      "a: { licence: nuke, action: reserve, count: 3, hosts: [edit-1-host] }, b: { licence: nuke, action: reserve, count: 2, users: [ann] }",
      ["reserved-too-much: with reservation b 5 seats of licence nuke are reserved, and it has 4"],
    ],
    ["limits people to any number", "a: { licence: nuke, action: max, count: 9, users: [ann] }", []],
    [
      "that limits people says to how many",
      "a: { licence: nuke, action: max, users: [ann] }",
      ["reservation-parts: reservation a has no count, without which max means nothing"],
    ],
    [
      "that lets people in counts no seats",
      "a: { licence: nuke, action: include, count: 2, suites: [edit-1] }",
      ["reservation-parts: count means nothing for reservation a, whose action is include"],
    ],
    [
      "is for somebody",
      "a: { licence: nuke, action: reserve, count: 1 }",
      ["reservation-parts: reservation a names no host, suite or user"],
    ],
  ])("%s", (_, lines, says) => expect(found(lines)).toEqual(says));
});

const outside = (reservation: string): string =>
  `shut-out: suite edit-1 needs nuke, and its host edit-1-host may take no seat of it, as reservation ${reservation} says`;

describe("a suite that needs a product", () => {
  test.each<[string, string, string, readonly string[]]>([
    ["is let in by its name", "a: { licence: nuke, action: include, suites: [edit-1] }", one, []],
    ["is let in by its host", "a: { licence: nuke, action: include, hosts: [edit-1-host] }", one, []],
    [
      "is let in by one of several lines",
      "a: { licence: nuke, action: include, suites: [edit-2] }, b: { licence: nuke, action: include, suites: [edit-1] }",
      one,
      [],
    ],
    ["is shut out by an include of others", "a: { licence: nuke, action: include, suites: [edit-2] }", one, [outside("a")]],
    ["may be let in by an included user", "a: { licence: nuke, action: include, users: [ann] }", one, []],
    ["is shut out by name", "a: { licence: nuke, action: exclude, suites: [edit-1] }", one, [outside("a")]],
    [
      "is shut out though it is let in elsewhere",
      "a: { licence: nuke, action: include, suites: [edit-1] }, b: { licence: nuke, action: exclude, hosts: [edit-1-host] }",
      one,
      [outside("a")],
    ],
    [
      "takes a seat of another pool",
      "a: { licence: nuke, action: include, suites: [edit-2] }",
      "licences: { nuke: { product: nuke, count: 4 }, more: { product: nuke, count: 1 } }",
      [],
    ],
    [
      "takes the seat that is bound to its host",
      "a: { licence: nuke, action: include, suites: [edit-2] }",
      "licences: { nuke: { product: nuke, count: 4 }, own: { product: nuke, count: 1, type: dongle, hosts: [edit-1-host] } }",
      [],
    ],
    [
      "takes no seat that is bound to another host",
      "a: { licence: nuke, action: include, suites: [edit-2] }",
      "licences: { nuke: { product: nuke, count: 4 }, own: { product: nuke, count: 1, type: dongle, hosts: [edit-2-host] } }",
      [outside("a")],
    ],
  ])("%s", (_, lines, licences, says) => expect(found(lines, licences)).toEqual(says));
});
