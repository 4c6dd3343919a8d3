import { crossCheck } from "#inventory/cross-check.ts";
import { isInNetwork, normaliseAddress } from "#inventory/addresses.ts";
import type { Path } from "#inventory/finding.ts";

/** An address belongs to one interface, and lies in the network that the interface is in. */
export const addresses = crossCheck(
  {
    "address-outside-network": "an address lies in the network that its interface is in",
    "address-twice": "an address belongs to one interface",
  },
  function* ({ hosts, networks }) {
    const taken = new Map<string, { readonly host: string; readonly path: Path }>();
    for (const [host, { interfaces }] of hosts)
      for (const [name, { ip, network }] of Object.entries(interfaces)) {
        const path = ["hosts", host, "interfaces", name, "ip"];
        const cidr = networks.get(network)?.cidr;
        if (cidr !== undefined && !isInNetwork(ip, cidr))
          yield { id: "address-outside-network", path, message: `${ip} is not in network ${network}, which is ${cidr}` };
        const address = normaliseAddress(ip);
        const other = taken.get(address);
        if (other === undefined) taken.set(address, { host, path });
        else yield { id: "address-twice", path, message: `${ip} is already the address of host ${other.host}`, related: other.path };
      }
  },
);
