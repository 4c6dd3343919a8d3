import type { Network } from "#inventory/facility.ts";
import type { WrittenLicenceServer } from "#inventory/written.ts";

/** The hosts of a licence server: its own, or the three of a triad in the order of the licence file. */
export const hostsOf = ({ host, triad }: Pick<WrittenLicenceServer, "host" | "triad">): readonly string[] =>
  triad.length > 0 ? triad : [host];

/** The interface at which applications ask a licence server: the first of its host that is not for management, where there is one. */
export const askedAt = <I extends { readonly network: string }>(
  interfaces: readonly I[],
  networks: ReadonlyMap<string, Pick<Network, "class">>,
): I | undefined => interfaces.find(({ network }) => networks.get(network)?.class !== "management") ?? interfaces[0];
