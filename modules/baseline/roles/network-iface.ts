import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Interface } from "#inventory/facility.ts";
import { networkLink } from "#states/network_link.ts";

/** The interfaces whose profile the inventory describes: address, frame size, VLAN, bond. Others stay as the host has them. */
export const networkIface = (facility: Facility, host: Host): DeclaredRole =>
  role(
    "network-iface",
    host.interfaces.flatMap(({ name, network, ip, link }: Interface) => {
      const net = facility.networks.get(network);
      if (link === undefined || net === undefined) return [];
      const { mtu, vlan, gateway, cidr } = net;
      const address = `${ip}/${cidr.split("/")[1]}`;
      const shape =
        link.kind === "vlan" && vlan !== undefined
          ? { kind: link.kind, vlan: { id: vlan, parent: link.parent } }
          : link.kind === "bond"
            ? { kind: link.kind, bond: { mode: link.mode, members: link.members } }
            : { kind: "physical" as const };
      return [
        networkLink(
          { name, ...shape, mtu, address, ...(gateway === undefined ? {} : { gateway }) },
          { why: "one hop with another MTU, and large frames vanish on the way to the storage" },
        ),
      ];
    }),
  );
