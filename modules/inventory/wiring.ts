import type { WrittenHost } from "#inventory/written.ts";

type Interfaces = WrittenHost["interfaces"];

/** The port of a host that the frames of an interface go through, and at which interfaces it is described. */
export interface Plug {
  /** The interface itself, or the one that carries its VLAN. */
  readonly device: string;
  readonly speed?: { readonly at: string; readonly is: string };
  readonly socket?: { readonly at: string; readonly switch: string; readonly port?: string | undefined };
}

/** What carries an interface: what it says itself comes before what the carrier of its VLAN says. */
export function plugOf(interfaces: Interfaces, name: string): Plug {
  const own = interfaces[name];
  const carrier = own?.link?.kind === "vlan" ? own.link.parent : undefined;
  const described = [name, ...(carrier === undefined ? [] : [carrier])].flatMap((at) => {
    const found = Object.hasOwn(interfaces, at) ? interfaces[at] : undefined;
    return found === undefined ? [] : [{ at, ...found }];
  });
  const [speed] = described.flatMap(({ at, speed: is }) => (is === undefined ? [] : [{ at, is }]));
  const [socket] = described.flatMap(({ at, switch: id, port }) => (id === undefined ? [] : [{ at, switch: id, port }]));
  return { device: carrier ?? name, ...(speed && { speed }), ...(socket && { socket }) };
}
