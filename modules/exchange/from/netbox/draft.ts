import { Draft } from "#exchange/from/draft.ts";
import { writeCables } from "#exchange/from/netbox/cables.ts";
import { writeGear } from "#exchange/from/netbox/gear.ts";
import { writeHosts } from "#exchange/from/netbox/hosts.ts";
import { writePlaces } from "#exchange/from/netbox/places.ts";
import { readNetBox } from "#exchange/from/netbox/read.ts";

/** What NetBox knows of sites, rooms, racks, gear, hosts, networks and cables. */
export async function draftFromNetBox(path: string): Promise<Draft> {
  const netbox = await readNetBox(path);
  const draft = new Draft();
  const places = writePlaces(draft, netbox);
  const gear = writeGear(draft, netbox, places);
  writeHosts(draft, netbox, gear, places);
  writeCables(draft, netbox, gear);
  return draft;
}
