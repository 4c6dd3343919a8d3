import type { MegabytesPerSecond } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import { mountWays } from "#inventory/mount-ways.ts";
import type { MountWay } from "#inventory/mount-ways.ts";
import { parseBitrate } from "#inventory/quantities.ts";
import type { MegabitsPerSecond } from "#inventory/quantities.ts";
import { wayFinder } from "#inventory/switch-ways.ts";
import type { FindWay, Hop } from "#inventory/switch-ways.ts";
import { plugOf } from "#inventory/wiring.ts";
import type { Plug } from "#inventory/wiring.ts";
import type { Written, WrittenVolume } from "#inventory/written.ts";
import { listAsks, marginOf, sumBySuite } from "#storage/demand.ts";
import type { Ask, Carrier } from "#storage/demand.ts";
import { fromMegabits } from "#storage/streams.ts";

/**
 * What a link carries besides its own frames: of every frame 52 bytes are headers of IP and TCP, and 38 more go over the wire around it.
 *
 * @example payloadOf(parseBitrate("10 Gb/s"), 9000) // 1237.5 MB/s
 */
export const payloadOf = (speed: MegabitsPerSecond, mtu: number): MegabytesPerSecond =>
  ((fromMegabits(speed) * (mtu - 52)) / (mtu + 38)) as MegabytesPerSecond;

/** A link that suites ask through, in one direction, while it is put together. */
interface Link {
  readonly kind: "host" | "uplink" | "server";
  readonly name: string;
  readonly does: Carrier["does"];
  readonly speed: string;
  readonly path: Path;
  /** Of the networks that go through it. */
  readonly mtus: Set<number>;
  /** Each once, however many hosts of its suite ask. */
  readonly asks: Set<Ask>;
}

/** One end of the way to a volume: the interface that is asked through, and what it is plugged into. */
interface End {
  readonly host: string;
  readonly plug: Plug;
}

/** Interfaces of clients and servers, and links between switches, with what is asked through them. Where no speed is written, nobody can say. */
export function linkCarriers(written: Written, asks = listAsks(written)): readonly Carrier[] {
  const margin = marginOf(written);
  if (margin === undefined) return [];
  const links = new Map<string, Link>();
  const findWay = wayFinder(written.switches);
  for (const request of listRequests(written, asks))
    for (const { key, ...link } of linksOnTheWay(findWay, request)) {
      const known = links.get(key) ?? { ...link, mtus: new Set(), asks: new Set() };
      links.set(key, known);
      known.mtus.add(request.mtu);
      known.asks.add(request.ask);
    }
  return [...links.values()].map(({ kind, name, does, speed, path, mtus, asks }): Carrier => {
    // Small frames leave the least room.
    const limit = payloadOf(parseBitrate(speed), Math.min(...mtus));
    return { kind, name, does, unit: "MB/s", limit, plan: limit * margin, path, asked: sumBySuite([...asks], ({ rate }) => rate) };
  });
}

interface Request {
  readonly ask: Ask;
  readonly network: string;
  readonly mtu: number;
  readonly client: End;
  /** Undefined where the data come from elsewhere. */
  readonly server: End | undefined;
}

/** Whether data go through the server that a volume names. Clients of other protocols talk to its disks, and to that server only about them. */
export const goesThroughServer = (protocol: WrittenVolume["protocol"] | undefined): boolean =>
  protocol === "nfs" || protocol === "smb" || protocol === "iscsi";

/** Every demand from every host of its suite, where client and server meet in a network that carries data. */
function* listRequests({ hosts, networks, volumes, storage_systems, suites }: Written, asks: readonly Ask[]): Generator<Request> {
  const endAt = (host: string, face: string): End => ({ host, plug: plugOf(hosts.get(host)?.interfaces ?? {}, face) });
  const ways = Map.groupBy(mountWays({ hosts, suites, volumes }), keyOf);
  for (const ask of asks) {
    const clients = new Set<string>();
    const { protocol, system } = volumes.get(ask.volume) ?? {};
    for (const { client, server, serverInterface, meets } of ways.get(keyOf(ask)) ?? []) {
      const mtu = networks.get(meets?.network ?? "")?.mtu;
      const isMetadata = protocol === "stornext" && storage_systems.get(system ?? "")?.metadata_network === meets?.network;
      if (meets === undefined || mtu === undefined || isMetadata || clients.has(client)) continue;
      clients.add(client);
      yield {
        ask,
        network: meets.network,
        mtu,
        client: endAt(client, meets.clientInterface),
        server: goesThroughServer(protocol) ? endAt(server, serverInterface) : undefined,
      };
    }
  }
}

const keyOf = ({ suite, volume }: Pick<Ask | MountWay, "suite" | "volume">): string => `${suite} ${volume}`;

type Found = Omit<Link, "asks" | "mtus"> & { readonly key: string };

/** The client's interface, the links between switches in the direction of the data, and the server's interface. */
function linksOnTheWay(findWay: FindWay, { ask: { suite, mode }, network, client, server }: Request): readonly Found[] {
  const own = interfaceLink("host", client, mode, `${suite} ${client.host}`);
  if (server === undefined) return own;
  const [source, sink] = mode === "read" ? [server, client] : [client, server];
  const between = switchesBetween(findWay, source, sink, network).map(({ from, to, uplink: { speed }, at }): Found => ({
    key: `uplink ${from} ${to} ${at.switch} ${at.index}`,
    kind: "uplink",
    name: `the uplink from ${from} to ${to}`,
    does: "send",
    speed,
    path: ["switches", at.switch, "uplinks", at.index, "speed"],
  }));
  return [...own, ...between, ...interfaceLink("server", server, mode, server.host)];
}

const switchesBetween = (findWay: FindWay, { plug: source }: End, { plug: sink }: End, network: string): readonly Hop[] =>
  source.socket === undefined || sink.socket === undefined ? [] : (findWay(source.socket.switch, sink.socket.switch, network) ?? []);

function interfaceLink(kind: "host" | "server", { host, plug }: End, mode: Ask["mode"], whose: string): readonly Found[] {
  const { device, speed } = plug;
  if (speed === undefined) return [];
  const name = `interface ${device} of ${kind === "host" ? "host" : "server"} ${host}`;
  return [
    {
      key: `${kind} ${whose} ${device} ${mode}`,
      kind,
      name,
      does: mode,
      speed: speed.is,
      path: ["hosts", host, "interfaces", speed.at, "speed"],
    },
  ];
}
