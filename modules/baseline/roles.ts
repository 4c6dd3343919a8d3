import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Baseline, Facility, Host } from "#inventory/facility.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { file } from "#states/file.ts";
import { firewall } from "#states/firewall.ts";
import { group } from "#states/group.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { sysctl } from "#states/sysctl.ts";
import { user } from "#states/user.ts";

/** A group that owns a volume has one gid everywhere, or files would change their owner between suites. */
function groupOf(facility: Facility, name: string): Declared {
  const gid = [...facility.volumes.values()].find((volume) => volume.group === name)?.gid;
  return group({ name, ...(gid === undefined ? {} : { gid }) });
}

/** People and groups: who may log in, with which key. */
const access = (facility: Facility, { accounts }: Baseline): DeclaredRole =>
  role("access", [
    [...new Set(accounts.flatMap(({ groups }) => groups))].map((name) => groupOf(facility, name)),
    accounts.flatMap(({ name, uid, groups, shell, authorizedKeys }) => [
      user({ name, groups, ...(uid === undefined ? {} : { uid }), ...(shell === undefined ? {} : { shell }) }),
      ...(authorizedKeys.length === 0 ? [] : [authorizedKey({ user: name, keys: authorizedKeys, exclusive: true })]),
    ]),
  ]);

/** What makes a host harder to misuse: kernel settings, blocked devices, no needless tools, the notice at login. */
const hardening = ({ sysctls, blockedModules, packages: wanted, absentPackages, banner }: Baseline): DeclaredRole =>
  role("hardening", [
    wanted.length > 0 && packages({ names: wanted }),
    absentPackages.length > 0 && packages({ names: absentPackages, ensure: "absent" }),
    sysctls.map(({ name, value, why, controls }) => sysctl({ name, value }, { controls, ...(why === undefined ? {} : { why }) })),
    blockedModules.map((name) => kernelModule({ name, ensure: "blocked" }, { why: "no device of this kind may bring content in or out" })),
    banner !== undefined && file({ path: "/etc/issue.net", content: banner, mode: "0644" }),
    banner !== undefined && file({ path: "/etc/motd", content: banner, mode: "0644" }),
  ]);

const chronyConf = (servers: readonly string[]): string =>
  [...servers.map((server) => `server ${server} iburst`), "driftfile /var/lib/chrony/chrony.drift", "makestep 1.0 3", "rtcsync", ""].join(
    "\n",
  );

/** One time for the whole facility: logs, renders and captures agree on it. */
const timeSync = ({ timeServers }: Baseline, { os }: Host): DeclaredRole => {
  const debian = os.family === "debian";
  const unit = debian ? "chrony.service" : "chronyd.service";
  return role("time-sync", [
    packages({ names: ["chrony"] }),
    file(
      { path: debian ? "/etc/chrony/chrony.conf" : "/etc/chrony.conf", content: chronyConf(timeServers), mode: "0644" },
      { why: "logs of two hosts can only be compared when their clocks agree", restarts: unit },
    ),
    service({ name: unit, enabled: true, running: true }),
  ]);
};

/** Nothing comes in but SSH and what the inventory says. */
const hostFirewall = (facility: Facility, { firewall: { open } }: Baseline, host: Host): DeclaredRole =>
  role("host-firewall", [
    packages({ names: ["nftables"] }),
    firewall({
      ssh: host.connection.port,
      open: open.map(({ port, protocol, from }) => ({
        port,
        protocol,
        from: from.flatMap((id) => facility.networks.get(id)?.cidr ?? []),
      })),
    }),
    service({ name: "nftables.service", enabled: true }),
  ]);

/** The roles of a host's baseline. */
export function baselineRoles(facility: Facility, host: Host): DeclaredRole[] {
  const baseline = host.baseline === undefined ? undefined : facility.baselines.get(host.baseline);
  if (baseline === undefined) return [];
  return [
    access(facility, baseline),
    hardening(baseline),
    ...(baseline.timeServers.length > 0 ? [timeSync(baseline, host)] : []),
    ...(baseline.firewall.enabled ? [hostFirewall(facility, baseline, host)] : []),
    ...(host.files.length > 0
      ? [
          role(
            "files",
            host.files.map((want) => file({ ...want, makedirs: true })),
          ),
        ]
      : []),
  ];
}
