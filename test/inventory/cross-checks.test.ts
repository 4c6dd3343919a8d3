import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("What can't be true together", () => {
  testMistakes([
    {
      it: "two hosts with one address",
      swap: [["10.0.0.31", "10.0.0.21"]],
      says: [
        "house.yaml:45:35: 10.0.0.21 is already the address of host san-01 [address-twice]",
        "    45 |       eth0: { network: house, ip: 10.0.0.21 }",
        "       |                                   ^",
        "    see house.yaml:36:31",
      ],
    },
    {
      it: "an address outside of its network",
      swap: [["ip: 10.0.9.11", "ip: 10.0.8.11"]],
      says: [
        "house.yaml:25:35: 10.0.8.11 is not in network admin, which is 10.0.9.0/24 [address-outside-network]",
        "    25 |       eth1: { network: admin, ip: 10.0.8.11 }",
        "       |                                   ^",
      ],
    },
    {
      it: "jump hosts in a circle",
      swap: [["      become: none\n", "      become: none\n      jump: lic-01\n"]],
      says: [
        "house.yaml:42:7: the way to host san-01 goes in a circle: san-01 → lic-01 → san-01 [jump-circle]",
        "    42 |       jump: lic-01",
        "       |       ^",
        "    Say `jump: none` at the host that is reached directly.",
      ],
    },
    {
      it: "a jump host that goes through itself",
      swap: [["jump: san-01", "jump: lic-01"]],
      says: [
        "house.yaml:47:7: the way to host lic-01 goes in a circle: lic-01 → lic-01 [jump-circle]",
        "    47 |       jump: lic-01",
        "       |       ^",
        "    Say `jump: none` at the host that is reached directly.",
      ],
    },
    {
      it: "two mounts on one path",
      swap: [["/mnt/library", "/mnt/projects"]],
      says: [
        "house.yaml:60:34: suite grade-1 already mounts volume projects at /mnt/projects [mount-path-twice]",
        "    60 |       - { volume: library, path: /mnt/projects, mode: ro }",
        "       |                                  ^",
        "    see house.yaml:59:29",
      ],
    },
    {
      it: "two licence servers on one port",
      swap: [["port: 27000", "port: 5053"]],
      says: [
        "house.yaml:122:11: port 5053 of host lic-01 is already taken by licence server house-rlm [port-twice]",
        "    122 |     port: 5053",
        "        |           ^",
        "    see house.yaml:115:5",
      ],
    },
    {
      it: "a vendor daemon on the manager's port",
      swap: [["vendor_ports: [5054]", "vendor_ports: [5054, 5053]"]],
      says: [
        "house.yaml:116:26: port 5053 of host lic-01 is already taken by licence server house-rlm [port-twice]",
        "    116 |     vendor_ports: [5054, 5053]",
        "        |                          ^",
        "    see house.yaml:115:5",
      ],
    },
    {
      it: "one number for two groups",
      swap: [["gid: 3001", "gid: 3000"]],
      says: [
        "house.yaml:85:10: gid 3000 is already that of group media, not of library [gid-twice]",
        "    85 |     gid: 3000",
        "       |          ^",
        "    see house.yaml:76:5",
      ],
    },
    {
      it: "two numbers for one group",
      swap: [["group: library", "group: media"]],
      says: [
        "house.yaml:85:10: group media has gid 3001 here and 3000 elsewhere [group-twice]",
        "    85 |     gid: 3001",
        "       |          ^",
        "    see house.yaml:76:5",
      ],
    },
    {
      it: "a vendor file that is not there",
      swap: [["    port: 27000\n", "    port: 27000\n    vendor_files: [{ source: lmgrd, path: /opt/x }]\n"]],
      says: [
        'house.yaml:123:30: there is no file "lmgrd" in the inventory folder [no-such-file]',
        "    123 |     vendor_files: [{ source: lmgrd, path: /opt/x }]",
        "        |                              ^",
      ],
    },
    {
      it: "a gateway outside of its network",
      swap: [["gateway: 10.0.20.1", "gateway: 10.0.2.1"]],
      says: [
        "house.yaml:17:78: 10.0.2.1 is not in network media, which is 10.0.20.0/24 [gateway-outside-network]",
        "    17 |   media: { cidr: 10.0.20.0/24, class: storage, mtu: 9000, vlan: 20, gateway: 10.0.2.1, ptp_domain: 127 }",
        "       |                                                                              ^",
      ],
    },
    {
      it: "a VLAN in a network without a tag",
      swap: [["vlan: 20, ", ""]],
      says: [
        "house.yaml:26:64: interface eth2.20 is a VLAN, but network media has no vlan [vlan-without-tag]",
        "    26 |       eth2.20: { network: media, ip: 10.0.20.11, link: { kind: vlan, parent: eth2 } }",
        "       |                                                                ^",
        "    see house.yaml:17:3",
      ],
    },
    {
      it: "a VLAN without its parent",
      swap: [["{ kind: vlan, parent: eth2 }", "{ kind: vlan }"]],
      says: [
        "house.yaml:26:50: interface eth2.20 is a VLAN and has no parent [link-parts]",
        "    26 |       eth2.20: { network: media, ip: 10.0.20.11, link: { kind: vlan } }",
        "       |                                                  ^",
      ],
    },
    {
      it: "a VLAN that carries itself",
      swap: [["parent: eth2 }", "parent: eth2.20 }"]],
      says: [
        "house.yaml:26:78: interface eth2.20 is a VLAN, which can't carry interface eth2.20 [vlan-in-vlan]",
        "    26 |       eth2.20: { network: media, ip: 10.0.20.11, link: { kind: vlan, parent: eth2.20 } }",
        "       |                                                                              ^",
      ],
    },
    {
      it: "a VLAN whose frames are larger than those of its parent",
      swap: [["parent: eth2 }", "parent: eth0 }"]],
      says: [
        "house.yaml:26:78: interface eth0 carries frames of 1500 bytes, but network media has an mtu of 9000 [mtu-above-parent]",
        "    26 |       eth2.20: { network: media, ip: 10.0.20.11, link: { kind: vlan, parent: eth0 } }",
        "       |                                                                              ^",
        "    see house.yaml:17:48",
      ],
    },
    {
      it: "one tag twice on one interface",
      swap: [
        [
          "    repositories: [house-debian]\n",
          "      studio: { network: media, ip: 10.0.20.12, link: { kind: vlan, parent: eth2 } }\n    repositories: [house-debian]\n",
        ],
      ],
      says: [
        "house.yaml:27:77: interface eth2 already carries VLAN 20 as interface eth2.20 [vlan-twice]",
        "    27 |       studio: { network: media, ip: 10.0.20.12, link: { kind: vlan, parent: eth2 } }",
        "       |                                                                             ^",
      ],
    },
    {
      it: "a bond without its mode",
      swap: [[", mode: 802.3ad }", " }"]],
      says: [
        "house.yaml:37:48: interface bond0 is a bond and has no mode [link-parts]",
        "    37 |       bond0: { network: media, ip: 10.0.20.21, link: { kind: bond, members: [eth1, eth2] } }",
        "       |                                                ^",
      ],
    },
    {
      it: "a bond with a parent",
      swap: [["mode: 802.3ad }", "mode: 802.3ad, parent: eth0 }"]],
      says: [
        "house.yaml:37:106: parent means nothing for interface bond0, whose kind is bond [link-parts]",
        "    37 |  link: { kind: bond, members: [eth1, eth2], mode: 802.3ad, parent: eth0 } }",
        "       |                                                            ^",
      ],
    },
    {
      it: "a member of a bond with an address of its own",
      swap: [["members: [eth1, eth2]", "members: [eth0, eth2]"]],
      says: [
        "house.yaml:37:78: interface eth0 has an address of its own, which a member of bond0 can't have [member-with-address]",
        "    37 |       bond0: { network: media, ip: 10.0.20.21, link: { kind: bond, members: [eth0, eth2], mode: 802.3ad } }",
        "       |                                                                              ^",
        "    see house.yaml:36:7",
      ],
    },
    {
      it: "a member of two bonds",
      swap: [
        [
          "    repositories: [house-rhel]\n",
          "      bond1: { network: media, ip: 10.0.20.22, link: { kind: bond, members: [eth2], mode: active-backup } }\n    repositories: [house-rhel]\n",
        ],
      ],
      says: [
        "house.yaml:38:78: interface eth2 is already a member of interface bond0 [member-twice]",
        "    38 |       bond1: { network: media, ip: 10.0.20.22, link: { kind: bond, members: [eth2], mode: active-backup } }",
        "       |                                                                              ^",
      ],
    },
    {
      it: "a member of a bond that carries a VLAN",
      swap: [
        [
          "    repositories: [house-rhel]\n",
          "      eth2.20: { network: media, ip: 10.0.20.22, link: { kind: vlan, parent: eth2 } }\n    repositories: [house-rhel]\n",
        ],
      ],
      says: [
        "house.yaml:37:84: interface eth2 already carries interface eth2.20, which a member of bond0 can't do [member-twice]",
        "    37 |       bond0: { network: media, ip: 10.0.20.21, link: { kind: bond, members: [eth1, eth2], mode: 802.3ad } }",
        "       |                                                                                    ^",
      ],
    },
    {
      it: "an iSCSI volume on a host without a name for it",
      swap: [["    initiator: iqn.2025-01.example.house:edit-01\n", ""]],
      says: [
        "house.yaml:20:3: host edit-01 mounts volume scratch over iscsi and has no initiator [no-initiator]",
        "    20 |   edit-01:",
        "       |   ^",
        "    see house.yaml:60:11",
      ],
    },
    {
      it: "two hosts with one iSCSI name",
      swap: [["    repositories: [house-rhel]\n", "    initiator: iqn.2025-01.example.house:edit-01\n    repositories: [house-rhel]\n"]],
      says: [
        "house.yaml:38:16: iqn.2025-01.example.house:edit-01 is already the initiator of host edit-01 [initiator-twice]",
        "    38 |     initiator: iqn.2025-01.example.house:edit-01",
        "       |                ^",
        "    see house.yaml:29:5",
        "    Two hosts of one name break each other's sessions.",
      ],
    },
    {
      it: "two writers of one iSCSI volume",
      swap: [
        ["hosts: [edit-01]", "hosts: [edit-01, san-01]"],
        ["    repositories: [house-rhel]\n", "    initiator: iqn.2025-01.example.house:san-01\n    repositories: [house-rhel]\n"],
        ["    tested_set: grade-2025\n", ""],
      ],
      says: [
        "house.yaml:62:19: volume scratch is mounted by hosts edit-01, san-01, and written to by edit-01, san-01 [two-writers]",
        "    62 |       - { volume: scratch, path: /mnt/scratch }",
        "       |                   ^",
        "    Over iscsi a file system bears one host, or hosts that only read.",
      ],
    },
    {
      it: "an iSCSI volume without its target",
      swap: [["    target: iqn.2025-01.example.house:san-01.scratch\n", ""]],
      says: [
        "house.yaml:89:3: volume scratch is reached over iscsi and has no target [volume-parts]",
        "    89 |   scratch:",
        "       |   ^",
        "    The server offers its disk under that name.",
      ],
    },
    {
      it: "an iSCSI volume whose label is too long for XFS",
      swap: [["export: scratch", "export: scratch-volume"]],
      says: [
        'house.yaml:92:13: export is "scratch-volume"; for iscsi it should be the label of an XFS file system, at most 12 characters long [export-form]',
        "    92 |     export: scratch-volume",
        "       |             ^",
      ],
    },
    {
      it: "a share without credentials",
      swap: [["    credentials: { secret: file:delivery-account }\n", ""]],
      says: [
        "house.yaml:99:3: volume delivery is reached over smb and has no credentials [volume-parts]",
        "    99 |   delivery:",
        "       |   ^",
        "    What opens a share is kept as a secret.",
      ],
    },
    {
      it: "an NFS volume with credentials, which would have no effect",
      swap: [["export: /srv/library\n", "export: /srv/library\n    credentials: { secret: file:delivery-account-2 }\n"]],
      says: ["house.yaml:84:5: credentials means nothing for a volume that is reached over nfs [volume-parts]"],
    },
    {
      it: "a share exported as a folder",
      swap: [["export: delivery", "export: /srv/delivery"]],
      says: [
        'house.yaml:102:13: export is "/srv/delivery"; for smb it should be the name of a share, as in projects [export-form]',
        "    102 |     export: /srv/delivery",
        "        |             ^",
      ],
    },
    {
      it: "an NFS volume exported as a name",
      swap: [["export: /srv/library", "export: library"]],
      says: [
        'house.yaml:83:13: export is "library"; for nfs it should be the absolute path of a folder, as in /srv/projects [export-form]',
        "    83 |     export: library",
        "       |             ^",
      ],
    },
    {
      it: "a password among mount options, which is not shown",
      swap: [["[vers=3.1.1, seal]", "[seal, password=hunter2]"]],
      says: ["house.yaml:104:21: item 2 of options tells a secret in clear [secret-in-clear]", "    Keep it under `credentials`."],
    },
    {
      it: "software made of nothing",
      swap: [["    packages: { debian: [tree, jq] }\n", "    packages: {}\n"]],
      says: [
        "house.yaml:127:3: software tools has neither packages nor an application [empty-software]",
        "    127 |   tools:",
        "        |   ^",
      ],
    },
    {
      it: "a tested set of another operating system",
      swap: [['os: { family: debian, release: "12" }\n    kernel', 'os: { family: debian, release: "11" }\n    kernel']],
      says: [
        "house.yaml:21:9: host edit-01 of suite grade-1 runs debian 12, but tested set grade-2025 was tested on debian 11 [untested-os]",
        '    21 |     os: { family: debian, release: "12" }',
        "       |         ^",
        "    see house.yaml:140:5",
      ],
    },
    {
      it: "a card without a driver",
      swap: [["[nvidia]", "[nvidia, kona]"]],
      says: [
        "house.yaml:28:21: tested set grade-2025, to which suite grade-1 holds host edit-01, has no driver for kona [no-driver]",
        "    28 |     cards: [nvidia, kona]",
        "       |                     ^",
        "    see house.yaml:139:3",
      ],
    },
    {
      it: "a host held to two tested sets",
      swap: [
        [
          "\nvolumes:\n",
          '  grade-2:\n    name: Grade 2\n    room: "2.14"\n    class: grade\n    hosts: [edit-01]\n    tested_set: grade-2026\n\nvolumes:\n',
        ],
        [
          "\nrepositories:\n",
          '  grade-2026:\n    os: { family: debian, release: "12" }\n    drivers: { nvidia: [nvidia-open] }\n\nrepositories:\n',
        ],
      ],
      says: [
        "house.yaml:73:17: host edit-01 is held to tested set grade-2025 by suite grade-1 already, not to grade-2026 [two-tested-sets]",
        "    73 |     tested_set: grade-2026",
        "       |                 ^",
        "    see house.yaml:63:5",
      ],
    },
    {
      it: "a repository for another family",
      swap: [["repositories: [house-rhel]", "repositories: [house-rhel, house-debian]"]],
      says: [
        "house.yaml:38:32: repository house-debian has nothing for rhel, the family of host san-01 [wrong-family]",
        "    38 |     repositories: [house-rhel, house-debian]",
        "       |                                ^",
        "    see house.yaml:147:3",
      ],
    },
    {
      it: "a repository of nothing",
      swap: [
        ["    rhel: { baseurl: file:///srv/repository/$releasever }\n", "    {}\n"],
        ["[house-rhel]", "[]"],
      ],
      says: [
        "house.yaml:156:3: repository house-rhel has neither debian nor rhel [empty-repository]",
        "    156 |   house-rhel:",
        "        |   ^",
      ],
    },
    {
      it: "a repository of the network without a key",
      swap: [["file:///srv/repository/$releasever", "https://mirror.house.example/rocky"]],
      says: [
        "house.yaml:156:3: repository house-rhel has no key, so that anybody on the way could change its packages [unsigned-repository]",
        "    156 |   house-rhel:",
        "        |   ^",
        "    Only a folder of the host (file:///) may go without key and fingerprint.",
      ],
    },
    {
      it: "a key without its fingerprint",
      swap: [["    fingerprint: 4CB50190207B4758A3F73A796ED0E7B82643E131\n", ""]],
      says: [
        "house.yaml:149:5: repository house-debian has a key without its fingerprint [key-without-fingerprint]",
        "    149 |     key: |",
        "        |     ^",
        "    Take the fingerprint from another place than the key: together they could both be somebody else's.",
      ],
    },
    {
      it: "a fingerprint without its key",
      swap: [["    rhel: { baseurl", "    fingerprint: 4CB50190207B4758A3F73A796ED0E7B82643E132\n    rhel: { baseurl"]],
      says: [
        "house.yaml:157:5: repository house-rhel has a fingerprint without its key [fingerprint-without-key]",
        "    157 |     fingerprint: 4CB50190207B4758A3F73A796ED0E7B82643E132",
        "        |     ^",
      ],
    },
    {
      it: "a suite of a repository without components",
      swap: [[", components: [main, non-free]", ""]],
      says: [
        "house.yaml:148:69: suite bookworm needs components, as in main [suite-components]",
        "    148 |     debian: { uris: [https://mirror.house.example/debian], suites: [bookworm] }",
        "        |                                                                     ^",
      ],
    },
    {
      it: "a folder of a repository with components",
      swap: [["suites: [bookworm]", "suites: [./]"]],
      says: [
        "house.yaml:148:69: ./ is a folder and has no components [suite-components]",
        "    148 |     debian: { uris: [https://mirror.house.example/debian], suites: [./], components: [main, non-free] }",
        "        |                                                                     ^",
      ],
    },
    {
      it: "two database servers of RHEL on one host",
      swap: [
        [
          "\nbaselines:\n",
          '  audio:\n    engine: postgresql\n    version: "16"\n    host: san-01\n    port: 5433\n    databases: [audio]\n    clients: [house]\n    backup: { folder: /srv/audio, schedule: daily, keep: 7 d }\n\nbaselines:\n',
        ],
      ],
      says: [
        "house.yaml:170:11: host san-01 already runs project database grades [database-twice]",
        "    170 |     host: san-01",
        "        |           ^",
        "    see house.yaml:163:5",
      ],
    },
    {
      it: "a database server on a licence server's port",
      swap: [["    host: san-01\n    databases", "    host: lic-01\n    port: 5054\n    databases"]],
      says: [
        "house.yaml:164:11: port 5054 of host lic-01 is already taken by licence server house-rlm [port-twice]",
        "    164 |     port: 5054",
        "        |           ^",
        "    see house.yaml:116:20",
      ],
    },
    {
      it: "a suite that can't open its project database",
      swap: [
        ["clients: [house]", "clients: [admin]"],
        ["eth1: { network: admin, ip: 10.0.9.11 }", "eth1: { network: house, ip: 10.0.0.12 }"],
      ],
      says: [
        "house.yaml:64:17: project database grades is open to no network of host edit-01 [no-client]",
        "    64 |     databases: [grades]",
        "       |                 ^",
        "    see house.yaml:165:5",
      ],
    },
  ]);
});
