import { isInNetwork } from "#inventory/addresses.ts";
import type { Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";

/** A gateway is reached without a gateway: it lies in its own network. */
export function* checkGateways({ networks }: Written): Generator<Problem> {
  for (const [network, { cidr, gateway }] of networks)
    if (gateway !== undefined && !isInNetwork(gateway, cidr))
      yield {
        id: "gateway-outside-network",
        path: ["networks", network, "gateway"],
        message: `${gateway} is not in network ${network}, which is ${cidr}`,
      };
}
