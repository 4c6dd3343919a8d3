import { crossCheck } from "#inventory/cross-check.ts";
import { isAddress, isInNetwork } from "#inventory/addresses.ts";
import type { Problem } from "#inventory/finding.ts";
import type { Written, WrittenHost, WrittenRepository } from "#inventory/written.ts";

/** Hosts reach what they fetch packages from, and content reaches no internet. */
export const packageSources = crossCheck(
  {
    "no-way-to-packages": "a host that fetches packages has a gateway, a proxy or the server in its own network",
    "internet-on-content": "no network of content reaches the internet freely",
    "no-proxy": "the facility has a proxy where networks reach the internet through one",
  },
  function* (written) {
    yield* checkNetworks(written);
    yield* checkHosts(written);
  },
);

function* checkNetworks({ networks, facility }: Written): Generator<Problem> {
  for (const [id, { class: type, internet }] of networks) {
    const path = ["networks", id, "internet"];
    if (internet === "allow" && (type === "production" || type === "storage" || type === "media"))
      yield {
        id: "internet-on-content",
        path,
        message: `network ${id} is of class ${type} and reaches the internet freely`,
        hint: "Say `internet: proxy` or `deny`.",
        related: ["networks", id, "class"],
      };
    if (internet === "proxy" && facility !== undefined && facility.proxy === undefined)
      yield {
        id: "no-proxy",
        path,
        message: `network ${id} reaches the internet through the facility's proxy, but the facility has none`,
        related: ["facility"],
      };
  }
}

function* checkHosts(written: Written): Generator<Problem> {
  const { hosts, networks, repositories, facility } = written;
  if (facility === undefined || facility.proxy !== undefined) return;
  const near = neighbours(written);
  for (const [host, { management, os, interfaces, repositories: used }] of hosts) {
    const own = [...new Set(Object.values(interfaces).map(({ network }) => network))];
    if (management !== "managed" || own.some((network) => networks.get(network)?.gateway !== undefined)) continue;
    for (const [i, id] of used.entries()) {
      const far = serversOf(repositories.get(id), os.family).find((server) => !own.some((network) => near(network, server)));
      if (far === undefined) continue;
      yield {
        id: "no-way-to-packages",
        path: ["hosts", host, "repositories", i],
        message: `host ${host} fetches packages of repository ${id} from ${far}, but no network of it has a gateway, and the facility has no proxy`,
        hint: "Give one of its networks a gateway, the facility a proxy, or let the repository be a folder of the host (file:///).",
        related: ["repositories", id],
      };
      break;
    }
  }
}

/** The servers of a repository, by name or address; a folder of the host needs none. */
function serversOf(repository: WrittenRepository | undefined, family: WrittenHost["os"]["family"]): readonly string[] {
  const urls = family === "debian" ? (repository?.debian?.uris ?? []) : [repository?.rhel?.baseurl ?? "file:"];
  return urls.filter((url) => !url.startsWith("file:")).map((url) => new URL(url).hostname.replace(/^\[(.*)\]$/, "$1"));
}

/** Says whether a server is in a network: by its address, or as a host of the inventory by its name. */
function neighbours({ hosts, networks, facility }: Written): (network: string, server: string) => boolean {
  const domain = `.${facility?.domain ?? ""}`;
  const named = (server: string) => hosts.get(server.endsWith(domain) ? server.slice(0, -domain.length) : server);
  return (network, server) => {
    const cidr = networks.get(network)?.cidr;
    if (isAddress(server)) return cidr !== undefined && isInNetwork(server, cidr);
    return Object.values(named(server)?.interfaces ?? {}).some((face) => face.network === network);
  };
}
