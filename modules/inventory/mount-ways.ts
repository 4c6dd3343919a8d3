import type { Written } from "#inventory/written.ts";

/** The way of a mount from one host of a suite to the server of the volume. */
export interface MountWay {
  readonly suite: string;
  readonly volume: string;
  readonly client: string;
  readonly server: string;
  readonly serverInterface: string;
  /** The client's interface in the network of the server's. Without it a router stands between them. */
  readonly meets?: { readonly network: string; readonly clientInterface: string };
}

/** Every way from a host of a suite to a volume that it mounts, where files describe both ends. Clients mount the address of a server's first interface. */
export function* mountWays({ suites, volumes, hosts }: Pick<Written, "suites" | "volumes" | "hosts">): Generator<MountWay> {
  for (const [suite, { hosts: members, mounts }] of suites)
    for (const { volume } of mounts) {
      const server = volumes.get(volume)?.server;
      const [far] = Object.entries(hosts.get(server ?? "")?.interfaces ?? {});
      if (server === undefined || far === undefined) continue;
      const [serverInterface, { network }] = far;
      for (const client of members) {
        const host = hosts.get(client);
        if (host === undefined || client === server) continue;
        const near = Object.entries(host.interfaces).find(([, face]) => face.network === network);
        const meets = near && { network, clientInterface: near[0] };
        yield { suite, volume, client, server, serverInterface, ...(meets && { meets }) };
      }
    }
}
