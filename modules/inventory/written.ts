// Made from schemas/ by scripts/generate-types.ts.
// The inventory as people write it, after its classes were joined in, the schemas accepted it and filled in their defaults.

export interface WrittenFacility {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly domain: string;
  readonly locale?: string;
  readonly keymap?: string;
  readonly dns?: {
    readonly servers: readonly string[];
    readonly search: readonly string[];
  };
  readonly proxy?: string;
  readonly ssh: {
    readonly user: string;
    readonly port: number;
    readonly identity_file?: string;
    readonly known_hosts: string;
    readonly become: "sudo" | "none";
    readonly become_password?: {
      readonly secret: string;
    };
    readonly jump?: string;
  };
  readonly naming: {
    readonly [
      K in "sites" | "rooms" | "racks" | "assets" | "hosts" | "networks" | "switches" | "suites" | "volumes" | "cables" | "routers"
    ]?: string;
  };
  readonly contacts: readonly {
    readonly name: string;
    readonly role: string;
    readonly phone?: string;
    readonly email?: string;
  }[];
  readonly policy: {
    readonly demand_margin: string;
    readonly session_buffer: string;
    readonly restore_test: string;
    readonly backup_age: string;
    readonly notice: readonly number[];
    readonly rated_load: string;
  };
  readonly frameworks: { readonly [name: string]: string };
}

export interface WrittenSite {
  readonly name: string;
  readonly address?: string;
  readonly contacts: readonly string[];
}

export interface WrittenRoom {
  readonly name: string;
  readonly site?: string;
  readonly kind: "suite" | "machine-room" | "mcr" | "office" | "store";
  readonly floor?: string;
  readonly cooling?: string;
}

export interface WrittenRack {
  readonly room: string;
  readonly units: number;
  readonly depth?: string;
  readonly max_weight?: string;
  readonly feeds: {
    readonly [K in "A" | "B"]?: {
      readonly current: string;
      readonly voltage: string;
      readonly pdu?: string;
    };
  };
}

export interface WrittenAsset {
  readonly kind:
    | "workstation"
    | "server"
    | "storage"
    | "switch"
    | "router"
    | "patch-panel"
    | "clock"
    | "pdu"
    | "ups"
    | "kvm"
    | "monitor"
    | "panel"
    | "tape"
    | "converter"
    | "recorder"
    | "other";
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly owner?: string;
  readonly status: "in-service" | "spare" | "repair" | "retired";
  readonly purchased?: string;
  readonly warranty_until?: string;
  readonly end_of_life?: string;
  readonly room?: string;
  readonly rack?: string;
  readonly unit?: number;
  readonly height: number;
  readonly face: "both" | "front" | "rear";
  readonly depth?: string;
  readonly weight?: string;
  readonly power?: {
    readonly supplies: number;
    readonly typical?: string;
    readonly max: string;
    readonly feeds: readonly ("A" | "B")[];
  };
  readonly ports: {
    readonly [name: string]: {
      readonly connector:
        | "bnc"
        | "hd-bnc"
        | "din-1.0/2.3"
        | "xlr3"
        | "xlr5"
        | "trs"
        | "elco"
        | "toslink"
        | "displayport"
        | "mini-displayport"
        | "dvi"
        | "hdmi"
        | "rj45"
        | "lc"
        | "sfp"
        | "qsfp"
        | "mpo"
        | "usb-a"
        | "usb-b"
        | "usb-c"
        | "d-sub"
        | "rf"
        | "iec-c13"
        | "iec-c19";
      readonly gender: "female" | "male";
      readonly signals: readonly (
        | "sdi"
        | "ethernet"
        | "fibre-channel"
        | "aes3"
        | "madi"
        | "analogue-audio"
        | "ltc"
        | "genlock"
        | "displayport"
        | "hdmi"
        | "dvi"
        | "usb"
        | "kvm"
        | "control"
        | "rf"
        | "power"
      )[];
    };
  };
  readonly usb_storage: boolean;
  readonly supersedes?: string;
}

export interface WrittenCable {
  readonly signal:
    | "sdi"
    | "ethernet"
    | "fibre-channel"
    | "aes3"
    | "madi"
    | "analogue-audio"
    | "ltc"
    | "genlock"
    | "displayport"
    | "hdmi"
    | "dvi"
    | "usb"
    | "kvm"
    | "control"
    | "rf"
    | "power";
  readonly rate?: "SD" | "HD" | "3G" | "6G" | "12G";
  readonly type?: string;
  readonly length?: string;
  readonly colour?: string;
  readonly from: {
    readonly asset: string;
    readonly port: string;
    readonly connector?:
      | "bnc"
      | "hd-bnc"
      | "din-1.0/2.3"
      | "xlr3"
      | "xlr5"
      | "trs"
      | "elco"
      | "toslink"
      | "displayport"
      | "mini-displayport"
      | "dvi"
      | "hdmi"
      | "rj45"
      | "lc"
      | "sfp"
      | "qsfp"
      | "mpo"
      | "usb-a"
      | "usb-b"
      | "usb-c"
      | "d-sub"
      | "rf"
      | "iec-c13"
      | "iec-c19";
  };
  readonly to: {
    readonly asset: string;
    readonly port: string;
    readonly connector?:
      | "bnc"
      | "hd-bnc"
      | "din-1.0/2.3"
      | "xlr3"
      | "xlr5"
      | "trs"
      | "elco"
      | "toslink"
      | "displayport"
      | "mini-displayport"
      | "dvi"
      | "hdmi"
      | "rj45"
      | "lc"
      | "sfp"
      | "qsfp"
      | "mpo"
      | "usb-a"
      | "usb-b"
      | "usb-c"
      | "d-sub"
      | "rf"
      | "iec-c13"
      | "iec-c19";
  };
  readonly route?: string;
  readonly tested_on?: string;
  readonly result?: "passed" | "failed";
  readonly installer?: string;
  readonly drawing?: string;
}

export interface WrittenRouter {
  readonly protocol: "videohub" | "sw-p-08" | "ross-nk" | "none";
  readonly address?: string;
  readonly asset?: string;
  readonly inputs: {
    readonly [name: string]: {
      readonly label: string;
      readonly suite?: string;
      readonly from?: {
        readonly router: string;
        readonly output: number;
      };
    };
  };
  readonly outputs: {
    readonly [name: string]: {
      readonly label: string;
      readonly source?: number;
      readonly locked: boolean;
      readonly suite?: string;
    };
  };
}

export interface WrittenNetwork {
  readonly cidr: string;
  readonly class: "production" | "storage" | "media" | "data-io" | "management" | "kvm" | "office" | "guest" | "dmz" | "internet";
  readonly mtu: number;
  readonly vlan?: number;
  readonly ptp_domain?: number;
  readonly gateway?: string;
  readonly site?: string;
  readonly internet: "deny" | "proxy" | "allow";
  readonly dhcp?: {
    readonly first: string;
    readonly last: string;
  };
  readonly igmp?: "v2" | "v3";
}

export interface WrittenSwitch {
  readonly asset?: string;
  readonly site?: string;
  readonly ptp: "boundary" | "transparent" | "none";
  readonly ptp_domain?: number;
  readonly mtu: number;
  readonly ports: {
    readonly [name: string]: {
      readonly speed: string;
      readonly mtu?: number;
      readonly networks: readonly string[];
    };
  };
  readonly uplinks: readonly {
    readonly to: string;
    readonly speed: string;
    readonly mtu?: number;
    readonly networks: readonly string[];
  }[];
}

export interface WrittenFirewallIntent {
  readonly from: readonly string[];
  readonly to: {
    readonly hosts?: readonly string[];
    readonly networks?: readonly string[];
  };
  readonly protocol: "tcp" | "udp";
  readonly ports: readonly number[];
  readonly why: string;
}

export interface WrittenClock {
  readonly kind: "ptp" | "ntp";
  readonly domain?: number;
  readonly profile?: "st2059-2" | "aes67" | "default";
  readonly networks: readonly string[];
  readonly grandmasters: readonly {
    readonly asset: string;
    readonly leg?: "A" | "B";
  }[];
  readonly servers: readonly string[];
}

export interface WrittenClass {
  readonly host: {
    readonly class?: string;
    readonly asset?: string;
    readonly management: "managed" | "observe-only" | "unmanaged";
    readonly os?: {
      readonly family: "debian" | "rhel";
      readonly release: string;
    };
    readonly interfaces?: {
      readonly [name: string]: {
        readonly network: string;
        readonly ip: string;
        readonly link?: {
          readonly kind: "physical" | "vlan" | "bond";
          readonly parent?: string;
          readonly members?: readonly string[];
          readonly mode?: "active-backup" | "802.3ad" | "balance-xor";
        };
        readonly mac?: string;
        readonly speed?: string;
        readonly switch?: string;
        readonly port?: string;
        readonly leg?: "A" | "B";
      };
    };
    readonly baseline?: string;
    readonly repositories: readonly string[];
    readonly cards: readonly ("nvidia" | "decklink" | "kona")[];
    readonly initiator?: string;
    readonly ssh: {
      readonly address?: string;
      readonly user?: string;
      readonly port?: number;
      readonly identity_file?: string;
      readonly known_hosts?: string;
      readonly host_keys?: readonly string[];
      readonly become?: "sudo" | "none";
      readonly become_password?: {
        readonly secret: string;
      };
      readonly jump?: string;
    };
    readonly files: {
      readonly [name: string]: {
        readonly content:
          | string
          | {
              readonly secret: string;
            };
        readonly mode: string;
        readonly owner: string;
        readonly group: string;
      };
    };
    readonly disks: {
      readonly [K in "system" | "cache" | "media" | "scratch" | "database"]?: {
        readonly size: string;
        readonly file_system?: "ext4" | "xfs" | "btrfs" | "zfs";
        readonly encrypted: boolean;
      };
    };
    readonly vendor_password: "changed" | "default";
  };
  readonly suite: {
    readonly name?: string;
    readonly room?: string;
    readonly class?: "offline" | "online" | "grade" | "audio" | "vfx" | "qc" | "ingest" | "review" | "render";
    readonly hosts?: readonly string[];
    readonly software: readonly string[];
    readonly tested_set?: string;
    readonly licences: readonly string[];
    readonly databases: readonly string[];
    readonly mounts: readonly {
      readonly volume: string;
      readonly path: string;
      readonly mode: "ro" | "rw";
    }[];
    readonly ocio?: string;
    readonly devices: readonly {
      readonly name: string;
      readonly id: string;
      readonly serial?: string;
    }[];
    readonly products: readonly {
      readonly product: string;
      readonly count: number;
    }[];
    readonly demand: readonly {
      readonly volume: string;
      readonly mode: "read" | "write";
      readonly codec:
        | "dpx-10"
        | "exr-half"
        | "exr-half-piz"
        | "exr-half-dwaa"
        | "arriraw-12"
        | "v210"
        | "prores-proxy"
        | "prores-422"
        | "prores-422-hq"
        | "prores-4444"
        | "prores-4444-xq"
        | "dnxhd-36"
        | "dnxhd-120"
        | "dnxhd-185"
        | "dnxhr-lb"
        | "dnxhr-sq"
        | "dnxhr-hq"
        | "dnxhr-444"
        | "xdcam-hd422"
        | "xavc-i"
        | "xavc-l"
        | "proxy";
      readonly raster: string;
      readonly frame_rate: string;
      readonly streams: number;
    }[];
    readonly seats: number;
    readonly booking?: {
      readonly system?: string;
      readonly resource?: string;
      readonly calendar?: string;
    };
    readonly monitors: readonly {
      readonly asset?: string;
      readonly target: "rec709-bt1886" | "p3-d65" | "rec2020-pq" | "rec2020-hlg" | "srgb";
      readonly calibrated_on: string;
      readonly every: string;
    }[];
    readonly audio?: {
      readonly layout: "stereo" | "5.1" | "7.1" | "7.1.4";
      readonly sample_rate: "48 kHz" | "96 kHz";
      readonly reference_level?: string;
    };
    readonly kvm: readonly {
      readonly transmitter: string;
      readonly receiver: string;
    }[];
    readonly router_destinations: readonly {
      readonly router: string;
      readonly output: number;
    }[];
    readonly accepted_on?: string;
    readonly changed_on?: string;
  };
}

export interface WrittenHost {
  readonly class?: string;
  readonly asset?: string;
  readonly management: "managed" | "observe-only" | "unmanaged";
  readonly os: {
    readonly family: "debian" | "rhel";
    readonly release: string;
  };
  readonly interfaces: {
    readonly [name: string]: {
      readonly network: string;
      readonly ip: string;
      readonly link?: {
        readonly kind: "physical" | "vlan" | "bond";
        readonly parent?: string;
        readonly members?: readonly string[];
        readonly mode?: "active-backup" | "802.3ad" | "balance-xor";
      };
      readonly mac?: string;
      readonly speed?: string;
      readonly switch?: string;
      readonly port?: string;
      readonly leg?: "A" | "B";
    };
  };
  readonly baseline?: string;
  readonly repositories: readonly string[];
  readonly cards: readonly ("nvidia" | "decklink" | "kona")[];
  readonly initiator?: string;
  readonly ssh: {
    readonly address?: string;
    readonly user?: string;
    readonly port?: number;
    readonly identity_file?: string;
    readonly known_hosts?: string;
    readonly host_keys?: readonly string[];
    readonly become?: "sudo" | "none";
    readonly become_password?: {
      readonly secret: string;
    };
    readonly jump?: string;
  };
  readonly files: {
    readonly [name: string]: {
      readonly content:
        | string
        | {
            readonly secret: string;
          };
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
    };
  };
  readonly disks: {
    readonly [K in "system" | "cache" | "media" | "scratch" | "database"]?: {
      readonly size: string;
      readonly file_system?: "ext4" | "xfs" | "btrfs" | "zfs";
      readonly encrypted: boolean;
    };
  };
  readonly vendor_password: "changed" | "default";
}

export interface WrittenSuite {
  readonly name: string;
  readonly room: string;
  readonly class: "offline" | "online" | "grade" | "audio" | "vfx" | "qc" | "ingest" | "review" | "render";
  readonly hosts: readonly string[];
  readonly software: readonly string[];
  readonly tested_set?: string;
  readonly licences: readonly string[];
  readonly databases: readonly string[];
  readonly mounts: readonly {
    readonly volume: string;
    readonly path: string;
    readonly mode: "ro" | "rw";
  }[];
  readonly ocio?: string;
  readonly devices: readonly {
    readonly name: string;
    readonly id: string;
    readonly serial?: string;
  }[];
  readonly products: readonly {
    readonly product: string;
    readonly count: number;
  }[];
  readonly demand: readonly {
    readonly volume: string;
    readonly mode: "read" | "write";
    readonly codec:
      | "dpx-10"
      | "exr-half"
      | "exr-half-piz"
      | "exr-half-dwaa"
      | "arriraw-12"
      | "v210"
      | "prores-proxy"
      | "prores-422"
      | "prores-422-hq"
      | "prores-4444"
      | "prores-4444-xq"
      | "dnxhd-36"
      | "dnxhd-120"
      | "dnxhd-185"
      | "dnxhr-lb"
      | "dnxhr-sq"
      | "dnxhr-hq"
      | "dnxhr-444"
      | "xdcam-hd422"
      | "xavc-i"
      | "xavc-l"
      | "proxy";
    readonly raster: string;
    readonly frame_rate: string;
    readonly streams: number;
  }[];
  readonly seats: number;
  readonly booking?: {
    readonly system?: string;
    readonly resource?: string;
    readonly calendar?: string;
  };
  readonly monitors: readonly {
    readonly asset?: string;
    readonly target: "rec709-bt1886" | "p3-d65" | "rec2020-pq" | "rec2020-hlg" | "srgb";
    readonly calibrated_on: string;
    readonly every: string;
  }[];
  readonly audio?: {
    readonly layout: "stereo" | "5.1" | "7.1" | "7.1.4";
    readonly sample_rate: "48 kHz" | "96 kHz";
    readonly reference_level?: string;
  };
  readonly kvm: readonly {
    readonly transmitter: string;
    readonly receiver: string;
  }[];
  readonly router_destinations: readonly {
    readonly router: string;
    readonly output: number;
  }[];
  readonly accepted_on?: string;
  readonly changed_on?: string;
}

export interface WrittenStorageSystem {
  readonly vendor?: string;
  readonly model?: string;
  readonly assets: readonly string[];
  readonly servers: readonly string[];
  readonly capacity: string;
  readonly read_limit: string;
  readonly write_limit: string;
  readonly name_servers: readonly string[];
  readonly metadata_network?: string;
}

export interface WrittenVolume {
  readonly protocol: "nfs" | "smb" | "iscsi" | "stornext" | "beegfs" | "cephfs";
  readonly server: string;
  readonly export: string;
  readonly credentials?: {
    readonly secret: string;
  };
  readonly target?: string;
  readonly wwid?: string;
  readonly capacity: string;
  readonly read_limit: string;
  readonly write_limit: string;
  readonly options: readonly string[];
  readonly group: string;
  readonly gid: number;
  readonly system?: string;
  readonly max_streams?: number;
  readonly client_limit?: string;
  readonly used?: string;
  readonly growth?: string;
  readonly warn_at: string;
  readonly critical_at: string;
  readonly tier: "online" | "nearline" | "archive";
  readonly encrypted: boolean;
  readonly snapshots?: string;
  readonly name_servers: readonly string[];
  readonly backup?: {
    readonly target: string;
    readonly schedule: string;
    readonly keep?: string;
    readonly last_success?: string;
    readonly last_restore_test?: string;
  };
}

export interface WrittenProjectDatabase {
  readonly engine: "postgresql";
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly databases: readonly string[];
  readonly clients: readonly string[];
  readonly backup: {
    readonly folder: string;
    readonly schedule: string;
    readonly keep: string;
    readonly volume?: string;
    readonly last_success?: string;
    readonly last_restore_test?: string;
  };
}

export interface WrittenLicenceServer {
  readonly host: string;
  readonly manager: "flexnet" | "rlm" | "sesinetd";
  readonly port: number;
  readonly vendor_ports: readonly number[];
  readonly vendor_files: readonly {
    readonly source: string;
    readonly path: string;
    readonly mode: string;
  }[];
  readonly command: string;
  readonly licence?: {
    readonly secret: string;
  };
  readonly hostid?: string;
  readonly triad: readonly string[];
}

export interface WrittenLicence {
  readonly product: string;
  readonly vendor?: string;
  readonly feature?: string;
  readonly type: "floating" | "node-locked" | "dongle" | "subscription";
  readonly server?: string;
  readonly count: number;
  readonly version?: string;
  readonly maintenance_until?: string;
  readonly expires?: string;
  readonly hosts: readonly string[];
  readonly file?: {
    readonly secret: string;
  };
  readonly sha256?: string;
  readonly cost_centre?: string;
  readonly contract?: string;
}

export interface WrittenReservation {
  readonly licence: string;
  readonly action: "reserve" | "include" | "exclude" | "max";
  readonly count?: number;
  readonly hosts: readonly string[];
  readonly suites: readonly string[];
  readonly users: readonly string[];
}

export interface WrittenSoftware {
  readonly packages: {
    readonly debian?: readonly string[];
    readonly rhel?: readonly string[];
  };
  readonly application?: {
    readonly name: string;
    readonly version: string;
    readonly url: string;
    readonly sha256: string;
    readonly install: string;
    readonly probe: string;
    readonly product?: string;
    readonly built_on?: string;
    readonly project_format?: string;
    readonly needs?: {
      readonly os?: readonly {
        readonly family: "debian" | "rhel";
        readonly release: string;
      }[];
      readonly kernel?: string;
      readonly drivers?: {
        readonly nvidia?: string;
        readonly decklink?: string;
        readonly kona?: string;
      };
      readonly database?: readonly string[];
    };
    readonly rollback?: string;
  };
}

export interface WrittenTestedSet {
  readonly os: {
    readonly family: "debian" | "rhel";
    readonly release: string;
  };
  readonly kernel?: string;
  readonly versions: { readonly [name: string]: string };
  readonly drivers: {
    readonly nvidia?: readonly string[];
    readonly decklink?: readonly string[];
    readonly kona?: readonly string[];
  };
  readonly software: readonly string[];
  readonly tested_on?: string;
  readonly driver_versions: {
    readonly nvidia?: string;
    readonly decklink?: string;
    readonly kona?: string;
  };
  readonly san_client?: {
    readonly protocol: "stornext" | "beegfs" | "cephfs";
    readonly version: string;
    readonly kernel?: string;
  };
}

export interface WrittenRepository {
  readonly debian?: {
    readonly uris: readonly string[];
    readonly suites: readonly string[];
    readonly components: readonly string[];
  };
  readonly rhel?: {
    readonly baseurl: string;
  };
  readonly key?: string;
  readonly fingerprint?: string;
}

export interface WrittenBaseline {
  readonly framework: string;
  readonly version: string;
  readonly packages: readonly string[];
  readonly absent_packages: readonly string[];
  readonly sysctls: {
    readonly [name: string]: {
      readonly value: number | string;
      readonly why?: string;
      readonly controls: readonly string[];
    };
  };
  readonly blocked_modules: readonly string[];
  readonly accounts: {
    readonly [name: string]: {
      readonly uid?: number;
      readonly groups: readonly string[];
      readonly authorized_keys: readonly string[];
      readonly shell?: string;
      readonly sudo: readonly string[];
    };
  };
  readonly banner?: string;
  readonly time_servers: readonly string[];
  readonly tuning: boolean;
  readonly updates?: "none" | "security";
  readonly passwords?: {
    readonly length: number;
    readonly classes: number;
    readonly history: number;
  };
  readonly lockout?: {
    readonly attempts: number;
    readonly unlock: string;
  };
  readonly ssh: { readonly [name: string]: number | string };
  readonly desktop?: {
    readonly idle: string;
    readonly banner?: string;
  };
  readonly usbguard: boolean;
  readonly audit_rules: readonly string[];
  readonly logs?: {
    readonly target: string;
    readonly port: number;
    readonly tls: boolean;
  };
  readonly integrity?: string;
  readonly firewall: {
    readonly enabled: boolean;
    readonly open: readonly {
      readonly port: number;
      readonly protocol: "tcp" | "udp";
      readonly from: readonly string[];
      readonly why: string;
    }[];
  };
}

export interface WrittenException {
  readonly check: string;
  readonly scope: {
    readonly hosts?: readonly string[];
    readonly suites?: readonly string[];
    readonly networks?: readonly string[];
    readonly switches?: readonly string[];
    readonly racks?: readonly string[];
    readonly rooms?: readonly string[];
    readonly assets?: readonly string[];
    readonly cables?: readonly string[];
    readonly routers?: readonly string[];
    readonly storage_systems?: readonly string[];
    readonly volumes?: readonly string[];
    readonly licence_servers?: readonly string[];
    readonly licences?: readonly string[];
    readonly tested_sets?: readonly string[];
    readonly project_databases?: readonly string[];
    readonly baselines?: readonly string[];
    readonly clocks?: readonly string[];
    readonly windows?: readonly string[];
    readonly classes?: readonly ("offline" | "online" | "grade" | "audio" | "vfx" | "qc" | "ingest" | "review" | "render")[];
  };
  readonly reason: string;
  readonly compensating?: string;
  readonly vendor_reference?: string;
  readonly requested_by: string;
  readonly approved_by?: string;
  readonly approved_on?: string;
  readonly expires: string;
}

export interface WrittenBooking {
  readonly suite: string;
  readonly start: string;
  readonly end: string;
  readonly status: "confirmed" | "pencil" | "maintenance";
  readonly products: readonly {
    readonly product: string;
    readonly count: number;
  }[];
}

export interface WrittenChangeWindow {
  readonly what: string;
  readonly start: string;
  readonly end: string;
  readonly reboot?: string;
  readonly suites: readonly string[];
  readonly hosts: readonly string[];
  readonly tested_set?: string;
  readonly approved_by?: string;
}

export interface WrittenFreeze {
  readonly why: string;
  readonly start: string;
  readonly end: string;
  readonly suites: readonly string[];
}

export interface WrittenFault {
  readonly what: string;
  readonly reported_on: string;
  readonly reported_by?: string;
  readonly suite?: string;
  readonly host?: string;
  readonly asset?: string;
  readonly severity: "stops-work" | "hinders" | "cosmetic";
  readonly status: "open" | "watching" | "solved";
  readonly cause?: string;
  readonly solved_on?: string;
  readonly window?: string;
}

export interface WrittenMaintenanceTask {
  readonly what: string;
  readonly every: string;
  readonly last_done?: string;
  readonly by?: string;
  readonly assets: readonly string[];
  readonly rooms: readonly string[];
  readonly suites: readonly string[];
}

/** All files together: the entries without a mistake of their own. */
export interface Written {
  readonly facility: WrittenFacility | undefined;
  readonly sites: ReadonlyMap<string, WrittenSite>;
  readonly rooms: ReadonlyMap<string, WrittenRoom>;
  readonly racks: ReadonlyMap<string, WrittenRack>;
  readonly assets: ReadonlyMap<string, WrittenAsset>;
  readonly cables: ReadonlyMap<string, WrittenCable>;
  readonly routers: ReadonlyMap<string, WrittenRouter>;
  readonly networks: ReadonlyMap<string, WrittenNetwork>;
  readonly switches: ReadonlyMap<string, WrittenSwitch>;
  readonly firewall_intents: ReadonlyMap<string, WrittenFirewallIntent>;
  readonly clocks: ReadonlyMap<string, WrittenClock>;
  readonly classes: ReadonlyMap<string, WrittenClass>;
  readonly hosts: ReadonlyMap<string, WrittenHost>;
  readonly suites: ReadonlyMap<string, WrittenSuite>;
  readonly storage_systems: ReadonlyMap<string, WrittenStorageSystem>;
  readonly volumes: ReadonlyMap<string, WrittenVolume>;
  readonly project_databases: ReadonlyMap<string, WrittenProjectDatabase>;
  readonly licence_servers: ReadonlyMap<string, WrittenLicenceServer>;
  readonly licences: ReadonlyMap<string, WrittenLicence>;
  readonly reservations: ReadonlyMap<string, WrittenReservation>;
  readonly software: ReadonlyMap<string, WrittenSoftware>;
  readonly tested_sets: ReadonlyMap<string, WrittenTestedSet>;
  readonly repositories: ReadonlyMap<string, WrittenRepository>;
  readonly baselines: ReadonlyMap<string, WrittenBaseline>;
  readonly exceptions: ReadonlyMap<string, WrittenException>;
  readonly bookings: ReadonlyMap<string, WrittenBooking>;
  readonly windows: ReadonlyMap<string, WrittenChangeWindow>;
  readonly freezes: ReadonlyMap<string, WrittenFreeze>;
  readonly faults: ReadonlyMap<string, WrittenFault>;
  readonly maintenance_tasks: ReadonlyMap<string, WrittenMaintenanceTask>;
}
