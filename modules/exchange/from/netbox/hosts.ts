import type { Draft } from "#exchange/from/draft.ts";
import { systemOf } from "#exchange/from/gear.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { numberAt, textAt } from "#exchange/from/json.ts";
import type { Device } from "#exchange/from/netbox/gear.ts";
import { Networks } from "#exchange/from/netbox/networks.ts";
import type { PlaceIds } from "#exchange/from/netbox/places.ts";
import type { NetBox } from "#exchange/from/netbox/read.ts";
import { networkOf } from "#exchange/from/subnet.ts";

const kindsOfHosts = new Set(["workstation", "server", "storage"]);

/** Devices that somebody could log in to: machines with an address or a system that we know. */
export function writeHosts(draft: Draft, netbox: NetBox, gear: ReadonlyMap<string, Device>, places: PlaceIds): void {
  const networks = new Networks(draft, netbox, places);
  const interfacesOf = Map.groupBy(netbox.interfaces, (one) => textAt(one, "device", "id") ?? "");
  const addressesOf = Map.groupBy(netbox["ip-addresses"].filter(isOfDevice), (one) => textAt(one, "assigned_object_id") ?? "");
  const ids = new Ids();
  for (const [number, { device, asset, kind }] of gear) {
    const name = textAt(device, "name");
    const platform = textAt(device, "platform", "name");
    const os = systemOf(platform ?? "");
    const isMachine = kindsOfHosts.has(kind ?? "") && (platform !== undefined || textAt(device, "primary_ip", "address") !== undefined);
    if (os === undefined && !isMachine) continue;
    const id = ids.claim(number, [idFrom(name?.split(".")[0] ?? ""), idFrom(name ?? ""), asset]);
    if (id === undefined || (platform !== undefined && os === undefined)) {
      draft.leaveOut(
        `host ${name ?? asset}`,
        "",
        id === undefined ? "its name makes no id" : `its platform is ${platform}; Conform looks after Debian and RHEL`,
      );
      continue;
    }
    const entry = draft.entry("hosts", id);
    if (name !== undefined && name !== id) entry.remarks.push(`NetBox calls it ${name}.`);
    if (os !== undefined && os.release === undefined) entry.remarks.push(`NetBox's platform: ${platform ?? ""}.`);
    entry.value["asset"] = asset;
    if (os?.release !== undefined) entry.value["os"] = os;
    const primary = textAt(device, "primary_ip", "address");
    const interfaces = (interfacesOf.get(number) ?? []).flatMap((one) => {
      const [address, ...more] = addressesOf.get(textAt(one, "id") ?? "") ?? [];
      const label = textAt(one, "name");
      if (address === undefined || label === undefined) return [];
      for (const other of more)
        draft.leaveOut(`address ${textAt(other, "address") ?? ""} of ${label}`, id, "an interface of ours has one address");
      const described = describe(one, textAt(address, "address") ?? "", networks);
      return described === undefined ? [] : [[label, described] as const];
    });
    if (interfaces.length > 0) entry.value["interfaces"] = Object.fromEntries(interfaces);
    const address = networkOf(primary ?? "")?.ip;
    // NetBox knows where to connect to; ours would be the first address.
    if (address !== undefined && interfaces[0]?.[1].ip !== address) entry.value["ssh"] = { address };
  }
  networks.describeRest();
}

const isOfDevice = (address: unknown): boolean => textAt(address, "assigned_object_type") === "dcim.interface";

function describe(one: unknown, written: string, networks: Networks): { readonly network: string; readonly ip: string } | undefined {
  const subnet = networkOf(written);
  if (subnet === undefined) return undefined;
  const network = networks.idOf(subnet.cidr, numberAt(one, "mtu"));
  if (network === undefined) return undefined;
  // Since NetBox 4.2 an interface may have several.
  const mac = (textAt(one, "mac_address") ?? textAt(one, "primary_mac_address", "mac_address"))?.toLowerCase();
  const speed = numberAt(one, "speed"); // kb/s
  return {
    network,
    ip: subnet.ip,
    ...(mac !== undefined && { mac }),
    ...(speed !== undefined && speed >= 1000 && { speed: speed % 1_000_000 === 0 ? `${speed / 1_000_000} Gb/s` : `${speed / 1000} Mb/s` }),
  };
}
