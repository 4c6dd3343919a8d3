import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { showNames } from "#inventory/show.ts";
import type { Written, WrittenLicenceServer } from "#inventory/written.ts";
import { hostsOf } from "#licensing/server-address.ts";

/** Licences are bound to hosts that are there, and three servers of one licence are what FlexNet calls a triad. */
export const hostids = crossCheck(
  {
    "hostid-unknown": "a licence is bound to the hardware address of a host of its server",
    "triad-parts": "a triad of FlexNet is three hosts of one family of systems, the server's own among them",
  },
  function* (written) {
    for (const [id, server] of written.licence_servers) {
      yield* checkHostid(written, id, server);
      yield* checkTriad(written, id, server);
    }
  },
);

/** Shorter ones are no hardware addresses but numbers that the system made up. */
const shortestAddress = 9;

function* checkHostid({ hosts }: Written, id: string, server: WrittenLicenceServer): Generator<Problem> {
  const { hostid } = server;
  const known = hostsOf(server).filter((host) => hosts.has(host));
  if (hostid === undefined || hostid.length < shortestAddress || known.length === 0) return;
  const macs = known.flatMap((host) => Object.values(hosts.get(host)?.interfaces ?? {}).flatMap(({ mac }) => mac ?? []));
  if (macs.some((mac) => mac.replaceAll(":", "") === hostid)) return;
  yield {
    id: "hostid-unknown",
    path: ["licence_servers", id, "hostid"],
    message: `licence server ${id} is bound to ${hostid}, but ${known.length === 1 ? "host" : "hosts"} ${showNames(known)} ${macs.length === 0 ? `${known.length === 1 ? "names" : "name"} no mac` : `${known.length === 1 ? "has" : "have"} ${showNames(macs)}`}`,
    hint: "A licence whose hostid is no hardware address of its server gives out no seat.",
    related: ["hosts", known[0] ?? "", "interfaces"],
  };
}

function* checkTriad({ hosts }: Written, id: string, { host, manager, triad }: WrittenLicenceServer): Generator<Problem> {
  const path = ["licence_servers", id, "triad"];
  const problem = { id: "triad-parts", path };
  if (triad.length === 0) return;
  if (manager !== "flexnet")
    yield {
      ...problem,
      on: "key",
      message: `triad means nothing for a licence server of ${manager}`,
      related: ["licence_servers", id, "manager"],
    };
  if (triad.length !== 3)
    yield {
      ...problem,
      message: `the triad of licence server ${id} is ${triad.length} hosts, not three`,
      hint: "Two of three make a quorum.",
    };
  if (!triad.includes(host))
    yield {
      ...problem,
      message: `host ${host}, on which licence server ${id} runs, is not one of its triad: ${showNames(triad)}`,
      related: ["licence_servers", id, "host"],
    };
  const known = triad.flatMap((member) => {
    const family = hosts.get(member)?.os.family;
    return family === undefined ? [] : [{ member, family }];
  });
  const [first, ...others] = known;
  const other = others.find(({ family }) => family !== first?.family);
  if (first !== undefined && other !== undefined)
    yield {
      ...problem,
      path: [...path, triad.indexOf(other.member)],
      message: `host ${other.member} of the triad runs ${other.family}, and host ${first.member} runs ${first.family}`,
      related: ["hosts", other.member, "os"],
      hint: "The three servers are of one platform.",
    };
}
