import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { showNames } from "#inventory/show.ts";
import type { Written, WrittenHost, WrittenLicenceServer } from "#inventory/written.ts";
import { readOpenings } from "#licensing/firewall.ts";
import type { Openings } from "#licensing/firewall.ts";
import { askedAt, hostsOf } from "#licensing/server-address.ts";

/** Licence servers answer at ports that stay the same, and firewalls let their clients through to all of them. */
export const portsOpen = crossCheck(
  {
    "unpinned-port": "the vendor daemons of a licence server have ports that stay",
    "port-shut": "the firewall of a licence server's host is open to every network from which applications ask",
  },
  function* (written) {
    const clients = listClients(written);
    const openings = readOpenings(written);
    for (const [id, server] of written.licence_servers) {
      yield* checkPinned(id, server);
      yield* checkOpen(written, id, server, clients.get(id) ?? [], openings);
    }
  },
);

function* checkPinned(id: string, { manager, vendor_ports }: WrittenLicenceServer): Generator<Problem> {
  // SideFX's manager has no daemon besides itself.
  if (manager === "sesinetd" || vendor_ports.length > 0) return;
  yield {
    id: "unpinned-port",
    path: ["licence_servers", id],
    on: "key",
    message: `licence server ${id} pins no port of its vendor daemons, which then take another one at every start`,
    hint: "Pin them in the licence file, and name them as `vendor_ports`: a firewall can't follow what moves.",
  };
}

function* checkOpen(
  written: Written,
  id: string,
  server: WrittenLicenceServer,
  clients: readonly Client[],
  openings: Openings,
): Generator<Problem> {
  for (const name of hostsOf(server)) {
    const host = written.hosts.get(name);
    const isOpen = openings(name);
    if (host === undefined || isOpen === undefined) continue;
    const others = clients.filter((client) => client.host !== name);
    for (const [network, client] of networksOf(written, host, others)) {
      const shut = listPorts(id, server).filter(({ port }) => !isOpen(port, network));
      const [first] = shut;
      if (first === undefined) continue;
      const ports = showNames(shut.map(({ port }) => String(port)));
      yield {
        id: "port-shut",
        path: first.path,
        message: `${shut.length === 1 ? `port ${ports}` : `ports ${ports}`} of host ${name} ${shut.length === 1 ? "is" : "are"} not open to network ${network}, from which host ${client.host} of suite ${client.suite} asks licence server ${id}`,
        related: ["suites", client.suite, "licences", client.at],
        hint: `Open what is missing in baseline ${host.baseline}, or with a firewall intent.`,
      };
    }
  }
}

interface Client {
  readonly suite: string;
  readonly host: string;
  /** Which of the suite's licence servers it is. */
  readonly at: number;
}

function listClients({ suites }: Written): ReadonlyMap<string, readonly Client[]> {
  const asking = [...suites].flatMap(([suite, { hosts, licences }]) =>
    licences.flatMap((server, at) => hosts.map((host) => ({ server, suite, host, at }))),
  );
  return Map.groupBy(asking, ({ server }) => server);
}

/** The networks that clients come from, with the first client of each: the one they share with the server, else the client's way out. */
function networksOf({ hosts, networks }: Written, server: WrittenHost, clients: readonly Client[]): ReadonlyMap<string, Client> {
  const target = askedAt(Object.values(server.interfaces), networks)?.network;
  const from = new Map<string, Client>();
  for (const client of clients) {
    const own = Object.values(hosts.get(client.host)?.interfaces ?? {}).map(({ network }) => network);
    const wayOut = own.find((network) => networks.get(network)?.gateway !== undefined) ?? own[0];
    const network = target !== undefined && own.includes(target) ? target : wayOut;
    if (network !== undefined && !from.has(network)) from.set(network, client);
  }
  return from;
}

const listPorts = (id: string, { port, vendor_ports }: WrittenLicenceServer): readonly { readonly port: number; readonly path: Path }[] => [
  { port, path: ["licence_servers", id, "port"] },
  ...vendor_ports.map((port, i) => ({ port, path: ["licence_servers", id, "vendor_ports", i] })),
];
