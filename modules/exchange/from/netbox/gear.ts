import type { Draft } from "#exchange/from/draft.ts";
import { kindOfGear } from "#exchange/from/gear.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { at, numberAt, textAt } from "#exchange/from/json.ts";
import { weightOf } from "#exchange/from/netbox/places.ts";
import type { PlaceIds } from "#exchange/from/netbox/places.ts";
import type { NetBox } from "#exchange/from/netbox/read.ts";

/** A device of NetBox's that became an asset. */
export interface Device {
  readonly device: unknown;
  readonly asset: string;
  readonly kind: string | undefined;
}

const statuses = new Map([
  ["active", "in-service"],
  ["inventory", "spare"],
  ["failed", "repair"],
  ["decommissioning", "retired"],
]);

/** Devices as assets, by their tag, else by their name; by NetBox's numbers. */
export function writeGear(draft: Draft, netbox: NetBox, places: PlaceIds): ReadonlyMap<string, Device> {
  const types = new Map(netbox["device-types"].map((type) => [textAt(type, "id") ?? "", type]));
  const ids = new Ids();
  const found = new Map<string, Device>();
  for (const device of netbox.devices) {
    const [number, name, tag] = [textAt(device, "id"), textAt(device, "name"), textAt(device, "asset_tag")];
    if (number === undefined) continue;
    const asset = ids.claim(number, [idFrom(tag ?? ""), idFrom(name ?? ""), `netbox-${number}`]);
    if (asset === undefined) continue;
    // `role` was called `device_role` before NetBox 3.6.
    const role = textAt(device, "role", "name") ?? textAt(device, "device_role", "name") ?? textAt(device, "role", "slug");
    const kind = kindOfGear(role ?? "");
    found.set(number, { device, asset, kind });
    const entry = draft.entry("assets", asset);
    Object.assign(entry.value, describe(device, { kind, type: types.get(textAt(device, "device_type", "id") ?? ""), places }));
    if (name !== undefined && name !== asset) entry.remarks.push(`NetBox calls it ${name}.`);
    const status = textAt(device, "status", "value");
    if (status !== undefined && !statuses.has(status)) {
      entry.remarks.push(`NetBox's status: ${status}.`);
      draft.leaveOut(`status ${status}`, asset, "ours are in-service, spare, repair and retired");
    }
    if (kind === undefined && role !== undefined) entry.remarks.push(`NetBox's role: ${role}.`);
  }
  return found;
}

interface Known {
  readonly kind: string | undefined;
  readonly type: unknown;
  readonly places: PlaceIds;
}

function describe(device: unknown, { kind, type, places }: Known): object {
  const rack = places.racks.get(textAt(device, "rack", "id") ?? "");
  const room = rack === undefined ? places.rooms.get(textAt(device, "location", "id") ?? "") : undefined;
  const position = rack === undefined ? undefined : numberAt(device, "position");
  const height = numberAt(type, "u_height") ?? numberAt(device, "device_type", "u_height");
  const status = statuses.get(textAt(device, "status", "value") ?? "");
  // Only gear that is known to be shallow leaves the other side of the rack free.
  const face = at(type, "is_full_depth") === false ? textAt(device, "face", "value") : undefined;
  const weight = weightOf(numberAt(type, "weight"), textAt(type, "weight_unit", "value"));
  const texts = {
    vendor: textAt(device, "device_type", "manufacturer", "name"),
    model: textAt(device, "device_type", "model"),
    serial: textAt(device, "serial"),
  };
  const known = { kind, ...texts, status, room, rack, unit: position, height: height === 0 ? undefined : height, face, weight };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
