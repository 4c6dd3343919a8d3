import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import type { Written, WrittenHost } from "#inventory/written.ts";

type Interfaces = WrittenHost["interfaces"];
type WrittenLink = NonNullable<Interfaces[string]["link"]>;
type Networks = Written["networks"];

/** Links have the parts of their kind, and the interfaces of a host can be built from each other. */
export const links = crossCheck(
  {
    "link-parts": "a link has the parts of its kind, and no others",
    "vlan-in-vlan": "no VLAN carries another",
    "mtu-above-parent": "an interface carries the frames of its VLANs",
    "vlan-without-tag": "the network of a VLAN has a tag",
    "vlan-twice": "an interface carries a VLAN once",
    "member-twice": "a port is a member of one bond, and nothing else",
    "member-with-address": "a member of a bond has no address",
  },
  function* ({ hosts, networks }) {
    for (const [host, { interfaces }] of hosts) {
      const path = ["hosts", host, "interfaces"];
      yield* checkParts(interfaces, path);
      yield* checkVlans(interfaces, networks, path);
      yield* checkMembers(interfaces, path);
    }
  },
);

const words = { physical: "port", vlan: "VLAN", bond: "bond" } as const satisfies { readonly [K in WrittenLink["kind"]]: string };

/** What a link of each kind is made of. */
const parts = { physical: [], vlan: ["parent"], bond: ["members", "mode"] } as const satisfies {
  readonly [K in WrittenLink["kind"]]: readonly (keyof WrittenLink)[];
};

function* checkParts(interfaces: Interfaces, path: Path): Generator<Problem> {
  for (const [name, { link }] of Object.entries(interfaces)) {
    if (link === undefined) continue;
    const needed: readonly string[] = parts[link.kind];
    const at = [...path, name, "link"];
    for (const part of ["parent", "members", "mode"] as const)
      if (needed.includes(part) && link[part] === undefined)
        yield { id: "link-parts", path: at, on: "key", message: `interface ${name} is a ${words[link.kind]} and has no ${part}` };
      else if (!needed.includes(part) && link[part] !== undefined)
        yield {
          id: "link-parts",
          path: [...at, part],
          on: "key",
          message: `${part} means nothing for interface ${name}, whose kind is ${link.kind}`,
        };
  }
}

/** A VLAN has a tag, a carrier that can carry it and its frames, and no other of its tag beside it. */
function* checkVlans(interfaces: Interfaces, networks: Networks, path: Path): Generator<Problem> {
  const carried = new Map<string, string>();
  for (const [name, { network, link }] of Object.entries(interfaces)) {
    const net = networks.get(network);
    if (link?.kind !== "vlan" || link.parent === undefined || net === undefined) continue;
    const { parent } = link;
    const at = [...path, name, "link", "parent"];
    const carrier = Object.hasOwn(interfaces, parent) ? interfaces[parent] : undefined;
    const mtu = carrier && networks.get(carrier.network)?.mtu;
    if (carrier?.link?.kind === "vlan")
      yield { id: "vlan-in-vlan", path: at, message: `interface ${parent} is a VLAN, which can't carry interface ${name}` };
    else if (mtu !== undefined && mtu < net.mtu)
      yield {
        id: "mtu-above-parent",
        path: at,
        message: `interface ${parent} carries frames of ${mtu} bytes, but network ${network} has an mtu of ${net.mtu}`,
        related: ["networks", network, "mtu"],
      };
    if (net.vlan === undefined) {
      const message = `interface ${name} is a VLAN, but network ${network} has no vlan`;
      yield { id: "vlan-without-tag", path: [...path, name, "link", "kind"], message, related: ["networks", network] };
      continue;
    }
    const key = `${parent} ${net.vlan}`;
    const other = carried.get(key);
    if (other === undefined) carried.set(key, name);
    else yield { id: "vlan-twice", path: at, message: `interface ${parent} already carries VLAN ${net.vlan} as interface ${other}` };
  }
}

/** A port is a member of one bond, and nothing else besides. */
function* checkMembers(interfaces: Interfaces, path: Path): Generator<Problem> {
  const entries = Object.entries(interfaces);
  const carriers = new Map(entries.flatMap(([name, { link }]) => (link?.kind === "vlan" ? [[link.parent, name] as const] : [])));
  const taken = new Map<string, string>();
  for (const [name, { link }] of entries)
    for (const [i, member] of (link?.kind === "bond" ? (link.members ?? []) : []).entries()) {
      const at = [...path, name, "link", "members", i];
      const other = taken.get(member);
      const vlan = carriers.get(member);
      if (other === undefined) taken.set(member, name);
      else yield { id: "member-twice", path: at, message: `interface ${member} is already a member of interface ${other}` };
      if (vlan !== undefined)
        yield {
          id: "member-twice",
          path: at,
          message: `interface ${member} already carries interface ${vlan}, which a member of ${name} can't do`,
        };
      if (Object.hasOwn(interfaces, member))
        yield {
          id: "member-with-address",
          path: at,
          message: `interface ${member} has an address of its own, which a member of ${name} can't have`,
          related: [...path, member],
        };
    }
}
