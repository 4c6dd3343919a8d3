import { describe, expect, test } from "vitest";

import { power } from "#facility/checks/power.ts";
import { foundBy } from "#support/found-by.ts";

interface Gear {
  readonly supplies?: number;
  readonly max: string;
  readonly feeds: string;
  readonly kind?: string;
  readonly status?: string;
}

const rack = (gear: readonly Gear[], feed = "10 A", policy = ""): string => `
facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }${policy} }
rooms: { mr-1: { name: Machine room, kind: machine-room } }
racks: { r01: { room: mr-1, feeds: { A: { current: ${feed} }, B: { current: ${feed} } } } }
assets:
${gear
  .map(
    ({ supplies = 1, max, feeds, kind = "server", status = "in-service" }, i) =>
      `  srv-${i}: { kind: ${kind}, status: ${status}, rack: r01, unit: ${i + 1}, power: { supplies: ${supplies}, max: ${max}, feeds: [${feeds}] } }`,
  )
  .join("\n")}
`;

const ids = (text: string): readonly string[] => foundBy(power, text).map((found) => found.split(":")[0] ?? "");

// 10 A at 230 V are 2300 W, of which 80 % are 1840 W.
describe("a feed of 10 A", () => {
  test.each<[string, readonly Gear[], readonly string[]]>([
    ["bears 80 % of its rating all day", [{ max: "1840 W", feeds: "A" }], []],
    ["and not one watt more", [{ max: "1.841 kW", feeds: "A" }], ["feed-overloaded"]],
    ["bears half of gear on two feeds", [{ supplies: 2, max: "2300 W", feeds: "A, B" }], []],
    [
      "bears all of it when the other is lost: both must",
      [{ supplies: 2, max: "2301 W", feeds: "A, B" }],
      ["feed-alone-overloaded", "feed-alone-overloaded"],
    ],
    [
      "bears what hangs on it alone besides",
      [
        { supplies: 2, max: "2000 W", feeds: "A, B" },
        { max: "400 W", feeds: "B" },
      ],
      ["feed-alone-overloaded"],
    ],
    [
      "is not asked to bear what hangs on the other alone",
      [
        { max: "1840 W", feeds: "A" },
        { max: "1840 W", feeds: "B" },
      ],
      [],
    ],
    ["bears half from four supplies on two feeds", [{ supplies: 4, max: "2000 W", feeds: "A, B" }], []],
    ["counts nothing twice that a PDU passes on", [{ kind: "pdu", max: "7 kW", feeds: "A" }], []],
    ["counts no gear that is retired", [{ status: "retired", max: "7 kW", feeds: "A" }], []],
    ["counts spares, which somebody switches on", [{ status: "spare", max: "2 kW", feeds: "A" }], ["feed-overloaded"]],
    ["adds decimals without being off by a hair", [...Array(10).keys()].map(() => ({ max: "184 W", feeds: "A" })), []],
  ])("%s", (_, gear, expected) => expect(ids(rack(gear))).toEqual(expected));

  test("says the sum, the rating and what takes most", () => {
    expect(
      foundBy(
        power,
        rack([
          { max: "1.5 kW", feeds: "A" },
          { max: "400 W", feeds: "A" },
        ]),
      ),
    ).toEqual([
      "feed-overloaded: feed A of rack r01 may have to carry 1.9 kW; 10 A at 230 V are 2.3 kW, of which it may carry 80 % (1.84 kW) all day",
    ]);
  });

  test("bears what the house says it may", () => {
    const gear = [{ max: "2 kW", feeds: "A" }];
    expect(ids(rack(gear, "10 A", ", policy: { rated_load: 90 % }"))).toEqual([]);
    expect(ids(rack(gear, "16 A"))).toEqual([]);
  });
});

describe("supplies and feeds", () => {
  test.each<[string, Gear, readonly string[]]>([
    ["two supplies on one feed go dark together", { supplies: 2, max: "100 W", feeds: "A" }, ["one-feed"]],
    ["one supply can't be on two feeds", { supplies: 1, max: "100 W", feeds: "A, B" }, ["one-feed"]],
    ["one supply on one feed is as it is", { supplies: 1, max: "100 W", feeds: "A" }, []],
  ])("%s", (_, gear, expected) => expect(ids(rack([gear]))).toEqual(expected));
});

describe("the heat in a room", () => {
  const room = (cooling: string, assets: string): string => `
rooms: { mr-1: { name: Machine room, cooling: ${cooling} } }
racks: { r01: { room: mr-1, feeds: { A: { current: 32 A } } } }
assets:
${assets}`;
  const inRack = "  srv: { kind: server, rack: r01, unit: 1, power: { typical: 600 W, max: 900 W, feeds: [A] } }\n";
  const besides =
    "  ups: { kind: ups, room: mr-1, power: { max: 8 kW, feeds: [A] } }\n  ws: { kind: workstation, room: mr-1, power: { max: 400 W, feeds: [A] } }\n";

  test("is what its racks and what stands beside them give off", () => {
    expect(foundBy(power, room("1 kW", inRack + besides))).toEqual([]);
    expect(foundBy(power, room("999 W", inRack + besides))).toEqual([
      "room-too-hot: the gear in room mr-1 gives off 1 kW (1 without a typical power, taken at its max); its cooling takes away 999 W",
    ]);
  });
});
