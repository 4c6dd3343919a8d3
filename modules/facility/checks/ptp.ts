import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import type { Written, WrittenClock } from "#inventory/written.ts";

/** Pictures and sound of one network are stamped by one time, which does not stand or fall with one clock. */
export const ptp = crossCheck(
  {
    "ptp-domain-missing": "media networks, their PTP clocks and the switches that take part say which PTP domain they are in",
    "no-ptp-clock": "a PTP clock serves every media network",
    "ptp-domain-differs": "a network, its PTP clocks and its switches are in one PTP domain",
    "ptp-profile-differs": "the PTP clocks of a network follow one profile",
    "too-few-grandmasters": "a media network has a second grandmaster",
    "grandmaster-leg": "each leg of a media network that hosts are on has a grandmaster",
    "two-ptp-domains": "a host takes its time from one PTP domain",
  },
  function* (written) {
    const serving = clocksByNetwork(written);
    const legs = legsByNetwork(written);
    for (const [id, network] of written.networks) {
      const clocks = serving.get(id) ?? [];
      if (network.class === "media") yield* checkMedia(written, id, clocks, legs.get(id) ?? new Map());
      if (network.ptp_domain !== undefined) yield* checkClocks(id, network.ptp_domain, clocks);
    }
    yield* checkSwitches(written);
    yield* checkHosts(written);
  },
);

interface Serving {
  readonly id: string;
  readonly clock: WrittenClock;
}

function clocksByNetwork({ clocks }: Written): ReadonlyMap<string, readonly Serving[]> {
  const serving = [...clocks].flatMap(([id, clock]) =>
    clock.kind === "ptp" ? clock.networks.map((network) => ({ network, id, clock })) : [],
  );
  return Map.groupBy(serving, ({ network }) => network);
}

/** The halves of ST 2022-7 that hosts are on, with an interface of each. */
function legsByNetwork({ hosts }: Written): ReadonlyMap<string, ReadonlyMap<"A" | "B", Path>> {
  const found = new Map<string, Map<"A" | "B", Path>>();
  for (const [host, { interfaces }] of hosts)
    for (const [name, { network, leg }] of Object.entries(interfaces)) {
      if (leg === undefined) continue;
      const legs = found.get(network) ?? new Map<"A" | "B", Path>();
      found.set(network, legs);
      if (!legs.has(leg)) legs.set(leg, ["hosts", host, "interfaces", name, "leg"]);
    }
  return found;
}

/** What a profile takes where nothing else is said; IEEE 1588 itself takes 0. */
const usualDomain = { "st2059-2": 127, aes67: 0, default: 0 } as const;

const domainOf = ({ domain, profile }: WrittenClock): number | undefined => domain ?? (profile && usualDomain[profile]);

function* checkMedia(
  { networks }: Written,
  id: string,
  clocks: readonly Serving[],
  legs: ReadonlyMap<"A" | "B", Path>,
): Generator<Problem> {
  const path = ["networks", id];
  if (networks.get(id)?.ptp_domain === undefined)
    yield {
      id: "ptp-domain-missing",
      path,
      on: "key",
      message: `network ${id} carries media and has no ptp_domain`,
      hint: "ST 2059-2 takes 127.",
    };
  const [first] = clocks;
  if (first === undefined) {
    yield { id: "no-ptp-clock", path, on: "key", message: `network ${id} carries media, and no clock of kind ptp serves it` };
    return;
  }
  const grandmasters = clocks.flatMap(({ clock }) => clock.grandmasters);
  const at = ["clocks", first.id, "grandmasters"];
  const count = new Set(grandmasters.map(({ asset }) => asset)).size;
  if (count < 2)
    yield {
      id: "too-few-grandmasters",
      path: at,
      on: "key",
      message: `network ${id} has ${count === 0 ? "no grandmaster" : "one grandmaster"}; with a second one its time goes on when one is off`,
      related: path,
    };
  for (const [leg, where] of legs)
    if (count >= 2 && !grandmasters.some((grandmaster) => grandmaster.leg === leg))
      yield {
        id: "grandmaster-leg",
        path: at,
        on: "key",
        message: `no grandmaster of network ${id} serves leg ${leg}, on which it has hosts`,
        related: where,
      };
}

function* checkClocks(network: string, domain: number, clocks: readonly Serving[]): Generator<Problem> {
  const [first] = clocks;
  for (const { id, clock } of clocks) {
    const path = ["clocks", id];
    const own = domainOf(clock);
    if (own === undefined)
      yield {
        id: "ptp-domain-missing",
        path,
        on: "key",
        message: `clock ${id} of kind ptp has neither domain nor profile`,
        related: ["networks", network, "ptp_domain"],
      };
    else if (own !== domain)
      yield {
        id: "ptp-domain-differs",
        path: clock.domain === undefined ? [...path, "profile"] : [...path, "domain"],
        message: `clock ${id} is in PTP domain ${own}, but network ${network}, which it serves, is in ${domain}`,
        related: ["networks", network, "ptp_domain"],
      };
    if (first !== undefined && clock.profile !== undefined && first.clock.profile !== undefined && clock.profile !== first.clock.profile)
      yield {
        id: "ptp-profile-differs",
        path: [...path, "profile"],
        message: `clock ${id} follows profile ${clock.profile}, but clock ${first.id}, which serves network ${network} too, follows ${first.clock.profile}`,
        related: ["clocks", first.id, "profile"],
      };
  }
}

/** A switch that takes part is in the domain of all networks that it carries. */
function* checkSwitches({ switches, networks }: Written): Generator<Problem> {
  for (const [id, { ptp, ptp_domain: own, ports, uplinks }] of switches) {
    if (ptp === "none") continue;
    const carried = new Set([...Object.values(ports), ...uplinks].flatMap(({ networks }) => networks));
    for (const network of carried) {
      const domain = networks.get(network)?.ptp_domain;
      if (domain === undefined || domain === own) continue;
      const related = ["networks", network, "ptp_domain"];
      if (own !== undefined)
        yield {
          id: "ptp-domain-differs",
          path: ["switches", id, "ptp_domain"],
          message: `switch ${id} is in PTP domain ${own}, but network ${network}, which it carries, is in ${domain}`,
          related,
        };
      // A transparent clock corrects the messages of every domain.
      else if (ptp === "boundary")
        yield {
          id: "ptp-domain-missing",
          path: ["switches", id, "ptp"],
          message: `switch ${id} is a boundary clock of network ${network} and has no ptp_domain`,
          related,
        };
    }
  }
}

/** Every interface in a network with a domain becomes a client of it, and the host has one clock. */
function* checkHosts({ hosts, networks }: Written): Generator<Problem> {
  for (const [host, { interfaces }] of hosts) {
    const clients = Object.entries(interfaces).flatMap(([name, { network }]) => {
      const domain = networks.get(network)?.ptp_domain;
      return domain === undefined ? [] : [{ name, network, domain }];
    });
    const [first] = clients;
    const other = clients.find(({ domain }) => domain !== first?.domain);
    if (first === undefined || other === undefined) continue;
    yield {
      id: "two-ptp-domains",
      path: ["hosts", host, "interfaces", other.name, "network"],
      message: `host ${host} takes its time from PTP domain ${other.domain} in network ${other.network}, and from ${first.domain} in ${first.network}`,
      related: ["networks", first.network, "ptp_domain"],
    };
  }
}
