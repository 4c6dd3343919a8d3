import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { baselineOf } from "#inventory/of-host.ts";
import { packages } from "#states/package.ts";
import { ptp as ptpClock } from "#states/ptp.ts";
import { service } from "#states/service.ts";
import { timeSync as chrony } from "#states/time_sync.ts";

const addressesOf = ({ interfaces, connection }: Host): ReadonlySet<string> =>
  new Set([connection.address, ...interfaces.map(({ ip }) => ip)]);

/** Whether a host is itself one of the servers that its baseline names: the others then ask it. */
export const servesTime = (facility: Facility, host: Host): boolean =>
  baselineOf(facility, host)?.timeServers.some((server) => addressesOf(host).has(server)) === true;

/** The facility's own clock goes on when the line is down, for every network that the host is in. */
const serving = (facility: Facility, { interfaces }: Host) => ({
  allow: [...new Set(interfaces.flatMap(({ network }) => facility.networks.get(network)?.cidr ?? []))],
  extra: ["local stratum 8"],
});

/**
 * One time for the whole facility: logs, renders and captures agree on it. One writer of the system clock: chrony, also beside PTP. It waits
 * until the clock follows, and comes last on its host: nothing else has to wait for a time server that is off.
 */
export function timeSync(facility: Facility, host: Host): DeclaredRole {
  const { timeServers = [] } = baselineOf(facility, host) ?? {};
  const own = addressesOf(host);
  const clocks = host.interfaces.flatMap(({ name, network }) => {
    const domain = facility.networks.get(network)?.ptpDomain;
    return domain === undefined ? [] : [{ interface: name, domain }];
  });
  return role("time-sync", [
    timeServers.length > 0 && [
      packages({ names: ["chrony"] }),
      chrony(
        {
          servers: timeServers.filter((server) => !own.has(server)).map((hostname) => ({ hostname, iburst: true })),
          ...(servesTime(facility, host) ? serving(facility, host) : {}),
        },
        { why: "logs of two hosts can only be compared when their clocks agree", controls: ["MPA TS-1.5"] },
      ),
      service({ name: { debian: "chrony.service", rhel: "chronyd.service" }[host.os.family], enabled: true, running: true }),
    ],
    clocks.length > 0 && packages({ names: ["linuxptp"] }),
    clocks.map((clock) => ptpClock(clock, { why: "pictures of ST 2110 are stamped by this clock" })),
  ]);
}
