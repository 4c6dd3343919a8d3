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
import type { Written } from "#inventory/written.ts";
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
  for (const { ask, network, mtu, client, server } of listRequests(written, asks))
    for (const { key, ...link } of linksOnTheWay(findWay, ask, network, client, server)) {
      const known = links.get(key) ?? { ...link, mtus: new Set(), asks: new Set() };
      links.set(key, known);
      known.mtus.add(mtu);
      known.asks.add(ask);
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
  readonly server: End;
}

/** Every demand from every host of its suite, where client and server meet in a network. */
function* listRequests(written: Written, asks: readonly Ask[]): Generator<Request> {
  const { hosts, networks } = written;
  const endAt = (host: string, face: string): End => ({ host, plug: plugOf(hosts.get(host)?.interfaces ?? {}, face) });
  const ways = Map.groupBy(mountWays(written), keyOf);
  for (const ask of asks) {
    const clients = new Set<string>();
    for (const { client, server, meets } of ways.get(keyOf(ask)) ?? []) {
      const network = meets && networks.get(meets.network);
      if (meets === undefined || network === undefined || clients.has(client)) continue;
      clients.add(client);
      yield {
        ask,
        network: meets.network,
        mtu: network.mtu,
        client: endAt(client, meets.clientInterface),
        server: endAt(server, meets.serverInterface),
      };
    }
  }
}

const keyOf = ({ suite, volume }: Pick<Ask | MountWay, "suite" | "volume">): string => `${suite} ${volume}`;

type Found = Omit<Link, "asks" | "mtus"> & { readonly key: string };

/** The client's interface, the links between switches in the direction of the data, and the server's interface. */
function linksOnTheWay(findWay: FindWay, { suite, mode }: Ask, network: string, client: End, server: End): readonly Found[] {
  const [source, sink] = mode === "read" ? [server, client] : [client, server];
  const hops = switchesBetween(findWay, source, sink, network);
  return [
    ...interfaceLink("host", client, mode, `${suite} ${client.host}`),
    ...hops.map(({ from, to, uplink: { speed }, at }) => {
      const path = ["switches", at.switch, "uplinks", at.index, "speed"];
      return {
        key: `uplink ${from} ${to} ${at.switch} ${at.index}`,
        kind: "uplink" as const,
        name: `the uplink from ${from} to ${to}`,
        does: "send" as const,
        speed,
        path,
      };
    }),
    ...interfaceLink("server", server, mode, server.host),
  ];
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

/** How much faster the clients of a server's interface are together than the interface itself. */
export interface Oversubscription {
  readonly server: string;
  readonly device: string;
  readonly speed: MegabitsPerSecond;
  readonly clients: number;
  readonly clientSpeed: MegabitsPerSecond;
  /** Clients whose speed is not written, and which are not counted in. */
  readonly unknown: readonly string[];
  readonly ratio: number;
}

/** The oversubscription of every interface over which volumes are mounted. */
export function listOversubscription(written: Written): readonly Oversubscription[] {
  const servers = new Map<string, { readonly server: string; readonly plug: Plug; readonly clients: Map<string, Plug> }>();
  const plugAt = (host: string, face: string): Plug => plugOf(written.hosts.get(host)?.interfaces ?? {}, face);
  for (const { client, server, meets } of mountWays(written)) {
    if (meets === undefined) continue;
    const plug = plugAt(server, meets.serverInterface);
    const key = `${server} ${plug.device}`;
    const known = servers.get(key) ?? { server, plug, clients: new Map() };
    servers.set(key, known);
    known.clients.set(client, plugAt(client, meets.clientInterface));
  }
  return [...servers.values()].flatMap(({ server, plug, clients }) => {
    if (plug.speed === undefined) return [];
    const speed = parseBitrate(plug.speed.is);
    const speeds = [...clients.values()].flatMap(({ speed }) => (speed === undefined ? [] : [parseBitrate(speed.is)]));
    const clientSpeed = speeds.reduce((sum, one) => sum + one, 0) as MegabitsPerSecond;
    const unknown = [...clients].flatMap(([client, { speed }]) => (speed === undefined ? [client] : []));
    return [{ server, device: plug.device, speed, clients: clients.size, clientSpeed, unknown, ratio: clientSpeed / speed }];
  });
}
