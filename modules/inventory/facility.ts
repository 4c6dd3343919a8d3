import type { Connection } from "#core/connection.ts";
import type { Text, SecretRef } from "#core/secret.ts";

/** Place in an inventory file. Line and column count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Megabytes per second, decimal: 1 MB = 1,000,000 bytes. Written `800 MB/s`. */
export type MegabytesPerSecond = number & { readonly unit: "MB/s" };
/** Bytes. Written `2 TB`, `512 GiB`. */
export type Bytes = number & { readonly unit: "B" };
/** Seconds. Written `900 s`, `10 min`. */
export type Seconds = number & { readonly unit: "s" };

export type OsFamily = "debian" | "rhel";

/** What an edit suite is used for; decides its tuning. */
export type SuiteClass = "offline" | "online" | "grade" | "audio" | "vfx" | "qc" | "ingest" | "review" | "render";

export interface Network {
  readonly id: string;
  readonly cidr: string;
  /** Bytes per frame. */
  readonly mtu: number;
  /** VLAN id, where it is tagged. */
  readonly vlan?: number;
  /** PTP domain that its hosts take their time from. */
  readonly ptpDomain?: number;
  readonly gateway?: string;
  readonly class: "production" | "storage" | "media" | "data-io" | "management" | "kvm" | "office" | "guest" | "dmz" | "internet";
  readonly source?: Source;
}

/** What an interface is made of, where Conform shall keep its profile; without, the host's own set-up stays as it is. */
export type Link =
  | { readonly kind: "physical" }
  | { readonly kind: "vlan"; readonly parent: string }
  | { readonly kind: "bond"; readonly members: readonly string[]; readonly mode: "active-backup" | "802.3ad" | "balance-xor" };

export interface Interface {
  readonly name: string;
  readonly network: string;
  readonly ip: string;
  readonly link?: Link;
}

export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly groups: readonly string[];
  readonly authorizedKeys: readonly string[];
  readonly shell?: string;
  /** Commands it may run as root; `ALL` for everything. */
  readonly sudo: readonly string[];
}

/** A file that a host shall have, its text in the inventory or behind a secret reference. */
export interface ManagedFile {
  readonly path: string;
  readonly content: Text;
  /** Octal, four digits, as in `"0644"`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export type Card = "nvidia" | "decklink" | "kona";

export interface Host {
  readonly id: string;
  readonly os: { readonly family: OsFamily; readonly release: string };
  /** `managed` is provisioned; `observe-only` is looked at and never changed; `unmanaged` is never contacted. */
  readonly management: "managed" | "observe-only" | "unmanaged";
  readonly connection: Connection;
  readonly interfaces: readonly Interface[];
  /** The baseline it is held to. */
  readonly baseline: string | undefined;
  /** Ids of the repositories its packages come from; with none, the host's own stay. */
  readonly repositories: readonly string[];
  /** Cards that need a driver of their own. */
  readonly cards: readonly Card[];
  /** iSCSI: the one name this host goes by. */
  readonly initiator: string | undefined;
  readonly files: readonly ManagedFile[];
  readonly source: Source;
}

export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly mode: "ro" | "rw";
}

export interface Suite {
  readonly id: string;
  readonly name: string;
  readonly room: string;
  readonly class: SuiteClass;
  readonly hosts: readonly string[];
  /** Ids of software packages. */
  readonly software: readonly string[];
  /** Ids of licence servers. */
  readonly licences: readonly string[];
  readonly mounts: readonly Mount[];
  /** The set of software that was tested together. */
  readonly testedSet: string | undefined;
  /** Ids of the project databases that its applications open. */
  readonly databases: readonly string[];
  /** The OpenColorIO configuration: a path on the host, or `ocio://…` for one that comes with OpenColorIO. */
  readonly ocio: string | undefined;
  /** USB devices people need there, by vendor and product: panels, tablets, dongles. */
  readonly devices: readonly UsbDevice[];
  readonly source: Source;
}

export interface UsbDevice {
  readonly name: string;
  /** `vvvv:pppp` in hexadecimal. */
  readonly id: string;
  readonly serial?: string;
}

export interface Volume {
  readonly id: string;
  /** How clients reach it: a share, a block device with a file system for one writer, or a vendor's own client. */
  readonly protocol: "nfs" | "smb" | "iscsi" | "stornext" | "beegfs" | "cephfs";
  /** The host that serves it, and the directory it exports; a share's or file system's name, for iSCSI its label, for the others. */
  readonly server: string;
  readonly export: string;
  /** SMB and CephFS: what opens it. */
  readonly credentials: SecretRef | undefined;
  /** iSCSI: name of the target, and the identifier of its disk where several paths lead to it. */
  readonly target: string | undefined;
  readonly wwid: string | undefined;
  readonly capacity: Bytes;
  readonly readLimit: MegabytesPerSecond;
  readonly writeLimit: MegabytesPerSecond;
  /** StorNext: its name servers in their order. */
  readonly nameServers: readonly string[];
  /** Mount options of every client, besides `ro`/`rw`: all clients of one server use the same. */
  readonly options: readonly string[];
  readonly group: string;
  readonly gid: number;
  readonly source: Source;
}

/** A vendor's file, put in place by the project: its installer, daemon or licence. */
export interface VendorFile {
  /** Absolute path on this machine, resolved relative to the inventory folder and never outside of it. */
  readonly source: string;
  readonly path: string;
  readonly mode: string;
}

export interface LicenceServer {
  readonly id: string;
  readonly host: string;
  readonly manager: "flexnet" | "rlm" | "sesinetd";
  /** TCP ports: the manager's, then the vendor daemons'. */
  readonly port: number;
  readonly vendorPorts: readonly number[];
  readonly vendorFiles: readonly VendorFile[];
  /** Command that runs the manager in the foreground. */
  readonly command: string;
  readonly licence: SecretRef | undefined;
  /** FlexNet: ids of its three hosts in the order of the licence file, where three servers hold a quorum of two. */
  readonly triad: readonly string[];
  readonly source: Source;
}

/** An application that comes with an installer of its vendor's. */
export interface Application {
  readonly name: string;
  readonly version: string;
  /** Where the hosts fetch the vendor's file: the house's own mirror or share. */
  readonly url: string;
  readonly sha256: string;
  /** Runs the installer; `{file}` stands for the vendor's file. */
  readonly install: string;
  /** Prints the version that is really installed. */
  readonly probe: string;
}

export interface Software {
  readonly id: string;
  readonly packages: { readonly [F in OsFamily]?: readonly string[] };
  readonly application: Application | undefined;
  readonly source: Source;
}

/** Software that was tested together on one operating system, and moves together. */
export interface TestedSet {
  readonly id: string;
  readonly os: { readonly family: OsFamily; readonly release: string };
  /** Version of the kernel packages, exact or with `*`. */
  readonly kernel: string | undefined;
  /** Exact or with `*`, by package; all are held. */
  readonly versions: { readonly [name: string]: string };
  /** Packages of the drivers for each card. */
  readonly drivers: { readonly [C in Card]?: readonly string[] };
  /** Ids of the software in it. */
  readonly software: readonly string[];
  readonly source: Source;
}

export interface Repository {
  readonly id: string;
  /** For Debian and Ubuntu: as deb822 has it. */
  readonly debian:
    | { readonly uris: readonly string[]; readonly suites: readonly string[]; readonly components: readonly string[] }
    | undefined;
  /** For RHEL, Rocky and Alma. */
  readonly rhel: { readonly baseurl: string } | undefined;
  /** The key that signs it, armoured, and its fingerprint. Without any it must be a folder of the host. */
  readonly key: string | undefined;
  readonly fingerprint: string | undefined;
  readonly source: Source;
}

export interface ProjectDatabase {
  readonly id: string;
  readonly engine: "postgresql";
  /** Major version. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly databases: readonly string[];
  /** Ids of the networks whose clients may open it. */
  readonly clients: readonly string[];
  readonly backup: { readonly folder: string; readonly schedule: string; readonly keepDays: number };
  readonly source: Source;
}

export interface Sysctl {
  readonly name: string;
  readonly value: string;
  readonly why?: string;
  readonly controls: readonly string[];
}

export interface OpenPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Ids of networks it is open to. */
  readonly from: readonly string[];
  readonly why: string;
}

/** Who may talk to whom: the firewalls of the hosts at the receiving end let it in. */
export interface FirewallIntent {
  /** Ids of networks. */
  readonly from: readonly string[];
  readonly to: { readonly hosts: readonly string[]; readonly networks: readonly string[] };
  readonly protocol: "tcp" | "udp";
  readonly ports: readonly number[];
  readonly why: string;
}

/** What every host held to it must be, whatever its work. */
export interface Baseline {
  readonly id: string;
  readonly framework: string;
  readonly version: string;
  readonly packages: readonly string[];
  readonly absentPackages: readonly string[];
  readonly sysctls: readonly Sysctl[];
  readonly blockedModules: readonly string[];
  readonly accounts: readonly Account[];
  readonly banner: string | undefined;
  /** chrony's servers; none means that time is not ours to keep. */
  readonly timeServers: readonly string[];
  /** Whether kernel, limits and tuned are set for the work of the host's suite. */
  readonly tuning: boolean;
  /** What the system installs by itself: nothing, or security fixes. Without, its own choice stays. */
  readonly updates: "none" | "security" | undefined;
  readonly passwords: { readonly length: number; readonly classes: number; readonly history: number } | undefined;
  /** With `unlock` 0 only an administrator unlocks. */
  readonly lockout: { readonly attempts: number; readonly unlock: Seconds } | undefined;
  /** Keywords of sshd_config(5). */
  readonly ssh: { readonly [keyword: string]: string };
  /** When an unused screen locks, and what is shown before login. */
  readonly desktop: { readonly idle: Seconds; readonly banner?: string } | undefined;
  /** Only USB devices that suites name are let in. */
  readonly usbguard: boolean;
  /** Lines of audit.rules(7). */
  readonly auditRules: readonly string[];
  readonly logs: { readonly target: string; readonly port: number; readonly tls: boolean } | undefined;
  /** When AIDE compares the system with its record, as in `systemd.time(7)`. */
  readonly integrity: string | undefined;
  /** Default deny for what comes in, besides SSH and these. */
  readonly firewall: { readonly enabled: boolean; readonly open: readonly OpenPort[] };
  readonly source: Source;
}

/** A facility as its inventory describes it: checked, with every reference resolvable, frozen. */
export interface Facility {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly domain: string;
  readonly locale: string | undefined;
  /** Keyboard layout of the console, as in `us`. */
  readonly keymap: string | undefined;
  readonly dns: { readonly servers: readonly string[]; readonly search: readonly string[] } | undefined;
  /** The proxy through which packages are fetched. */
  readonly proxy: string | undefined;
  /** The folder it was read from, absolute. */
  readonly folder: string;
  readonly networks: ReadonlyMap<string, Network>;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly suites: ReadonlyMap<string, Suite>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly licenceServers: ReadonlyMap<string, LicenceServer>;
  readonly software: ReadonlyMap<string, Software>;
  readonly testedSets: ReadonlyMap<string, TestedSet>;
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly projectDatabases: ReadonlyMap<string, ProjectDatabase>;
  readonly firewallIntents: readonly FirewallIntent[];
  readonly baselines: ReadonlyMap<string, Baseline>;
}
