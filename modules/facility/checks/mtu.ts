import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { mountWays } from "#inventory/mount-ways.ts";
import type { MountWay } from "#inventory/mount-ways.ts";
import { wayFinder } from "#inventory/switch-ways.ts";
import type { FindWay } from "#inventory/switch-ways.ts";
import { plugOf } from "#inventory/wiring.ts";
import type { Written, WrittenHost } from "#inventory/written.ts";

/** Frames of a network fit through everything on their way, and there is a way. */
export const mtu = crossCheck(
  {
    "mtu-differs": "a host and the server of its volumes send frames of one size",
    "port-mtu": "a switch port carries the frames of its networks",
    "uplink-mtu": "a link between switches carries the frames of its networks",
    "uplink-without-network": "the switches between a host and the server of its volumes carry the network in which they meet",
  },
  function* (written) {
    yield* checkPorts(written);
    const findWay = wayFinder(written.switches);
    const ends = new Set<string>();
    const pairs = new Set<string>();
    for (const way of mountWays(written)) {
      const { client, server, meets } = way;
      if (ends.has(`${client} ${server}`)) continue;
      ends.add(`${client} ${server}`);
      if (meets === undefined) yield* checkRouted(written, way);
      else yield* checkSwitched(written, way, meets, findWay, pairs);
    }
  },
);

/** Ports and uplinks that name a network carry its frames. */
function* checkPorts(written: Written): Generator<Problem> {
  for (const [id, { mtu, ports, uplinks }] of written.switches) {
    for (const [name, port] of Object.entries(ports))
      for (const network of port.networks) {
        const path = port.mtu === undefined ? ["switches", id, "mtu"] : ["switches", id, "ports", name, "mtu"];
        yield* checkSize(written, "port-mtu", `port ${name} of switch ${id}`, port.mtu ?? mtu, path, network);
      }
    for (const [index, { networks }] of uplinks.entries())
      for (const network of networks) yield* checkUplink(written, { switch: id, index }, network);
  }
}

/** An uplink that says nothing has the size of its switches, at both ends. */
function* checkUplink(written: Written, at: { readonly switch: string; readonly index: number }, network: string): Generator<Problem> {
  const uplink = written.switches.get(at.switch)?.uplinks[at.index];
  if (uplink === undefined) return;
  const name = `the uplink from switch ${at.switch} to ${uplink.to}`;
  const own: Path = ["switches", at.switch, "uplinks", at.index, "mtu"];
  const sizes: readonly (readonly [size: number | undefined, path: Path])[] =
    uplink.mtu === undefined
      ? [at.switch, uplink.to].map((end) => [written.switches.get(end)?.mtu, ["switches", end, "mtu"]])
      : [[uplink.mtu, own]];
  for (const [size, path] of sizes) if (size !== undefined) yield* checkSize(written, "uplink-mtu", name, size, path, network);
}

function* checkSize(written: Written, id: string, name: string, size: number, path: Path, network: string): Generator<Problem> {
  const needs = written.networks.get(network)?.mtu;
  if (needs !== undefined && size < needs)
    yield {
      id,
      path,
      message: `${name} carries frames of ${size} bytes, but network ${network} has an mtu of ${needs}`,
      related: ["networks", network, "mtu"],
    };
}

/** What a host sends out leaves by the interface whose network has a gateway, or else by its first. */
const outward = ({ interfaces }: WrittenHost, { networks }: Written): { readonly face: string; readonly network: string } | undefined => {
  const faces = Object.entries(interfaces).map(([face, { network }]) => ({ face, network }));
  return faces.find(({ network }) => networks.get(network)?.gateway !== undefined) ?? faces[0];
};

function* checkRouted(written: Written, { client, server, serverInterface, volume }: MountWay): Generator<Problem> {
  const { hosts, networks } = written;
  const host = hosts.get(client);
  const near = host && outward(host, written);
  const far = hosts.get(server)?.interfaces[serverInterface]?.network;
  const [ours, its] = [networks.get(near?.network ?? "")?.mtu, networks.get(far ?? "")?.mtu];
  if (near === undefined || far === undefined || ours === undefined || its === undefined || ours === its) return;
  yield {
    id: "mtu-differs",
    path: ["hosts", client, "interfaces", near.face, "network"],
    message: `host ${client} mounts volume ${volume} over network ${near.network} with an mtu of ${ours}, but server ${server} is in ${far} with ${its}`,
    hint: "Large frames on part of the way are cut up or lost: let both meet in one network.",
    related: ["networks", far, "mtu"],
  };
}

/** Each pair of switches is looked at once. */
function* checkSwitched(
  written: Written,
  { client, server, serverInterface, volume }: MountWay,
  { network, clientInterface }: NonNullable<MountWay["meets"]>,
  findWay: FindWay,
  pairs: Set<string>,
): Generator<Problem> {
  const switchOf = (host: string, face: string) => plugOf(written.hosts.get(host)?.interfaces ?? {}, face).socket?.switch;
  const [near, far] = [switchOf(client, clientInterface), switchOf(server, serverInterface)];
  const pair = `${near} ${far} ${network}`;
  if (near === undefined || far === undefined || pairs.has(pair)) return;
  pairs.add(pair);
  // Of a switch that no file describes, or that has a mistake of its own, nobody knows where it leads.
  if (!written.switches.has(near) || !written.switches.has(far)) return;
  const way = findWay(near, far, network);
  // Uplinks that name their networks are looked at already.
  for (const { uplink, at } of way ?? []) if (uplink.networks.length === 0) yield* checkUplink(written, at, network);
  if (way === undefined)
    yield {
      id: "uplink-without-network",
      path: ["hosts", client, "interfaces", clientInterface, "network"],
      message: `host ${client} mounts volume ${volume} from ${server} over network ${network}, which no uplink carries all the way from switch ${near} to ${far}`,
      related: ["switches", near, "uplinks"],
    };
}
