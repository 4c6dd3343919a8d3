import type { Draft } from "#exchange/from/draft.ts";
import { kindOfRoom } from "#exchange/from/gear.ts";
import { Ids, idFrom, roomIdFrom } from "#exchange/from/ids.ts";
import { at, numberAt, textAt } from "#exchange/from/json.ts";
import type { NetBox } from "#exchange/from/netbox/read.ts";

/** Our ids of NetBox's sites, locations and racks, by NetBox's numbers. */
export interface PlaceIds {
  readonly sites: ReadonlyMap<string, string>;
  readonly rooms: ReadonlyMap<string, string>;
  readonly racks: ReadonlyMap<string, string>;
}

/** Sites, and NetBox's locations as rooms, and racks. */
export function writePlaces(draft: Draft, { sites, locations, racks }: NetBox): PlaceIds {
  const ids = { sites: new Map<string, string>(), rooms: new Map<string, string>(), racks: new Map<string, string>() };
  const named = { sites: new Ids(), rooms: new Ids(), racks: new Ids() };
  for (const site of sites) {
    const [number, name] = [textAt(site, "id"), textAt(site, "name")];
    const id = named.sites.claim(number ?? "", [idFrom(textAt(site, "slug") ?? ""), idFrom(name ?? "")]);
    if (id === undefined || number === undefined) continue;
    ids.sites.set(number, id);
    const address = textAt(site, "physical_address")
      ?.split(/\s*[\r\n]+\s*/)
      .join(", ");
    Object.assign(draft.entry("sites", id).value, { ...(name !== undefined && { name }), ...(address !== undefined && { address }) });
  }
  const [timezone, another] = new Set(sites.map((site) => textAt(site, "time_zone")));
  if (timezone !== undefined && another === undefined) draft.facility.value["timezone"] = timezone;
  for (const location of locations) {
    const [number, name] = [textAt(location, "id"), textAt(location, "name")];
    const site = ids.sites.get(textAt(location, "site", "id") ?? "");
    const own = roomIdFrom(name ?? "") ?? idFrom(textAt(location, "slug") ?? "");
    const id = named.rooms.claim(number ?? "", [own, own === undefined || site === undefined ? undefined : roomIdFrom(`${site}-${own}`)]);
    if (id === undefined || number === undefined) continue;
    ids.rooms.set(number, id);
    const entry = draft.entry("rooms", id);
    Object.assign(entry.value, { ...(name !== undefined && { name }), ...(site !== undefined && { site }) });
    entry.remarks.push(kindOfRoom);
  }
  for (const rack of racks) {
    const [number, name] = [textAt(rack, "id"), textAt(rack, "name")];
    const site = ids.sites.get(textAt(rack, "site", "id") ?? "");
    const id = named.racks.claim(number ?? "", [idFrom(name ?? ""), idFrom(`${site ?? ""}-${name ?? ""}`)]);
    if (id === undefined || number === undefined) continue;
    ids.racks.set(number, id);
    const [room, units] = [ids.rooms.get(textAt(rack, "location", "id") ?? ""), numberAt(rack, "u_height")];
    const depth = lengthOf(numberAt(rack, "outer_depth"), textAt(rack, "outer_unit", "value"));
    const carries = weightOf(numberAt(rack, "max_weight"), textAt(rack, "weight_unit", "value"));
    if (at(rack, "desc_units") === true) draft.leaveOut("units counted from the top", id, "ours are counted from the bottom");
    const entry = draft.entry("racks", id);
    Object.assign(entry.value, {
      ...(room !== undefined && { room }),
      ...(units !== undefined && { units }),
      ...(depth !== undefined && { depth }),
      ...(carries !== undefined && { max_weight: carries }),
    });
    if (id !== name && name !== undefined) entry.remarks.push(`NetBox calls it ${name}.`);
  }
  return ids;
}

const lengthOf = (amount: number | undefined, unit: string | undefined): string | undefined =>
  amount === undefined || (unit !== "mm" && unit !== "in") ? undefined : `${Math.round(unit === "mm" ? amount : amount * 25.4)} mm`;

/** A weight with its unit, in kilograms. */
export function weightOf(amount: number | undefined, unit: string | undefined): string | undefined {
  const factor = new Map([
    ["kg", 1],
    ["g", 0.001],
    ["lb", 0.453_592_37],
    ["oz", 0.028_349_523_125],
  ]).get(unit ?? "");
  return amount === undefined || factor === undefined ? undefined : `${Math.round(amount * factor * 1000) / 1000} kg`;
}
