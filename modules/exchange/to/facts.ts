import type { Facility, Host } from "#inventory/facility.ts";
import { groupsOf } from "#inventory/limit.ts";
import { suitesOf } from "#inventory/of-host.ts";

/** What other tools are told of a host besides how it is reached: plain data, no secret and no reference to one. */
export type Facts = ReadonlyMap<string, unknown>;

/** Facts of a host, by names that each tool puts its own prefix to. */
export function factsOf(facility: Facility, host: Host): Facts {
  const suites = suitesOf(facility, host);
  const groups = [...groupsOf(facility)].filter(([, members]) => members.has(host.id)).map(([group]) => group);
  return new Map<string, unknown>([
    ["management", host.management],
    ["os", { family: host.os.family, release: host.os.release }],
    ...(host.baseline === undefined ? [] : [["baseline", host.baseline] as const]),
    ["suites", suites.map(({ id, name, class: use, room }) => ({ id, name, class: use, room }))],
    ["classes", [...new Set(suites.map((suite) => suite.class))]],
    ["groups", groups],
    ["interfaces", new Map(host.interfaces.map(({ name, network, ip }) => [name, { network, ip }]))],
  ]);
}

/** Facts that every host of a facility shares. */
export const facilityFacts = ({ id, name, timezone, domain, networks }: Facility): Facts =>
  new Map<string, unknown>([
    ["facility", { id, name, timezone, domain }],
    [
      "networks",
      new Map(
        [...networks].map(([network, { cidr, class: use, mtu, vlan, gateway }]) => [
          network,
          { cidr, class: use, mtu, ...(vlan !== undefined && { vlan }), ...(gateway !== undefined && { gateway }) },
        ]),
      ),
    ],
  ]);

/** The same facts under longer names. */
export const prefixed = (prefix: string, facts: Facts): Facts => new Map([...facts].map(([name, value]) => [prefix + name, value]));

/** The name of a host in DNS. */
export const fqdnOf = ({ domain }: Facility, { id }: Host): string => `${id}.${domain}`;
