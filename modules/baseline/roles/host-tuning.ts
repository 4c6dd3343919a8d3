import { baselineOf } from "#inventory/of-host.ts";
import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { limit } from "#states/limit.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { sysctl } from "#states/sysctl.ts";
import { tuned } from "#states/tuned.ts";
import { tuningOf } from "#suites/classes.ts";
import type { Tuning } from "#suites/classes.ts";

// ESnet's host tuning for 10 GbE, and for 25 to 100 GbE: https://fasterdata.es.net/host-tuning/linux/
const buffers = { "10 GbE": 67_108_864, "25 GbE": 134_217_728 } as const satisfies Record<Tuning["link"], number>;
const halves = { "10 GbE": 33_554_432, "25 GbE": 134_217_728 } as const satisfies Record<Tuning["link"], number>;

const network = ({ link }: Tuning): Parameters => ({
  "net.core.rmem_max": buffers[link],
  "net.core.wmem_max": buffers[link],
  "net.ipv4.tcp_rmem": `4096 87380 ${halves[link]}`,
  "net.ipv4.tcp_wmem": `4096 65536 ${halves[link]}`,
  "net.core.netdev_max_backlog": 250_000,
  "net.ipv4.tcp_mtu_probing": 1,
});

// Absolute, not in per cent: a tenth of 256 GB in one burst stops every other stream.
const memory: Parameters = {
  "vm.swappiness": 10,
  "vm.dirty_background_bytes": 268_435_456,
  "vm.dirty_bytes": 1_073_741_824,
  "vm.max_map_count": 1_048_576,
};

interface Parameters {
  readonly [name: string]: number | string;
}

/** The kernel parameters of a tuning, by name. */
export const tunedSysctls = (tuning: Tuning): Parameters => ({ ...network(tuning), ...memory });

const declare = (parameters: Parameters, why: string): Declared[] =>
  Object.entries(parameters).map(([name, value]) => sysctl({ name, value: String(value) }, { why }));

/** How a host is set for its work: buffers for its streams, memory, limits, the profile of tuned. */
export function hostTuning(facility: Facility, host: Host): DeclaredRole {
  if (baselineOf(facility, host)?.tuning !== true) return role("host-tuning", []);
  const tuning = tuningOf(facility, host);
  return role("host-tuning", [
    packages({ names: ["tuned", "ethtool"] }),
    declare(network(tuning), `one stream has to fill a link of ${tuning.link}`),
    declare(memory, "frames go out evenly, not in bursts"),
    limit({ domain: "*", type: "-", item: "nofile", value: "65536" }),
    tuning.realtime && [
      limit({ domain: "@audio", type: "-", item: "rtprio", value: "95" }, { why: "sound that waits is sound that clicks" }),
      limit({ domain: "@audio", type: "-", item: "memlock", value: "unlimited" }),
    ],
    service({ name: "tuned.service", enabled: true, running: true }),
    tuned({ profile: tuning.tuned }),
  ]);
}
