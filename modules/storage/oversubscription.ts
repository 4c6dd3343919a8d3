import { mountWays } from "#inventory/mount-ways.ts";
import { parseBitrate } from "#inventory/quantities.ts";
import type { MegabitsPerSecond } from "#inventory/quantities.ts";
import { plugOf } from "#inventory/wiring.ts";
import type { Plug } from "#inventory/wiring.ts";
import type { Written } from "#inventory/written.ts";
import { goesThroughServer } from "#storage/links.ts";

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

/** The oversubscription of every interface through which data go to clients. */
export function listOversubscription(written: Written): readonly Oversubscription[] {
  const servers = new Map<string, { readonly server: string; readonly plug: Plug; readonly clients: Map<string, Plug> }>();
  const plugAt = (host: string, face: string): Plug => plugOf(written.hosts.get(host)?.interfaces ?? {}, face);
  for (const { client, server, serverInterface, meets, volume } of mountWays(written)) {
    if (meets === undefined || !goesThroughServer(written.volumes.get(volume)?.protocol)) continue;
    const plug = plugAt(server, serverInterface);
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
