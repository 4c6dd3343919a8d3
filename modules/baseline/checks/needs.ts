import type { Path } from "#inventory/finding.ts";
import type { Written, WrittenBaseline, WrittenHost, WrittenSuite, WrittenVolume } from "#inventory/written.ts";
import { storageModules } from "#baseline/roles/device-control.ts";
import { classes, tuningFor } from "#suites/classes.ts";
import type { Tuning } from "#suites/classes.ts";

/** What a host can't do its work without, and who asks for it. */
export interface Need {
  readonly packages: readonly string[];
  readonly modules: readonly string[];
  /** The entry that asks for it: a suite, a volume, the host itself. */
  readonly of: Path;
  /** Completes `host suite-01 needs it …`. */
  readonly to: string;
}

interface Parts {
  readonly debian?: readonly string[];
  readonly rhel?: readonly string[];
  readonly modules?: readonly string[];
}

const alike = (...names: readonly string[]): Parts => ({ debian: names, rhel: names });

// The tables follow the roles; test/baseline/checks/needs.test.ts holds them together.

const mounting: { readonly [P in WrittenVolume["protocol"]]: Parts } = {
  nfs: { debian: ["nfs-common"], rhel: ["nfs-utils"], modules: ["nfs", "nfsv4", "sunrpc"] },
  smb: { ...alike("cifs-utils", "keyutils"), modules: ["cifs"] },
  iscsi: {
    debian: ["open-iscsi", "multipath-tools", "xfsprogs"],
    rhel: ["iscsi-initiator-utils", "device-mapper-multipath", "xfsprogs"],
    modules: ["iscsi_tcp", "libiscsi", "scsi_transport_iscsi", "xfs"],
  },
  stornext: { modules: ["cvfs"] },
  beegfs: { modules: ["beegfs"] },
  cephfs: { modules: ["ceph", "libceph"] },
};

const driving: { readonly [C in WrittenHost["cards"][number]]: readonly string[] } = {
  nvidia: ["nvidia", "nvidia_modeset", "nvidia_drm", "nvidia_uvm"],
  decklink: ["blackmagic", "blackmagic_io"],
  kona: ["ajantv2"],
};

const linking = { physical: [], vlan: ["8021q"], bond: ["bonding"] } as const satisfies Record<
  NonNullable<WrittenHost["interfaces"][string]["link"]>["kind"],
  readonly string[]
>;

/** What a baseline asks for itself, by its own key. */
const keeping: readonly (Parts & {
  readonly key: keyof WrittenBaseline;
  readonly when: (baseline: WrittenBaseline, atDesk: boolean) => boolean;
  readonly to: string;
})[] = [
  {
    key: "updates",
    when: ({ updates }) => updates === "security",
    debian: ["unattended-upgrades"],
    rhel: ["dnf-automatic"],
    to: "to install security fixes",
  },
  {
    key: "passwords",
    when: ({ passwords }) => passwords !== undefined,
    debian: ["libpam-pwquality"],
    rhel: ["libpwquality"],
    to: "to judge passwords",
  },
  { key: "usbguard", when: ({ usbguard }) => usbguard, ...alike("usbguard"), to: "to let in named USB devices only" },
  { key: "tuning", when: ({ tuning }) => tuning, ...alike("tuned", "ethtool"), to: "to be tuned" },
  {
    key: "desktop",
    when: ({ desktop }, atDesk) => desktop !== undefined && atDesk,
    debian: ["dconf-cli"],
    rhel: ["dconf"],
    to: "to lock its desktop",
  },
  {
    key: "audit_rules",
    when: ({ audit_rules }) => audit_rules.length > 0,
    debian: ["auditd"],
    rhel: ["audit"],
    to: "to record what its audit rules say",
  },
  { key: "logs", when: ({ logs }) => logs !== undefined, ...alike("rsyslog"), to: "to send its logs away" },
  { key: "logs", when: ({ logs }) => logs?.tls === true, ...alike("rsyslog-gnutls"), to: "to send its logs over TLS" },
  { key: "integrity", when: ({ integrity }) => integrity !== undefined, ...alike("aide"), to: "to watch its files" },
  {
    key: "firewall",
    when: ({ firewall }) => firewall.enabled,
    debian: ["nftables"],
    rhel: ["firewalld"],
    modules: ["nf_tables"],
    to: "for its firewall",
  },
  { key: "time_servers", when: ({ time_servers }) => time_servers.length > 0, ...alike("chrony"), to: "to keep time" },
];

/** What applications need of the system besides their packages, as their vendors say. */
const applying: readonly (Parts & { readonly name: RegExp })[] = [
  // Collaboration and the project server: NFS, the automounter and DNS-SD.
  {
    name: /\bflame\b/i,
    debian: ["nfs-kernel-server", "nfs-common", "rpcbind", "autofs", "avahi-daemon"],
    rhel: ["nfs-utils", "rpcbind", "autofs", "avahi"],
    modules: ["nfs", "nfsd", "autofs4"],
  },
];

/** Who a host works for. */
export interface Duties {
  readonly suites: readonly (readonly [id: string, suite: WrittenSuite])[];
  readonly volumes: readonly string[];
  readonly databases: readonly string[];
}

/** The duties of every host. */
export function listDuties({ suites, volumes, project_databases }: Written): (host: string) => Duties {
  const inSuites = groupBy([...suites].flatMap(([id, suite]) => suite.hosts.map((host) => [host, [id, suite] as const] as const)));
  const serving = groupBy([...volumes].map(([id, { server }]) => [server, id] as const));
  const holding = groupBy([...project_databases].map(([id, { host }]) => [host, id] as const));
  return (host) => ({ suites: inSuites.get(host) ?? [], volumes: serving.get(host) ?? [], databases: holding.get(host) ?? [] });
}

function groupBy<T>(pairs: readonly (readonly [key: string, value: T])[]): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const values = grouped.get(key);
    if (values === undefined) grouped.set(key, [value]);
    else values.push(value);
  }
  return grouped;
}

/** How a host is tuned: for its first suite. */
export const tuningOf = ({ suites: [first] }: Duties): Tuning => tuningFor(first?.[1].class);

/** Whether device control leaves a kernel module alone that the baseline blocks: where camera media is read. */
export const isLifted = (module: string, duties: Duties): boolean => tuningOf(duties).removableMedia && storageModules.has(module);

/** Everything that a host needs, by what the inventory asks of it. */
export function* needsOf(id: string, host: WrittenHost, duties: Duties, written: Written): Generator<Need> {
  const { family } = host.os;
  const need = ({ modules = [], ...parts }: Parts, of: Path, to: string): Need => ({ packages: parts[family] ?? [], modules, of, to });
  const own = ["hosts", id];
  const locale = written.facility?.locale;
  yield need(alike("ca-certificates"), own, "to know whom to trust");
  if (locale !== undefined)
    yield need({ debian: ["locales"], rhel: [`glibc-langpack-${locale.split("_")[0]}`] }, ["facility", "locale"], "to speak its language");

  const baseline = written.baselines.get(host.baseline ?? "");
  if (baseline !== undefined) {
    const at = ["baselines", host.baseline ?? ""];
    yield need(alike(...baseline.packages), [...at, "packages"], "by the word of the same baseline");
    for (const { key, when, to, ...parts } of keeping) if (when(baseline, tuningOf(duties).desktop)) yield need(parts, [...at, key], to);
  }
  for (const [name, { network, link }] of Object.entries(host.interfaces)) {
    if (written.networks.get(network)?.ptp_domain !== undefined)
      yield need(alike("linuxptp"), own, `to take its time from network ${network}`);
    yield need({ modules: link === undefined ? [] : linking[link.kind] }, [...own, "interfaces", name], `for interface ${name}`);
  }
  for (const { file_system } of Object.values(host.disks))
    if (file_system !== undefined) yield need({ modules: [file_system] }, [...own, "disks"], `for its disks of ${file_system}`);
  for (const card of host.cards) yield need({ modules: driving[card] }, [...own, "cards"], `for its ${card}`);

  for (const volume of duties.volumes)
    if (written.volumes.get(volume)?.protocol === "nfs")
      yield need(
        { debian: ["nfs-kernel-server"], rhel: ["nfs-utils"], modules: ["nfsd"] },
        ["volumes", volume, "server"],
        `to serve volume ${volume}`,
      );
  for (const database of duties.databases)
    yield need(
      { debian: [`postgresql-${written.project_databases.get(database)?.version}`], rhel: ["postgresql-server"] },
      ["project_databases", database, "host"],
      `for project database ${database}`,
    );
  for (const [suite, settings] of duties.suites) yield* needsOfSuite(suite, settings, host, need, written);
}

function* needsOfSuite(
  id: string,
  suite: WrittenSuite,
  { cards }: WrittenHost,
  need: (parts: Parts, of: Path, to: string) => Need,
  written: Written,
): Generator<Need> {
  const path = ["suites", id];
  const set = written.tested_sets.get(suite.tested_set ?? "");
  for (const [i, { volume }] of suite.mounts.entries()) {
    const protocol = written.volumes.get(volume)?.protocol;
    if (protocol !== undefined) yield need(mounting[protocol], [...path, "mounts", i], `to mount volume ${volume} over ${protocol}`);
  }
  for (const software of new Set([...(set?.software ?? []), ...suite.software])) {
    const { packages = {}, application } = written.software.get(software) ?? {};
    yield need(packages, path, `for software ${software}`);
    for (const { name, ...parts } of application === undefined ? [] : applying)
      if (name.test(application?.name ?? "")) yield need(parts, path, `for ${application?.name} of software ${software}`);
  }
  if (set !== undefined) yield need(alike(...Object.keys(set.versions)), path, `as tested set ${suite.tested_set} has it`);
  for (const card of cards)
    yield need(alike(...(set?.drivers[card] ?? [])), path, `for its ${card}, as tested set ${suite.tested_set} says`);
  if (suite.ocio !== undefined && classes[suite.class].desktop) yield need(alike("fontconfig"), path, "to find its fonts");
  if (classes[suite.class].removableMedia)
    yield need({ modules: [...storageModules, "exfat", "ntfs3"] }, path, `to read camera media in suite ${id}`);
  if (suite.devices.length > 0) yield need({ modules: ["usbhid"] }, [...path, "devices"], `for the panels and tablets of suite ${id}`);
}
