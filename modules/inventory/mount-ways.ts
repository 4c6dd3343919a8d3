import type { WrittenHost, Written } from "#inventory/written.ts";
import { meetingNetwork } from "#inventory/wiring.ts";

/** The way of a mount from one host of a suite to the server of the volume. */
export interface MountWay {
  readonly suite: string;
  /** Which of the suite's mounts. */
  readonly mount: number;
  readonly volume: string;
  readonly client: string;
  readonly server: string;
  /** The network in which both are, and with which interfaces. Without it a router stands between them. */
  readonly meets?: { readonly network: string; readonly clientInterface: string; readonly serverInterface: string };
}

/** The interface of a host in a network: the first, where it has several. */
const interfaceIn = ({ interfaces }: WrittenHost, network: string): string | undefined =>
  Object.entries(interfaces).find(([, face]) => face.network === network)?.[0];

const networksOf = ({ interfaces }: WrittenHost): readonly string[] => Object.values(interfaces).map(({ network }) => network);

/** Every way from a host of a suite to a volume that it mounts, where files describe both ends. */
export function* mountWays({ suites, volumes, hosts, networks }: Written): Generator<MountWay> {
  const classOf = (network: string) => networks.get(network)?.class;
  for (const [suite, { hosts: members, mounts }] of suites)
    for (const [mount, { volume }] of mounts.entries()) {
      const server = volumes.get(volume)?.server;
      const serving = server === undefined ? undefined : hosts.get(server);
      if (server === undefined || serving === undefined) continue;
      for (const client of members) {
        const host = hosts.get(client);
        if (host === undefined || client === server) continue;
        const network = meetingNetwork(networksOf(host), networksOf(serving), classOf);
        const clientInterface = network === undefined ? undefined : interfaceIn(host, network);
        const serverInterface = network === undefined ? undefined : interfaceIn(serving, network);
        yield {
          suite,
          mount,
          volume,
          client,
          server,
          ...(network !== undefined &&
            clientInterface !== undefined &&
            serverInterface !== undefined && { meets: { network, clientInterface, serverInterface } }),
        };
      }
    }
}
