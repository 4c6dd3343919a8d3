import type { Draft } from "#exchange/from/draft.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { numberAt, textAt } from "#exchange/from/json.ts";
import type { PlaceIds } from "#exchange/from/netbox/places.ts";
import type { NetBox } from "#exchange/from/netbox/read.ts";
import { networkOf } from "#exchange/from/subnet.ts";

/** Networks as NetBox's prefixes describe them, and others where only addresses tell of them. */
export class Networks {
  readonly #draft: Draft;
  readonly #ids = new Ids();
  readonly #byCidr = new Map<string, string>();
  readonly #mtus = new Map<string, Set<number>>();

  constructor(draft: Draft, { prefixes, vlans }: NetBox, places: PlaceIds) {
    this.#draft = draft;
    const vlanNumbers = new Map(vlans.map((vlan) => [textAt(vlan, "id") ?? "", numberAt(vlan, "vid")]));
    for (const prefix of prefixes) {
      const cidr = networkOf(textAt(prefix, "prefix") ?? "")?.cidr;
      // A container only holds others.
      if (cidr === undefined || textAt(prefix, "status", "value") === "container") continue;
      const vlan = textAt(prefix, "vlan", "name");
      const id = this.#add(cidr, vlan);
      if (id === undefined) continue;
      // Since NetBox 4.2 a prefix may belong to other things than sites.
      const scope = textAt(prefix, "scope_type") === "dcim.site" ? textAt(prefix, "scope", "id") : undefined;
      const site = places.sites.get(textAt(prefix, "site", "id") ?? scope ?? "");
      const tag = numberAt(prefix, "vlan", "vid") ?? vlanNumbers.get(textAt(prefix, "vlan", "id") ?? "");
      const role = textAt(prefix, "role", "slug");
      Object.assign(draft.entry("networks", id).value, {
        ...(role !== undefined && { class: role }),
        ...(tag !== undefined && { vlan: tag }),
        ...(site !== undefined && { site }),
      });
    }
  }

  /** The network of an address, new where no prefix told of it. */
  idOf(cidr: string, mtu: number | undefined): string | undefined {
    const id = this.#byCidr.get(cidr) ?? this.#add(cidr, undefined);
    if (id !== undefined && mtu !== undefined) this.#mtus.set(id, (this.#mtus.get(id) ?? new Set()).add(mtu));
    return id;
  }

  /** Says the MTU of each network whose interfaces agree on one. */
  describeRest(): void {
    for (const [id, [mtu, another]] of this.#mtus) {
      if (another === undefined) this.#draft.entry("networks", id).value["mtu"] = mtu;
      else this.#draft.leaveOut("mtu", id, "its interfaces have different ones, and a network has one");
    }
  }

  #add(cidr: string, name: string | undefined): string | undefined {
    const id = this.#ids.claim(cidr, [idFrom(name ?? ""), idFrom(cidr)]);
    if (id === undefined) return undefined;
    this.#byCidr.set(cidr, id);
    this.#draft.entry("networks", id).value["cidr"] = cidr;
    return id;
  }
}
