import type { SecretRef, Text } from "#core/secret.ts";
import type { Host, LicenceServer, Network, OpenPort, OsFamily, SuiteClass, Volume } from "#inventory/facility.ts";

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
  readonly ssh: WrittenSsh;
}

export interface WrittenNetwork {
  readonly cidr: string;
  readonly class: Network["class"];
  readonly mtu: number;
}

export interface WrittenFile {
  readonly content: Text;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export interface WrittenHost {
  readonly os: Host["os"];
  readonly interfaces: { readonly [name: string]: { readonly network: string; readonly ip: string } };
  readonly baseline?: string;
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
}

export interface WrittenVolume {
  readonly protocol: Volume["protocol"];
  readonly server: string;
  readonly export: string;
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
  baselines: "baseline",
};

export const sections = Object.keys(nouns) as readonly Section[]; // exactly these keys
export const isSection = (name: unknown): name is Section => typeof name === "string" && Object.hasOwn(nouns, name);
