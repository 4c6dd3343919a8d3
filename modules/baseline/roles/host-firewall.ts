import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { firewall } from "#states/firewall.ts";
import { firewalld } from "#states/firewalld.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";

/** Nothing comes in but SSH, what the baseline says and what firewall intents let in: nftables on the Debian family, firewalld on RHEL's. */
export function hostFirewall(facility: Facility, host: Host): DeclaredRole {
  const rules = baselineOf(facility, host)?.firewall;
  if (rules === undefined || !rules.enabled) return role("host-firewall", []);
  const { port: ssh } = host.connection;
  const intended = facility.firewallIntents
    .filter(({ to }) => to.hosts.includes(host.id) || host.interfaces.some(({ network }) => to.networks.includes(network)))
    .flatMap(({ ports, protocol, from }) => ports.map((port) => ({ port, protocol, from })));
  const open = [...rules.open, ...intended].map(({ port, protocol, from }) => ({
    port,
    protocol,
    from: from.flatMap((id) => facility.networks.get(id)?.cidr ?? []),
  }));
  if (host.os.family === "debian")
    return role("host-firewall", [
      packages({ names: ["nftables"] }),
      firewall({ ssh, open }),
      service({ name: "nftables.service", enabled: true }),
    ]);
  return role("host-firewall", [
    packages({ names: ["firewalld"] }),
    service({ name: "firewalld.service", enabled: true, running: true }),
    firewalld({
      zone: "public",
      services: [],
      ports: [`${ssh}/tcp`],
      richRules: open.flatMap(({ port, protocol, from }) =>
        from.map(
          (cidr) =>
            `rule family="${cidr.includes(":") ? "ipv6" : "ipv4"}" source address="${cidr}" port port="${port}" protocol="${protocol}" accept`,
        ),
      ),
      target: "DROP",
      exclusive: true,
    }),
  ]);
}
