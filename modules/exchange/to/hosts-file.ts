import { fqdnOf } from "#exchange/to/facts.ts";
import { headOf } from "#exchange/to/head.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** Lines for hosts(5), by name: each host at the address that its own /etc/hosts has, with its name in DNS and its short one. */
export const renderHostsFile = (facility: Facility, hosts: readonly Host[]): string =>
  [
    ...headOf("hosts", facility),
    ...hosts
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((host) => {
        const [first] = host.interfaces;
        return first === undefined ? [] : [`${first.ip}\t${fqdnOf(facility, host)} ${host.id}`];
      }),
    "",
  ].join("\n");
