import { crossCheck } from "#inventory/cross-check.ts";
import { isInNetwork } from "#inventory/addresses.ts";

/** A gateway is reached without a gateway: it lies in its own network. */
export const gateways = crossCheck(
  {
    "gateway-outside-network": "a gateway is reached without a gateway: it lies in its own network",
  },
  function* ({ networks }) {
    for (const [network, { cidr, gateway }] of networks)
      if (gateway !== undefined && !isInNetwork(gateway, cidr))
        yield {
          id: "gateway-outside-network",
          path: ["networks", network, "gateway"],
          message: `${gateway} is not in network ${network}, which is ${cidr}`,
        };
  },
);
