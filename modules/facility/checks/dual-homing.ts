import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import type { Written, WrittenNetwork } from "#inventory/written.ts";

/** Content leaves the house through the hosts that are meant for it, and over no other way. */
export const dualHoming = crossCheck(
  {
    "dual-homed-host":
      "no host joins a network of content and one that leads out of the house; only ingest suites have content and data I/O",
    "kvm-usb-storage": "no disk can be plugged in at the KVM receiver of a suite",
  },
  function* (written) {
    yield* checkHosts(written);
    yield* checkReceivers(written);
  },
);

type NetworkClass = WrittenNetwork["class"];

const content: ReadonlySet<NetworkClass> = new Set(["production", "storage", "media"]);
const outside: ReadonlySet<NetworkClass> = new Set(["office", "guest", "dmz", "internet"]);

function* checkHosts({ hosts, networks, suites }: Written): Generator<Problem> {
  const ingest = new Set([...suites.values()].flatMap((suite) => (suite.class === "ingest" ? suite.hosts : [])));
  for (const [host, { interfaces }] of hosts) {
    const faces = Object.entries(interfaces).flatMap(([name, { network }]) => {
      const type = networks.get(network)?.class;
      return type === undefined ? [] : [{ name, network, type }];
    });
    const inside = faces.find(({ type }) => content.has(type));
    const out = faces.find(({ type }) => outside.has(type));
    const transfer = ingest.has(host) ? undefined : faces.find(({ type }) => type === "data-io");
    const other = out ?? transfer;
    if (inside === undefined || other === undefined) continue;
    yield {
      id: "dual-homed-host",
      path: ["hosts", host, "interfaces", other.name, "network"],
      message: `host ${host} is in network ${inside.network} of class ${inside.type} and in network ${other.network} of class ${other.type}`,
      hint:
        out === undefined
          ? "Only hosts of a suite of class ingest are in both; another one needs an approved exception."
          : "Content and what leads out of the house never meet on one host; what must needs an approved exception.",
      related: ["hosts", host, "interfaces", inside.name, "network"],
    };
  }
}

function* checkReceivers({ suites, assets }: Written): Generator<Problem> {
  const told = new Set<string>();
  for (const [suite, { kvm }] of suites)
    for (const [i, { receiver }] of kvm.entries()) {
      if (assets.get(receiver)?.usb_storage !== true || told.has(receiver)) continue;
      told.add(receiver);
      yield {
        id: "kvm-usb-storage",
        path: ["assets", receiver, "usb_storage"],
        message: `KVM receiver ${receiver} of suite ${suite} lets disks in over USB, past what its hosts block`,
        related: ["suites", suite, "kvm", i, "receiver"],
      };
    }
}
