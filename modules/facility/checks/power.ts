import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { parseAmount, parsePercent, parsePower } from "#inventory/quantities.ts";
import type { Written, WrittenAsset, WrittenFacility, WrittenRack } from "#inventory/written.ts";

type Feed = "A" | "B";
const feeds: readonly Feed[] = ["A", "B"];
const other = { A: "B", B: "A" } as const satisfies Record<Feed, Feed>;

/** Gear that takes power. What a PDU or UPS passes on is counted where it ends. */
interface Consumer {
  readonly id: string;
  readonly power: NonNullable<WrittenAsset["power"]>;
}

/**
 * Feeds bear what hangs on them, all day and when the other one is lost, and rooms are cooled. Gear on two feeds takes half of its power from
 * each, and all of it from the one that is left.
 */
export const power = crossCheck(
  {
    "no-such-feed": "gear is plugged into feeds that its rack has",
    "one-feed": "gear with two supplies or more is plugged into two feeds, gear with one into one",
    "pdu-twice": "a distribution unit hangs on one feed",
    "feed-overloaded": "a feed carries no more than the house lets it carry all day (policy.rated_load)",
    "feed-alone-overloaded": "with one feed lost, the other carries what hangs on both",
    "room-too-hot": "the cooling of a room takes away the heat of what is in it",
  },
  function* ({ assets, racks, rooms, facility }) {
    yield* checkSupplies(assets, racks);
    yield* checkUnits(racks);
    const consumers = [...assets].flatMap(([id, { kind, status, power, rack, room }]) =>
      power === undefined || status === "retired" || kind === "pdu" || kind === "ups"
        ? []
        : [{ id, power, rack, room: racks.get(rack ?? "")?.room ?? room }],
    );
    for (const [id, gear] of Map.groupBy(consumers, ({ rack }) => rack)) {
      const rack = racks.get(id ?? "");
      if (id !== undefined && rack !== undefined) yield* checkLoad(id, rack, gear, facility);
    }
    for (const [id, gear] of Map.groupBy(consumers, ({ room }) => room)) {
      const cooling = rooms.get(id ?? "")?.cooling;
      if (id !== undefined && cooling !== undefined) yield* checkHeat(id, cooling, gear);
    }
  },
);

function* checkSupplies(assets: Written["assets"], racks: Written["racks"]): Generator<Problem> {
  for (const [id, { power, rack: rackId, status }] of assets) {
    if (power === undefined || status === "retired") continue;
    const path = ["assets", id, "power", "feeds"];
    const { supplies, feeds: used } = power;
    if (supplies > 1 && used.length < 2)
      yield {
        id: "one-feed",
        path,
        message: `asset ${id} has ${supplies} power supplies, all on feed ${used[0]}: it goes dark with it`,
        hint: "Plug one half of them into each feed: feeds: [A, B].",
      };
    if (supplies < used.length)
      yield { id: "one-feed", path, message: `asset ${id} has one power supply, which can't be on feeds ${used.join(" and ")}` };
    const rack = racks.get(rackId ?? "");
    for (const [i, feed] of used.entries())
      if (rackId !== undefined && rack !== undefined && rack.feeds[feed] === undefined)
        yield {
          id: "no-such-feed",
          path: [...path, i],
          message: `asset ${id} is on feed ${feed} of rack ${rackId}, which has ${Object.keys(rack.feeds).length === 0 ? "no feeds" : `feed ${Object.keys(rack.feeds).join(" and ")} only`}`,
          related: ["racks", rackId],
        };
  }
}

function* checkUnits(racks: Written["racks"]): Generator<Problem> {
  const hung = new Map<string, readonly [rack: string, feed: Feed]>();
  for (const [id, rack] of racks)
    for (const feed of feeds) {
      const pdu = rack.feeds[feed]?.pdu;
      if (pdu === undefined) continue;
      const first = hung.get(pdu);
      if (first === undefined) hung.set(pdu, [id, feed]);
      else
        yield {
          id: "pdu-twice",
          path: ["racks", id, "feeds", feed, "pdu"],
          message: `asset ${pdu} distributes feed ${feed} of rack ${id}, and feed ${first[1]} of rack ${first[0]} already`,
          related: ["racks", first[0], "feeds", first[1], "pdu"],
        };
    }
}

function* checkLoad(id: string, rack: WrittenRack, gear: readonly Consumer[], facility: WrittenFacility | undefined): Generator<Problem> {
  for (const feed of feeds) {
    const line = rack.feeds[feed];
    if (line === undefined) continue;
    const rating = parseAmount(line.current) * parseAmount(line.voltage);
    const allDay = rating * parsePercent(facility?.policy.rated_load ?? "100 %");
    const on = gear.filter(({ power }) => power.feeds.includes(feed));
    const load = sum(on.map(({ power }) => parsePower(power.max) / power.feeds.length));
    const alone = sum(on.map(({ power }) => parsePower(power.max)));
    const path = ["racks", id, "feeds", feed, "current"];
    const hint = mostOf(on, ({ max }) => max);
    if (isMore(load, allDay))
      yield {
        id: "feed-overloaded",
        path,
        message: `feed ${feed} of rack ${id} may have to carry ${showWatts(load)}; ${line.current} at ${line.voltage} are ${showWatts(rating)}, of which it may carry ${facility?.policy.rated_load} (${showWatts(allDay)}) all day`,
        hint,
      };
    // Without gear on both feeds, the loss of the other one adds nothing.
    if (rack.feeds[other[feed]] !== undefined && alone > load && isMore(alone, rating))
      yield {
        id: "feed-alone-overloaded",
        path,
        message: `with feed ${other[feed]} lost, feed ${feed} of rack ${id} may have to carry ${showWatts(alone)}; ${line.current} at ${line.voltage} are ${showWatts(rating)}`,
        hint,
      };
  }
}

function* checkHeat(id: string, cooling: string, gear: readonly Consumer[]): Generator<Problem> {
  // Who doesn't say what is typical is taken at its most: unknown heat is heat too.
  const warmth = ({ typical, max }: Consumer["power"]): string => typical ?? max;
  const heat = sum(gear.map(({ power }) => parsePower(warmth(power))));
  const unknown = gear.filter(({ power }) => power.typical === undefined).length;
  if (isMore(heat, parsePower(cooling)))
    yield {
      id: "room-too-hot",
      path: ["rooms", id, "cooling"],
      message: `the gear in room ${id} gives off ${showWatts(heat)}${unknown === 0 ? "" : ` (${unknown} without a typical power, taken at its max)`}; its cooling takes away ${cooling}`,
      hint: mostOf(gear, warmth),
    };
}

const sum = (watts: readonly number[]): number => watts.reduce((total, each) => total + each, 0);

// Sums of decimals are off by less than this.
const isMore = (watts: number, limit: number): boolean => watts > limit + 1e-6;

const showWatts = (watts: number): string => (watts >= 1000 ? `${Number((watts / 1000).toFixed(2))} kW` : `${Number(watts.toFixed(1))} W`);

const mostOf = (gear: readonly Consumer[], of: (power: Consumer["power"]) => string): string => {
  const most = gear.toSorted((a, b) => parsePower(of(b.power)) - parsePower(of(a.power))).slice(0, 3);
  return `Most of it: ${most.map(({ id, power }) => `${id} (${of(power)})`).join(", ")}.`;
};
