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

export type OsFamily = "debian" | "rhel";

/** What an edit suite is used for; decides its tuning. */
export type SuiteClass = "offline" | "online" | "grade" | "audio" | "vfx" | "qc" | "ingest" | "review" | "render";

export interface Network {
  readonly id: string;
  readonly cidr: string;
  /** Bytes per frame. */
  readonly mtu: number;
  readonly class: "production" | "storage" | "management" | "office" | "internet";
  readonly source?: Source;
}

export interface Interface {
  readonly name: string;
  readonly network: string;
  readonly ip: string;
}

export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly groups: readonly string[];
  readonly authorizedKeys: readonly string[];
  readonly shell?: string;
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

export interface Host {
  readonly id: string;
  readonly os: { readonly family: OsFamily; readonly release: string };
  readonly connection: Connection;
  readonly interfaces: readonly Interface[];
  /** The baseline it is held to. */
  readonly baseline: string | undefined;
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
  readonly source: Source;
}

export interface Volume {
  readonly id: string;
  readonly protocol: "nfs";
  /** The host that serves it, and the directory it exports. */
  readonly server: string;
  readonly export: string;
  readonly capacity: Bytes;
  readonly readLimit: MegabytesPerSecond;
  readonly writeLimit: MegabytesPerSecond;
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
  readonly source: Source;
}

export interface Software {
  readonly id: string;
  readonly packages: { readonly [F in OsFamily]?: readonly string[] };
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
  /** The folder it was read from, absolute. */
  readonly folder: string;
  readonly networks: ReadonlyMap<string, Network>;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly suites: ReadonlyMap<string, Suite>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly licenceServers: ReadonlyMap<string, LicenceServer>;
  readonly software: ReadonlyMap<string, Software>;
  readonly baselines: ReadonlyMap<string, Baseline>;
}
