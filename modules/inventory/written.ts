import type { SecretRef, Text } from "#core/secret.ts";
import type {
  Application,
  Baseline,
  Card,
  Facility,
  Host,
  LicenceServer,
  Link,
  Network,
  OpenPort,
  OsFamily,
  ProjectDatabase,
  Repository,
  SuiteClass,
  TestedSet,
  UsbDevice,
  Volume,
} from "#inventory/facility.ts";

// The inventory as people write it, after the schemas accepted it and filled in their defaults.
// Each interface here mirrors one schema; `resolve.ts` turns it into what the rest of Conform reads.

export interface WrittenSsh {
  readonly user: string;
  readonly port: number;
  readonly identity_file?: string;
  readonly known_hosts: string;
  readonly become: "sudo" | "none";
  readonly become_password?: SecretRef;
  readonly jump?: string;
}

export interface WrittenHostSsh extends Partial<WrittenSsh> {
  readonly address?: string;
  readonly host_keys?: readonly string[];
}

export interface WrittenFacility {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly domain: string;
  readonly locale?: string;
  readonly keymap?: string;
  readonly dns?: NonNullable<Facility["dns"]>;
  readonly proxy?: string;
  readonly ssh: WrittenSsh;
}

export interface WrittenNetwork {
  readonly cidr: string;
  readonly class: Network["class"];
  readonly mtu: number;
  readonly vlan?: number;
  readonly ptp_domain?: number;
  readonly gateway?: string;
}

export interface WrittenLink {
  readonly kind: Link["kind"];
  readonly parent?: string;
  readonly members?: readonly string[];
  readonly mode?: (Link & { readonly kind: "bond" })["mode"];
}

export interface WrittenInterface {
  readonly network: string;
  readonly ip: string;
  readonly link?: WrittenLink;
}

export interface WrittenFile {
  readonly content: Text;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export interface WrittenHost {
  readonly os: Host["os"];
  readonly interfaces: { readonly [name: string]: WrittenInterface };
  readonly baseline?: string;
  readonly repositories: readonly string[];
  readonly cards: readonly Card[];
  readonly initiator?: string;
  readonly ssh: WrittenHostSsh;
  readonly files: { readonly [path: string]: WrittenFile };
}

export interface WrittenMount {
  readonly volume: string;
  readonly path: string;
  readonly mode: "ro" | "rw";
}

export interface WrittenSuite {
  readonly name: string;
  readonly room: string;
  readonly class: SuiteClass;
  readonly hosts: readonly string[];
  readonly software: readonly string[];
  readonly licences: readonly string[];
  readonly mounts: readonly WrittenMount[];
  readonly tested_set?: string;
  readonly databases: readonly string[];
  readonly ocio?: string;
  readonly devices: readonly UsbDevice[];
}

export interface WrittenVolume {
  readonly protocol: Volume["protocol"];
  readonly server: string;
  readonly export: string;
  readonly credentials?: SecretRef;
  readonly target?: string;
  readonly wwid?: string;
  readonly capacity: string;
  readonly read_limit: string;
  readonly write_limit: string;
  readonly options: readonly string[];
  readonly group: string;
  readonly gid: number;
}

export interface WrittenLicenceServer {
  readonly host: string;
  readonly manager: LicenceServer["manager"];
  readonly port: number;
  readonly vendor_ports: readonly number[];
  readonly vendor_files: readonly { readonly source: string; readonly path: string; readonly mode: string }[];
  readonly command: string;
  readonly licence?: SecretRef;
}

export interface WrittenSoftware {
  readonly packages: { readonly [F in OsFamily]?: readonly string[] };
  readonly application?: Application;
}

export interface WrittenTestedSet {
  readonly os: TestedSet["os"];
  readonly kernel?: string;
  readonly versions: TestedSet["versions"];
  readonly drivers: TestedSet["drivers"];
  readonly software: readonly string[];
}

export interface WrittenRepository {
  readonly debian?: NonNullable<Repository["debian"]>;
  readonly rhel?: NonNullable<Repository["rhel"]>;
  readonly key?: string;
  readonly fingerprint?: string;
}

export interface WrittenProjectDatabase {
  readonly engine: ProjectDatabase["engine"];
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly databases: readonly string[];
  readonly clients: readonly string[];
  readonly backup: { readonly folder: string; readonly schedule: string; readonly keep: string };
}

export interface WrittenSysctl {
  readonly value: string | number;
  readonly why?: string;
  readonly controls: readonly string[];
}

export interface WrittenAccount {
  readonly uid?: number;
  readonly groups: readonly string[];
  readonly authorized_keys: readonly string[];
  readonly shell?: string;
  readonly sudo: readonly string[];
}

export interface WrittenBaseline {
  readonly framework: string;
  readonly version: string;
  readonly packages: readonly string[];
  readonly absent_packages: readonly string[];
  readonly sysctls: { readonly [name: string]: WrittenSysctl };
  readonly blocked_modules: readonly string[];
  readonly accounts: { readonly [name: string]: WrittenAccount };
  readonly banner?: string;
  readonly time_servers: readonly string[];
  readonly tuning: boolean;
  readonly updates?: NonNullable<Baseline["updates"]>;
  readonly passwords?: NonNullable<Baseline["passwords"]>;
  readonly lockout?: { readonly attempts: number; readonly unlock: string };
  readonly ssh: { readonly [keyword: string]: string | number };
  readonly desktop?: { readonly idle: string; readonly banner?: string };
  readonly usbguard: boolean;
  readonly audit_rules: readonly string[];
  readonly logs?: NonNullable<Baseline["logs"]>;
  readonly integrity?: string;
  readonly firewall: { readonly enabled: boolean; readonly open: readonly OpenPort[] };
}

/** Every section of an inventory that lists entries by id. */
export interface WrittenSections {
  readonly networks: ReadonlyMap<string, WrittenNetwork>;
  readonly hosts: ReadonlyMap<string, WrittenHost>;
  readonly suites: ReadonlyMap<string, WrittenSuite>;
  readonly volumes: ReadonlyMap<string, WrittenVolume>;
  readonly licence_servers: ReadonlyMap<string, WrittenLicenceServer>;
  readonly software: ReadonlyMap<string, WrittenSoftware>;
  readonly tested_sets: ReadonlyMap<string, WrittenTestedSet>;
  readonly repositories: ReadonlyMap<string, WrittenRepository>;
  readonly project_databases: ReadonlyMap<string, WrittenProjectDatabase>;
  readonly baselines: ReadonlyMap<string, WrittenBaseline>;
}

export type Section = keyof WrittenSections;

/** All files together: the entries without a mistake of their own. */
export interface Written extends WrittenSections {
  readonly facility: WrittenFacility | undefined;
}

/** What one entry of a section is called, and all sections there are. */
export const nouns: { readonly [S in Section]: string } = {
  networks: "network",
  hosts: "host",
  suites: "suite",
  volumes: "volume",
  licence_servers: "licence server",
  software: "software",
  tested_sets: "tested set",
  repositories: "repository",
  project_databases: "project database",
  baselines: "baseline",
};

export const sections = Object.keys(nouns) as readonly Section[]; // exactly these keys
export const isSection = (name: unknown): name is Section => typeof name === "string" && Object.hasOwn(nouns, name);
