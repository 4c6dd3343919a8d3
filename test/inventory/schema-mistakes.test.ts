import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("What the schemas refuse", () => {
  testMistakes([
    {
      it: "an unknown key, with the one that was meant",
      swap: [["    baseline: studio\n", "    basline: studio\n"]],
      says: [
        'house.yaml:22:5: unknown key "basline" of host edit-01, did you mean "baseline"? [unknown-key]',
        "    22 |     basline: studio",
        "       |     ^",
        "    Known keys: class, asset, management, os, interfaces, baseline, repositories, cards, initiator, ssh, files, disks, vendor_password.",
      ],
    },
    {
      it: "an unknown section",
      swap: [
        ["\nsoftware:\n", "\nsofware:\n"],
        ["    software: [tools]\n", ""],
        ["    software: [resolve]\n", ""],
      ],
      says: [
        'house.yaml:125:1: unknown key "sofware", did you mean "software"? [unknown-key]',
        "    125 | sofware:",
        "        | ^",
        "    Known keys: facility, sites, rooms, racks, assets, cables, routers, networks, switches, firewall_intents, clocks, classes, hosts, suites, storage_systems, volumes, project_databases, licence_servers, licences, reservations, software, tested_sets, repositories, baselines, exceptions, bookings, windows, freezes, faults, maintenance_tasks.",
      ],
    },
    {
      it: "an unknown key that resembles none",
      swap: [['    room: "2.14"\n', '    room: "2.14"\n    colour: red\n']],
      says: [
        'house.yaml:54:5: unknown key "colour" of suite grade-1 [unknown-key]',
        "    54 |     colour: red",
        "       |     ^",
        "    Known keys: name, room, class, hosts, software, tested_set, licences, databases, mounts, ocio, devices, products, demand, seats, booking, monitors, audio, kvm, router_destinations, accepted_on, changed_on.",
      ],
    },
    {
      it: "a missing key",
      swap: [['    room: "2.14"\n', ""]],
      says: [
        "house.yaml:51:3: suite grade-1 has no room [missing-key]",
        "    51 |   grade-1:",
        "       |   ^",
        "    room: Id of the room it is in.",
      ],
    },
    {
      it: "a missing key of an item of a list",
      swap: [["{ volume: library, path: /mnt/library, mode: ro }", "{ volume: library, mode: ro }"]],
      says: [
        "house.yaml:60:9: item 2 of mounts has no path [missing-key]",
        "    60 |       - { volume: library, mode: ro }",
        "       |         ^",
        "    path: Folder it appears at: an absolute path, and none that the system itself lives in.",
      ],
    },
    {
      it: "a word that is none of those allowed",
      swap: [["mode: ro }", "mode: r0 }"]],
      says: [
        'house.yaml:60:54: mode is "r0"; it should be one of ro, rw, did you mean "ro"? [bad-value]',
        "    60 |       - { volume: library, path: /mnt/library, mode: r0 }",
        "       |                                                      ^",
      ],
    },
    {
      it: "a number where YAML should read text",
      swap: [['"9.4"', "9.4"]],
      says: [
        'house.yaml:34:34: release is 9.4; it should be a release in quotes, as in "12" or "9.4" [wrong-type]',
        "    34 |     os: { family: rhel, release: 9.4 }",
        "       |                                  ^",
        "    Put it in quotes: without them YAML reads no text.",
      ],
    },
    {
      it: "text where a number is expected",
      swap: [["port: 27000", 'port: "27000"']],
      says: [
        'house.yaml:122:11: port is "27000"; it should be a port from 1 to 65535 [wrong-type]',
        '    122 |     port: "27000"',
        "        |           ^",
        "    Leave out the quotes.",
      ],
    },
    {
      it: "`no`, which is text in YAML 1.2",
      swap: [["    firewall:\n", "    firewall:\n      enabled: no\n"]],
      says: [
        'house.yaml:194:16: enabled is "no"; it should be true or false [wrong-type]',
        "    194 |       enabled: no",
        "        |                ^",
        "    YAML 1.2 knows true and false only.",
      ],
    },
    {
      it: "a list where a mapping is expected",
      swap: [["      eth0: { network: house, ip: 10.0.0.31 }\n", "      - { network: house, ip: 10.0.0.31 }\n"]],
      says: [
        "house.yaml:45:7: interfaces is a list; it should be a mapping (key: value) [wrong-type]",
        "    45 |       - { network: house, ip: 10.0.0.31 }",
        "       |       ^",
      ],
    },
    {
      it: "a mapping where a list is expected",
      swap: [["hosts: [edit-01]", "hosts: { edit-01: }"]],
      says: [
        "house.yaml:55:12: hosts is a mapping; it should be a list [wrong-type]",
        "    55 |     hosts: { edit-01: }",
        "       |            ^",
      ],
    },
    {
      it: "nothing where something is expected",
      swap: [["    hosts: [edit-01]", "    hosts:"]],
      says: ["house.yaml:55:11: hosts is empty; it should be a list [wrong-type]", "    55 |     hosts:", "       |           ^"],
    },
    {
      it: "an empty list that needs an entry",
      swap: [["hosts: [edit-01]", "hosts: []"]],
      says: [
        "house.yaml:55:12: hosts is empty; it needs at least one entry [bad-value]",
        "    55 |     hosts: []",
        "       |            ^",
      ],
    },
    {
      it: "an empty mapping that needs an entry",
      swap: [["      eth0: { network: house, ip: 10.0.0.31 }\n", "      {}\n"]],
      says: ["house.yaml:45:7: interfaces is empty; it needs at least one entry [bad-value]", "    45 |       {}", "       |       ^"],
    },
    {
      it: "an entry that is in a list twice",
      swap: [["[vers=4.2, hard]", "[hard, vers=4.2, hard]"]],
      says: [
        "house.yaml:74:14: items 1 and 3 of options are the same [listed-twice]",
        "    74 |     options: [hard, vers=4.2, hard]",
        "       |              ^",
      ],
    },
    {
      it: "a number out of range",
      swap: [["port: 5053", "port: 70000"]],
      says: [
        "house.yaml:115:11: port is 70000; it should be a port from 1 to 65535 [bad-value]",
        "    115 |     port: 70000",
        "        |           ^",
      ],
    },
    {
      it: "a port in base 60, which is text in YAML 1.2",
      swap: [["port: 5053", "port: 84:13"]],
      says: [
        'house.yaml:115:11: port is "84:13"; it should be a port from 1 to 65535 [wrong-type]',
        "    115 |     port: 84:13",
        "        |           ^",
      ],
    },
    {
      it: "a number too large for a number",
      swap: [["gid: 3001", "gid: 1e400"]],
      says: [
        "house.yaml:85:10: gid is 1e400; it should be a number from 1 to 4294967294; 0 is root's [wrong-type]",
        "    85 |     gid: 1e400",
        "       |          ^",
      ],
    },
    {
      it: "a half port",
      swap: [["port: 5053", "port: 5053.5"]],
      says: [
        "house.yaml:115:11: port is 5053.5; it should be a port from 1 to 65535 [wrong-type]",
        "    115 |     port: 5053.5",
        "        |           ^",
      ],
    },
    {
      it: "the id of root",
      swap: [["uid: 2001", "uid: 0"]],
      says: [
        "house.yaml:179:22: uid is 0; it should be a number from 1 to 4294967294; 0 is root's [bad-value]",
        "    179 |       editor: { uid: 0, groups: [media], shell: /bin/bash }",
        "        |                      ^",
      ],
    },
    {
      it: "an id with capital letters",
      swap: [
        ["  tools:\n", "  Tools:\n"],
        ["[tools]", "[]"],
      ],
      says: [
        'house.yaml:127:3: the key "Tools" of software should be an id: at most 63 lower-case letters, digits and inner hyphens, as in suite-01 [bad-key]',
        "    127 |   Tools:",
        "        |   ^",
      ],
    },
    {
      it: "an id that is too long",
      swap: [
        ["  tools:\n", "  tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt:\n"],
        ["[tools]", "[]"],
      ],
      says: [
        'house.yaml:127:3: the key "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt…" of software should be an id: at most 63 lower-case letters, digits and inner hyphens, as in suite-01 [bad-key]',
        "    127 |   tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt:",
        "        |   ^",
      ],
    },
    {
      it: "a mode without quotes",
      swap: [['mode: "0640"', "mode: 0640"]],
      says: [
        'house.yaml:31:42: mode is 0640; it should be four octal digits in quotes, as in "0644" [wrong-type]',
        "    31 |       /etc/motd: { content: hello, mode: 0640 }",
        "       |                                          ^",
        "    Put it in quotes: without them YAML reads no text.",
      ],
    },
    {
      it: "a mode without its first digit",
      swap: [['mode: "0640"', 'mode: "640"']],
      says: [
        'house.yaml:31:42: mode is "640"; it should be four octal digits in quotes, as in "0644" [bad-value]',
        '    31 |       /etc/motd: { content: hello, mode: "640" }',
        "       |                                          ^",
      ],
    },
    {
      it: "a size without its unit",
      swap: [["2 TB", "2"]],
      says: [
        'house.yaml:77:15: capacity is 2; it should be a size with its unit, as in "2 TB" or "512 GiB" [wrong-type]',
        "    77 |     capacity: 2",
        "       |               ^",
      ],
    },
    {
      it: "a rate in bits",
      swap: [["800 MB/s", "800 Mbps"]],
      says: [
        'house.yaml:79:18: write_limit is "800 Mbps"; it should be a rate with its unit, as in "800 MB/s" or "1.2 GB/s" (bytes, not bits) [bad-value]',
        "    79 |     write_limit: 800 Mbps",
        "       |                  ^",
      ],
    },
    {
      it: "a network with host bits",
      swap: [["10.0.0.0/24", "10.0.0.1/24"]],
      says: [
        'house.yaml:15:18: cidr is "10.0.0.1/24"; it should be the first address of the network and its prefix length, as in 10.77.0.0/24 [bad-value]',
        "    15 |   house: { cidr: 10.0.0.1/24, class: production }",
        "       |                  ^",
      ],
    },
    {
      it: "an address that is none",
      swap: [["10.0.0.31 }", "10.0.0.331 }"]],
      says: [
        'house.yaml:45:35: ip is "10.0.0.331"; it should be an IP address, as in 10.77.0.11 or fd00:77::11 [bad-value]',
        "    45 |       eth0: { network: house, ip: 10.0.0.331 }",
        "       |                                   ^",
      ],
    },
    {
      it: "a time zone that nobody knows",
      swap: [["Europe/London", "Europe/Londinium"]],
      says: [
        'house.yaml:4:13: timezone is "Europe/Londinium"; it should be a time zone of the IANA list, as in Europe/London [bad-value]',
        "    4 |   timezone: Europe/Londinium",
        "      |             ^",
      ],
    },
    {
      it: "a path that is not absolute",
      swap: [["/srv/library", "srv/library"]],
      says: [
        'house.yaml:83:13: export is "srv/library"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev; or the name of a share or file system [bad-value]',
        "    83 |     export: srv/library",
        "       |             ^",
      ],
    },
    {
      it: "a path with `..`",
      swap: [["/srv/library", "/srv/../etc"]],
      says: [
        'house.yaml:83:13: export is "/srv/../etc"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev; or the name of a share or file system [bad-value]',
        "    83 |     export: /srv/../etc",
        "       |             ^",
      ],
    },
    {
      it: "a file in /proc",
      swap: [["/etc/motd:", "/proc/motd:"]],
      says: [
        'house.yaml:31:7: the key "/proc/motd" of files should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev [bad-key]',
        '    31 |       /proc/motd: { content: hello, mode: "0640" }',
        "       |       ^",
      ],
    },
    {
      it: "a mount that would hide the system",
      swap: [["/mnt/library", "/usr"]],
      says: [
        'house.yaml:60:34: path is "/usr"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, that hides no folder of the system, as in /mnt/projects [bad-value]',
        "    60 |       - { volume: library, path: /usr, mode: ro }",
        "       |                                  ^",
      ],
    },
    {
      it: "a mount option that the mount's mode says",
      swap: [["vers=4.2, hard", "vers=4.2, ro"]],
      says: [
        'house.yaml:74:25: item 2 of options is "ro"; it should be one mount option, as in vers=4.2; ro and rw are said by each mount\'s mode [bad-value]',
        "    74 |     options: [vers=4.2, ro]",
        "       |                         ^",
      ],
    },
    {
      it: "a command with a shell's characters",
      swap: [["/opt/flexnet/lmgrd -z", "/opt/flexnet/lmgrd; reboot"]],
      says: [
        'house.yaml:123:14: command is "/opt/flexnet/lmgrd; reboot"; it should be an absolute path and arguments of letters, digits and _ . / : = @ , + -, with one space between; no shell runs it [bad-value]',
        "    123 |     command: /opt/flexnet/lmgrd; reboot",
        "        |              ^",
      ],
    },
    {
      it: "a vendor file that climbs out",
      swap: [["    port: 27000\n", "    port: 27000\n    vendor_files: [{ source: ../../etc/shadow, path: /opt/x }]\n"]],
      says: [
        'house.yaml:123:30: source is "../../etc/shadow"; it should be a path inside the inventory folder, relative to it, of letters, digits and _ . @ + -, as in vendor/rlm [bad-value]',
        "    123 |     vendor_files: [{ source: ../../etc/shadow, path: /opt/x }]",
        "        |                              ^",
      ],
    },
    {
      it: "a public key that is a private one",
      swap: [["{ uid: 2001,", '{ uid: 2001, authorized_keys: ["-----BEGIN OPENSSH PRIVATE KEY-----"],']],
      says: [
        "house.yaml:179:46: item 1 of authorized_keys is a private key; it should be a public key on one line, as in ssh-ed25519 AAAA… sam@house [bad-value]",
      ],
    },
    {
      it: "a secret in clear, which is not shown",
      swap: [["{ secret: file:sudo-password }", "hunter2"]],
      says: [
        'house.yaml:48:24: become_password is text that is not shown here; it should be a reference such as {secret: "file:PATH"} or {secret: "env:NAME"}, never the secret itself [wrong-type]',
      ],
    },
    {
      it: "a secret reference of an unknown kind, which is not shown",
      swap: [["secret: file:house.lic", "secret: hunter2"]],
      says: ["house.yaml:118:24: secret is text that is not shown here; it should be env:NAME or file:PATH [bad-value]"],
    },
    {
      it: "content that is neither text nor a reference",
      swap: [["content: hello", "content: 5"]],
      says: [
        'house.yaml:31:29: content is 5; it should be text, or a reference such as {secret: "file:PATH"} [wrong-type]',
        '    31 |       /etc/motd: { content: 5, mode: "0640" }',
        "       |                             ^",
      ],
    },
    {
      it: "text with a NUL",
      swap: [["content: hello", 'content: "a\\0b"']],
      says: [
        'house.yaml:31:29: content is "a\\u{0}b"; it should be text without NUL and \\x01 [bad-value]',
        '    31 |       /etc/motd: { content: "a\\0b", mode: "0640" }',
        "       |                             ^",
      ],
    },
    {
      it: "a locale without UTF-8",
      swap: [["en_GB.UTF-8", "en_GB"]],
      says: [
        'house.yaml:6:11: locale is "en_GB"; it should be a locale with UTF-8, as in en_GB.UTF-8 [bad-value]',
        "    6 |   locale: en_GB",
        "      |           ^",
      ],
    },
    {
      it: "a fourth name server",
      swap: [["[10.0.0.2, fd00::2]", "[10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5]"]],
      says: [
        "house.yaml:8:19: servers is a list; it should be a list of at most three IP addresses: nobody asks a fourth [bad-value]",
        "    8 |   dns: { servers: [10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5], search: [house.example] }",
        "      |                   ^",
      ],
    },
    {
      it: "a name server by name",
      swap: [["[10.0.0.2, fd00::2]", "[dns.house.example]"]],
      says: [
        'house.yaml:8:20: item 1 of servers is "dns.house.example"; it should be an IP address, as in 10.77.0.11 or fd00:77::11 [bad-value]',
        "    8 |   dns: { servers: [dns.house.example], search: [house.example] }",
        "      |                    ^",
      ],
    },
    {
      it: "a proxy without its port",
      swap: [["http://proxy.house.example:3128", "http://proxy.house.example"]],
      says: [
        'house.yaml:9:10: proxy is "http://proxy.house.example"; it should be a proxy with its port and without a password, as in http://proxy.house.example:3128 [bad-value]',
        "    9 |   proxy: http://proxy.house.example",
        "      |          ^",
      ],
    },
    {
      it: "a VLAN id that is reserved",
      swap: [["vlan: 20", "vlan: 4095"]],
      says: [
        "house.yaml:17:65: vlan is 4095; it should be a VLAN id from 1 to 4094 [bad-value]",
        "    17 |   media: { cidr: 10.0.20.0/24, class: storage, mtu: 9000, vlan: 4095, gateway: 10.0.20.1, ptp_domain: 127 }",
        "       |                                                                 ^",
      ],
    },
    {
      it: "an interface made of nothing known",
      swap: [["kind: vlan", "kind: bridge"]],
      says: [
        'house.yaml:26:64: kind is "bridge"; it should be one of physical, vlan, bond [bad-value]',
        "    26 |       eth2.20: { network: media, ip: 10.0.20.11, link: { kind: bridge, parent: eth2 } }",
        "       |                                                                ^",
      ],
    },
    {
      it: "a card that nobody knows",
      swap: [["[nvidia]", "[nvidea]"]],
      says: [
        'house.yaml:28:13: item 1 of cards is "nvidea"; it should be one of nvidia, decklink, kona, did you mean "nvidia"? [bad-value]',
        "    28 |     cards: [nvidea]",
        "       |             ^",
      ],
    },
    {
      it: "an iSCSI name in capitals",
      swap: [["iqn.2025-01.example.house:edit-01", "iqn.2025-01.example.house:EDIT"]],
      says: [
        'house.yaml:29:16: initiator is "iqn.2025-01.example.house:EDIT"; it should be an iSCSI name in lower case, as in iqn.2025-01.example.house:suite-01 [bad-value]',
        "    29 |     initiator: iqn.2025-01.example.house:EDIT",
        "       |                ^",
      ],
    },
    {
      it: "an OCIO configuration that is no file of its kind",
      swap: [["/opt/ocio/config.ocio", "/opt/ocio"]],
      says: [
        'house.yaml:65:11: ocio is "/opt/ocio"; it should be the absolute path of an .ocio or .ocioz file, or a configuration that comes with OpenColorIO, as in ocio://default [bad-value]',
        "    65 |     ocio: /opt/ocio",
        "       |           ^",
      ],
    },
    {
      it: "a USB device by vendor alone",
      swap: [['"1edb:da0f"', '"1edb"']],
      says: [
        'house.yaml:67:33: id is "1edb"; it should be vendor and product as lsusb prints them, in quotes, as in "1edb:da0f" [bad-value]',
        '    67 |       - { name: Mini Panel, id: "1edb", serial: A7 0001 }',
        "       |                                 ^",
      ],
    },
    {
      it: "a protocol that nobody knows",
      swap: [["protocol: smb", "protocol: cifs"]],
      says: [
        'house.yaml:100:15: protocol is "cifs"; it should be one of nfs, smb, iscsi, stornext, beegfs, cephfs, did you mean "nfs"? [bad-value]',
        "    100 |     protocol: cifs",
        "        |               ^",
      ],
    },
    {
      it: "credentials in clear, which are not shown",
      swap: [["{ secret: file:delivery-account }", "user%hunter2"]],
      says: [
        'house.yaml:103:18: credentials is text that is not shown here; it should be a reference such as {secret: "file:PATH"} or {secret: "env:NAME"}, never the secret itself [wrong-type]',
      ],
    },
    {
      it: "an installer's URL that is a folder",
      swap: [["resolve-19.1.3.run", "resolve/"]],
      says: [
        'house.yaml:133:12: url is "https://mirror.house.example/resolve/"; it should be the URL of a file, without a `/` at the end, as in https://mirror.house.example/resolve.run [bad-value]',
        "    133 |       url: https://mirror.house.example/resolve/",
        "        |            ^",
      ],
    },
    {
      it: "a URL with a password, which is not shown",
      swap: [["url: https://mirror", "url: https://me:hunter2@mirror"]],
      says: [
        "house.yaml:133:12: url is a URL with a user, and perhaps a password; it should be a URL of http://, https:// or file:///, its path of letters, digits and _ . @ + ~ -, as in https://mirror.house.example/debian [bad-value]",
      ],
    },
    {
      it: "a checksum of another kind",
      swap: [["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d081884c7d65"]],
      says: [
        'house.yaml:134:15: sha256 is "9f86d081884c7d65"; it should be 64 hexadecimal digits in lower case and in quotes, as sha256sum prints them [bad-value]',
        "    134 |       sha256: 9f86d081884c7d65",
        "        |               ^",
      ],
    },
    {
      it: "an installer without its file",
      swap: [["{file} -i -y", "/usr/bin/install-resolve -y"]],
      says: [
        'house.yaml:135:16: install is "/usr/bin/install-resolve -y"; it should be an absolute path or {file}, and arguments of letters, digits and _ . / : = @ , + -, with one space between and {file} among them [bad-value]',
        '    135 |       install: "/usr/bin/install-resolve -y"',
        "        |                ^",
      ],
    },
    {
      it: "an installer that a shell would have to read",
      swap: [["{file} -i -y", "{file} -i && reboot"]],
      says: [
        'house.yaml:135:16: install is "{file} -i && reboot"; it should be an absolute path or {file}, and arguments of letters, digits and _ . / : = @ , + -, with one space between and {file} among them [bad-value]',
        '    135 |       install: "{file} -i && reboot"',
        "        |                ^",
      ],
    },
    {
      it: "a version that YAML reads as a number",
      swap: [['"19.1.3"', "19.1"]],
      says: [
        'house.yaml:132:16: version is 19.1; it should be a version in quotes, as in "19.1.3" [wrong-type]',
        "    132 |       version: 19.1",
        "        |                ^",
        "    Put it in quotes: without them YAML reads no text.",
      ],
    },
    {
      it: "a version that is a pattern from its start",
      swap: [["535.183.*", '"*"']],
      says: [
        'house.yaml:142:32: nvidia-driver is "*"; it should be a version in quotes, exact or with *, as in "535.183.*" [bad-value]',
        '    142 |     versions: { nvidia-driver: "*" }',
        "        |                                ^",
      ],
    },
    {
      it: "a private key as the key of a repository",
      swap: [["BEGIN PGP PUBLIC KEY", "BEGIN PGP PRIVATE KEY"]],
      says: [
        "house.yaml:149:10: key is a private key; it should be a public key in armour, from -----BEGIN PGP PUBLIC KEY BLOCK----- to its END line [bad-value]",
        "    149 |     key: |",
        "        |          ^",
      ],
    },
    {
      it: "a fingerprint with spaces",
      swap: [["4CB50190207B4758A3F73A796ED0E7B82643E131", "4CB5 0190 207B 4758 A3F7 3A79 6ED0 E7B8 2643 E131"]],
      says: [
        'house.yaml:155:18: fingerprint is "4CB5 0190 207B 4758 A3F7 3A79 6ED0 E7B8 2643 E131"; it should be 40 hexadecimal digits in capitals and in quotes, without spaces, as in "4CB50190207B4758A3F73A796ED0E7B82643E131" [bad-value]',
        "    155 |     fingerprint: 4CB5 0190 207B 4758 A3F7 3A79 6ED0 E7B8 2643 E131",
        "        |                  ^",
      ],
    },
    {
      it: "a variable that dnf does not know",
      swap: [["$releasever", "$HOME"]],
      says: [
        'house.yaml:157:22: baseurl is "file:///srv/repository/$HOME"; it should be a URL of http://, https:// or file:///, in which only $releasever, $basearch and $arch may stand for something, as in https://mirror.house.example/rocky/$releasever/BaseOS/$basearch/os/ [bad-value]',
        "    157 |     rhel: { baseurl: file:///srv/repository/$HOME }",
        "        |                      ^",
      ],
    },
    {
      it: "a database server without its backup",
      swap: [["    backup: { folder: /srv/backup, schedule: 02:30, keep: 14 d }\n", ""]],
      says: [
        "house.yaml:160:3: project database grades has no backup [missing-key]",
        "    160 |   grades:",
        "        |   ^",
        "    backup: Copies of all its databases.",
      ],
    },
    {
      it: "a time of the day that is none",
      swap: [["02:30", "25:30"]],
      says: [
        'house.yaml:166:46: schedule is "25:30"; it should be a time as in systemd.time(7): hourly, daily, weekly, monthly, or such as 02:30, Mon..Fri 18:00 or *-*-01 03:00 [bad-value]',
        "    166 |     backup: { folder: /srv/backup, schedule: 25:30, keep: 14 d }",
        "        |                                              ^",
      ],
    },
    {
      it: "days without their unit",
      swap: [["14 d", "14"]],
      says: [
        'house.yaml:166:59: keep is 14; it should be a number of days with their unit, as in "14 d" [wrong-type]',
        "    166 |     backup: { folder: /srv/backup, schedule: 02:30, keep: 14 }",
        "        |                                                           ^",
      ],
    },
    {
      it: "a time without its unit",
      swap: [["15 min", "900"]],
      says: [
        'house.yaml:186:37: unlock is 900; it should be a time with its unit, as in "10 min" or "900 s" [wrong-type]',
        "    186 |     lockout: { attempts: 5, unlock: 900 }",
        "        |                                     ^",
      ],
    },
    {
      it: "a screen that never locks",
      swap: [["10 min", "0 s"]],
      says: [
        'house.yaml:188:22: idle is "0 s"; it should be a time with its unit and more than 0, as in "10 min" [bad-value]',
        "    188 |     desktop: { idle: 0 s, banner: House machine. }",
        "        |                      ^",
      ],
    },
    {
      it: "a PTP domain out of range",
      swap: [["ptp_domain: 127", "ptp_domain: 128"]],
      says: [
        "house.yaml:17:101: ptp_domain is 128; it should be a PTP domain from 0 to 127 [bad-value]",
        "    17 | rage, mtu: 9000, vlan: 20, gateway: 10.0.20.1, ptp_domain: 128 }",
        "       |                                                            ^",
      ],
    },
    {
      it: "a block in the SSH server's settings",
      swap: [["MaxAuthTries: 4", "Match: User editor"]],
      says: [
        'house.yaml:187:33: the key "Match" of ssh should be a keyword of sshd_config(5), as in PermitRootLogin, and not Match, Include or Port [bad-key]',
        "    187 |     ssh: { PermitRootLogin: no, Match: User editor }",
        "        |                                 ^",
      ],
    },
    {
      it: "the SSH server's port, which its hosts say",
      swap: [["MaxAuthTries: 4", "port: 2222"]],
      says: [
        'house.yaml:187:33: the key "port" of ssh should be a keyword of sshd_config(5), as in PermitRootLogin, and not Match, Include or Port [bad-key]',
        "    187 |     ssh: { PermitRootLogin: no, port: 2222 }",
        "        |                                 ^",
      ],
    },
    {
      it: "an SSH setting of two lines",
      swap: [["MaxAuthTries: 4", 'Banner: "none\\nPermitRootLogin yes"']],
      says: [
        'house.yaml:187:41: Banner is "none\\nPermitRootLogin yes"; it should be a number, or words as sshd_config(5) has them, separated by one space [bad-value]',
        '    187 |     ssh: { PermitRootLogin: no, Banner: "none\\nPermitRootLogin yes" }',
        "        |                                         ^",
      ],
    },
    {
      it: "an audit rule that is no option",
      swap: [["-w /etc/passwd -p wa -k identity", "/etc/passwd"]],
      says: [
        'house.yaml:190:19: item 1 of audit_rules is "/etc/passwd"; it should be a line of audit.rules(7), its words separated by one space, as in -w /etc/passwd -p wa -k identity [bad-value]',
      ],
    },
    {
      it: "a sudo rule with a comma, which would begin another",
      swap: [["[/usr/bin/systemctl restart chrony.service]", '["/usr/bin/id, ALL"]']],
      says: [
        'house.yaml:180:26: item 1 of sudo is "/usr/bin/id, ALL"; it should be ALL, or an absolute path and arguments of letters, digits and _ . / @ + -, with one space between [bad-value]',
        '    180 |       operator: { sudo: ["/usr/bin/id, ALL"] }',
        "        |                          ^",
      ],
    },
  ]);
});
