import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { isAddress } from "#inventory/addresses.ts";
import { mountWays } from "#inventory/mount-ways.ts";
import type { Written } from "#inventory/written.ts";

/** Nodes of StorNext know the same name servers, and reach them over the network of the metadata. */
export const stornext = crossCheck(
  {
    "name-servers-differ": "the volumes that a StorNext client mounts have the same name servers, in the same order and spelling",
    "name-servers-mixed": "StorNext name servers are all written as names or all as addresses",
    "no-metadata-interface": "a StorNext client has an interface in the network of the metadata",
  },
  function* (written) {
    yield* checkSpelling(written);
    yield* checkSystems(written);
    yield* checkClients(written);
  },
);

interface NameServers {
  readonly list: readonly string[];
  readonly path: Path;
}

/** What a client of a volume writes into fsnameservers: the volume's list, or else its storage system's. */
function nameServersOf({ volumes, storage_systems }: Written, id: string): NameServers | undefined {
  const volume = volumes.get(id);
  if (volume?.protocol !== "stornext") return undefined;
  if (volume.name_servers.length > 0) return { list: volume.name_servers, path: ["volumes", id, "name_servers"] };
  const list = storage_systems.get(volume.system ?? "")?.name_servers ?? [];
  return list.length === 0 ? undefined : { list, path: ["storage_systems", volume.system ?? "", "name_servers"] };
}

function* checkSpelling({ volumes, storage_systems }: Written): Generator<Problem> {
  for (const [section, entries] of [["storage_systems", storage_systems] as const, ["volumes", volumes] as const])
    for (const [id, { name_servers: list }] of entries) {
      const odd = list.findIndex((server) => isAddress(server) !== isAddress(list[0] ?? ""));
      if (odd === -1) continue;
      const [name, address] = isAddress(list[odd] ?? "") ? [list[0], list[odd]] : [list[odd], list[0]];
      yield {
        id: "name-servers-mixed",
        path: [section, id, "name_servers", odd],
        message: `the name servers of ${section === "volumes" ? "volume" : "storage system"} ${id} are names, as ${name}, and addresses, as ${address}`,
        hint: "Nodes that call a server by another name than the others are another cluster.",
      };
    }
}

/** A list of a volume's own is no other than that of its system. */
function* checkSystems(written: Written): Generator<Problem> {
  for (const [id, { system }] of written.volumes) {
    const own = nameServersOf(written, id);
    const list = written.storage_systems.get(system ?? "")?.name_servers ?? [];
    if (own === undefined || system === undefined || list.length === 0 || isSame(own.list, list)) continue;
    yield {
      id: "name-servers-differ",
      path: own.path,
      message: `volume ${id} has the name servers ${own.list.join(", ")}, but its storage system ${system} has ${list.join(", ")}`,
      hint: "The same ones in another order or spelling are others.",
      related: ["storage_systems", system, "name_servers"],
    };
  }
}

function* checkClients(written: Written): Generator<Problem> {
  const { hosts, volumes, storage_systems } = written;
  const first = new Map<string, NameServers & { readonly volume: string }>();
  const told = new Set<string>();
  for (const { client, volume } of mountWays(written)) {
    if (volumes.get(volume)?.protocol !== "stornext") continue;
    const own = nameServersOf(written, volume);
    const other = first.get(client);
    if (own !== undefined && other === undefined) first.set(client, { ...own, volume });
    const pair = `${other?.volume} ${volume}`;
    if (own !== undefined && other !== undefined && !isSame(own.list, other.list) && !told.has(pair)) {
      told.add(pair);
      yield {
        id: "name-servers-differ",
        path: own.path,
        message: `host ${client} mounts volume ${volume} with the name servers ${own.list.join(", ")}, and volume ${other.volume} with ${other.list.join(", ")}`,
        hint: "A node has one list for all its volumes.",
        related: other.path,
      };
    }
    const system = volumes.get(volume)?.system ?? "";
    const network = storage_systems.get(system)?.metadata_network;
    const interfaces = Object.values(hosts.get(client)?.interfaces ?? {});
    if (network === undefined || interfaces.some((face) => face.network === network) || told.has(`${client} ${network}`)) continue;
    told.add(`${client} ${network}`);
    yield {
      id: "no-metadata-interface",
      path: ["hosts", client, "interfaces"],
      on: "key",
      message: `host ${client} mounts volume ${volume} and has no interface in ${network}, the network of the metadata`,
      related: ["storage_systems", system, "metadata_network"],
    };
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((server, i) => server === b[i]);
