import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { parseAmount, parseLength } from "#inventory/quantities.ts";
import type { Written, WrittenAsset, WrittenRack } from "#inventory/written.ts";

/** A piece of gear in a rack. Retired gear stands nowhere; gear in repair comes back. */
interface Racked {
  readonly id: string;
  readonly asset: WrittenAsset;
}

/** Gear fits into its rack: its units are there and its own, it is not too deep, and all of it together is not too heavy. */
export const rackSpace = crossCheck(
  {
    "half-a-place": "gear in a rack says its unit, other gear has none; only a PDU may hang beside the units",
    "two-places": "gear in a rack is in the room of the rack",
    "unit-outside-rack": "the units that gear fills are units of its rack",
    "unit-twice": "one face of a rack unit is filled once",
    "too-deep": "gear is no deeper than its rack, and neither is what stands back to back in it",
    "too-heavy": "the gear in a rack weighs no more than the rack may carry",
  },
  function* ({ assets, racks }) {
    yield* checkPlaces(assets, racks);
    for (const [id, gear] of gearByRack(assets)) {
      const rack = racks.get(id);
      if (rack === undefined) continue;
      yield* checkUnits(id, rack, gear);
      yield* checkWeight(id, rack, gear);
    }
  },
);

function gearByRack(assets: Written["assets"]): ReadonlyMap<string, readonly Racked[]> {
  const standing = [...assets].filter(([, { status }]) => status !== "retired").map(([id, asset]) => ({ id, asset }));
  return Map.groupBy(standing, ({ asset }) => asset.rack ?? "");
}

function* checkPlaces(assets: Written["assets"], racks: Written["racks"]): Generator<Problem> {
  for (const [id, { kind, rack, unit, room }] of assets) {
    const path = ["assets", id];
    if (rack !== undefined && unit === undefined && kind !== "pdu")
      yield { id: "half-a-place", path: [...path, "rack"], message: `asset ${id} is in rack ${rack}, but no unit says where` };
    if (rack === undefined && unit !== undefined)
      yield { id: "half-a-place", path: [...path, "unit"], message: `asset ${id} is in unit ${unit} of no rack` };
    const roomOfRack = racks.get(rack ?? "")?.room;
    if (room !== undefined && roomOfRack !== undefined && room !== roomOfRack)
      yield {
        id: "two-places",
        path: [...path, "room"],
        message: `asset ${id} is in room ${room} and in rack ${rack}, which stands in room ${roomOfRack}`,
        hint: "Gear in a rack needs no room of its own.",
        related: ["racks", rack ?? "", "room"],
      };
  }
}

type Face = "front" | "rear";
const facesOf = ({ face }: WrittenAsset): readonly Face[] => (face === "both" ? ["front", "rear"] : [face]);
const opposite = { front: "rear", rear: "front" } as const satisfies Record<Face, Face>;

const depthOf = ({ depth }: WrittenAsset): number => (depth === undefined ? 0 : parseLength(depth));

function* checkUnits(rackId: string, rack: WrittenRack, gear: readonly Racked[]): Generator<Problem> {
  const taken = new Map<string, Racked>();
  const deepest = rack.depth === undefined ? Number.POSITIVE_INFINITY : parseLength(rack.depth);
  for (const { id, asset } of gear) {
    const { unit, height, depth } = asset;
    if (depth !== undefined && depthOf(asset) > deepest)
      yield {
        id: "too-deep",
        path: ["assets", id, "depth"],
        message: `asset ${id} is ${depth} deep, rack ${rackId} ${rack.depth}`,
        related: ["racks", rackId, "depth"],
      };
    if (unit === undefined) continue;
    const path: Path = ["assets", id, "unit"];
    const top = unit + height - 1;
    if (top > rack.units)
      yield {
        id: "unit-outside-rack",
        path,
        message: `asset ${id} fills ${showUnits(unit, top)} of rack ${rackId}, which has ${rack.units}`,
        related: ["racks", rackId, "units"],
      };
    const met = new Set<string>();
    for (let at = unit; at <= Math.min(top, rack.units); at++)
      for (const face of facesOf(asset)) {
        const other = taken.get(`${at} ${face}`);
        const behind = taken.get(`${at} ${opposite[face]}`);
        if (other === undefined) taken.set(`${at} ${face}`, { id, asset });
        else if (!met.has(other.id))
          yield {
            id: "unit-twice",
            path,
            message: `asset ${id} fills the ${face} of unit ${at} of rack ${rackId}, as asset ${other.id} does already`,
            hint: `${other.id} fills ${showUnits(other.asset.unit ?? at, (other.asset.unit ?? at) + other.asset.height - 1)}, ${id} ${showUnits(unit, top)}.`,
            related: ["assets", other.id, "unit"],
          };
        if (other !== undefined) met.add(other.id);
        else if (behind !== undefined && behind.id !== id && !met.has(behind.id) && depthOf(asset) + depthOf(behind.asset) > deepest) {
          met.add(behind.id);
          yield {
            id: "too-deep",
            path: ["assets", id, "depth"],
            message: `asset ${id} (${depth}) and asset ${behind.id} (${behind.asset.depth}) stand back to back in unit ${at} of rack ${rackId}, which is ${rack.depth} deep`,
            related: ["assets", behind.id, "depth"],
          };
        }
      }
  }
}

function* checkWeight(id: string, rack: WrittenRack, gear: readonly Racked[]): Generator<Problem> {
  if (rack.max_weight === undefined) return;
  const weights = gear.flatMap(({ id, asset: { weight } }) => (weight === undefined ? [] : [{ id, weight: parseAmount(weight) }]));
  // Weights have at most three decimals.
  const sum = Math.round(weights.reduce((total, { weight }) => total + weight, 0) * 1000) / 1000;
  if (sum <= parseAmount(rack.max_weight)) return;
  const heaviest = weights.toSorted((a, b) => b.weight - a.weight).slice(0, 3);
  const unknown = gear.length - weights.length;
  yield {
    id: "too-heavy",
    path: ["racks", id, "max_weight"],
    message: `the gear in rack ${id} weighs ${sum} kg${unknown === 0 ? "" : `, ${unknown} without a weight not counted`}; it may carry ${rack.max_weight}`,
    hint: `The heaviest: ${heaviest.map(({ id, weight }) => `${id} (${weight} kg)`).join(", ")}.`,
  };
}

const showUnits = (from: number, to: number): string => (from === to ? `unit ${from}` : `units ${from} to ${to}`);
