import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("What the schemas refuse", () => {
  testMistakes([
    {
      it: "an unknown key, with the one that was meant",
      swap: [["    baseline: studio\n", "    basline: studio\n"]],
      says: [
        'house.yaml:17:5: unknown key "basline" of host edit-01, did you mean "baseline"?',
        "    17 |     basline: studio",
        "       |     ^",
        "    Known keys: os, interfaces, baseline, ssh, files.",
      ],
    },
    {
      it: "an unknown section",
      swap: [
        ["\nsoftware:\n", "\nsofware:\n"],
        ["    software: [tools]\n", ""],
      ],
      says: [
        'house.yaml:85:1: unknown key "sofware", did you mean "software"?',
        "    85 | sofware:",
        "       | ^",
        "    Known keys: facility, networks, hosts, suites, volumes, licence_servers, software, baselines.",
      ],
    },
    {
      it: "an unknown key that resembles none",
      swap: [['    room: "2.14"\n', '    room: "2.14"\n    colour: red\n']],
      says: [
        'house.yaml:43:5: unknown key "colour" of suite grade-1',
        "    43 |     colour: red",
        "       |     ^",
        "    Known keys: name, room, class, hosts, software, licences, mounts.",
      ],
    },
    {
      it: "a missing key",
      swap: [['    room: "2.14"\n', ""]],
      says: ["house.yaml:40:3: suite grade-1 has no room", "    40 |   grade-1:", "       |   ^", "    room: Where it is."],
    },
    {
      it: "a missing key of an item of a list",
      swap: [["{ volume: library, path: /mnt/library, mode: ro }", "{ volume: library, mode: ro }"]],
      says: [
        "house.yaml:49:9: item 2 of mounts has no path",
        "    49 |       - { volume: library, mode: ro }",
        "       |         ^",
        "    path: Folder it appears at: an absolute path, and none that the system itself lives in.",
      ],
    },
    {
      it: "a word that is none of those allowed",
      swap: [["mode: ro }", "mode: r0 }"]],
      says: [
        'house.yaml:49:54: mode is "r0"; it should be one of ro, rw, did you mean "ro"?',
        "    49 |       - { volume: library, path: /mnt/library, mode: r0 }",
        "       |                                                      ^",
      ],
    },
    {
      it: "a number where YAML should read text",
      swap: [['"9.4"', "9.4"]],
      says: [
        'house.yaml:25:34: release is 9.4; it should be a release in quotes, as in "12" or "9.4"',
        "    25 |     os: { family: rhel, release: 9.4 }",
        "       |                                  ^",
        "    Put it in quotes: without them YAML reads no text.",
      ],
    },
    {
      it: "text where a number is expected",
      swap: [["port: 27000", 'port: "27000"']],
      says: [
        'house.yaml:83:11: port is "27000"; it should be a port from 1 to 65535',
        '    83 |     port: "27000"',
        "       |           ^",
        "    Leave out the quotes.",
      ],
    },
    {
      it: "`no`, which is text in YAML 1.2",
      swap: [["    firewall:\n", "    firewall:\n      enabled: no\n"]],
      says: [
        'house.yaml:104:16: enabled is "no"; it should be true or false',
        "    104 |       enabled: no",
        "        |                ^",
        "    YAML 1.2 knows true and false only.",
      ],
    },
    {
      it: "a list where a mapping is expected",
      swap: [["      eth0: { network: house, ip: 10.0.0.21 }\n", "      - { network: house, ip: 10.0.0.21 }\n"]],
      says: [
        "house.yaml:27:7: interfaces is a list; it should be a mapping (key: value)",
        "    27 |       - { network: house, ip: 10.0.0.21 }",
        "       |       ^",
      ],
    },
    {
      it: "a mapping where a list is expected",
      swap: [["hosts: [edit-01]", "hosts: { edit-01: }"]],
      says: ["house.yaml:44:12: hosts is a mapping; it should be a list", "    44 |     hosts: { edit-01: }", "       |            ^"],
    },
    {
      it: "nothing where something is expected",
      swap: [["    hosts: [edit-01]", "    hosts:"]],
      says: ["house.yaml:44:11: hosts is empty; it should be a list", "    44 |     hosts:", "       |           ^"],
    },
    {
      it: "an empty list that needs an entry",
      swap: [["hosts: [edit-01]", "hosts: []"]],
      says: ["house.yaml:44:12: hosts is empty; it needs at least one entry", "    44 |     hosts: []", "       |            ^"],
    },
    {
      it: "an empty mapping that needs an entry",
      swap: [["      eth0: { network: house, ip: 10.0.0.21 }\n", "      {}\n"]],
      says: ["house.yaml:27:7: interfaces is empty; it needs at least one entry", "    27 |       {}", "       |       ^"],
    },
    {
      it: "an entry that is in a list twice",
      swap: [["[vers=4.2, hard]", "[hard, vers=4.2, hard]"]],
      says: [
        "house.yaml:56:14: items 1 and 3 of options are the same",
        "    56 |     options: [hard, vers=4.2, hard]",
        "       |              ^",
      ],
    },
    {
      it: "a number out of range",
      swap: [["port: 5053", "port: 70000"]],
      says: ["house.yaml:76:11: port is 70000; it should be a port from 1 to 65535", "    76 |     port: 70000", "       |           ^"],
    },
    {
      it: "a port in base 60, which is text in YAML 1.2",
      swap: [["port: 5053", "port: 84:13"]],
      says: ['house.yaml:76:11: port is "84:13"; it should be a port from 1 to 65535', "    76 |     port: 84:13", "       |           ^"],
    },
    {
      it: "a number too large for a number",
      swap: [["gid: 3001", "gid: 1e400"]],
      says: [
        "house.yaml:67:10: gid is 1e400; it should be a number from 1 to 4294967294; 0 is root's",
        "    67 |     gid: 1e400",
        "       |          ^",
      ],
    },
    {
      it: "a half port",
      swap: [["port: 5053", "port: 5053.5"]],
      says: ["house.yaml:76:11: port is 5053.5; it should be a port from 1 to 65535", "    76 |     port: 5053.5", "       |           ^"],
    },
    {
      it: "the id of root",
      swap: [["uid: 2001", "uid: 0"]],
      says: [
        "house.yaml:101:22: uid is 0; it should be a number from 1 to 4294967294; 0 is root's",
        "    101 |       editor: { uid: 0, groups: [media], shell: /bin/bash }",
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
        'house.yaml:87:3: the key "Tools" of software should be an id: at most 63 lower-case letters, digits and inner hyphens, as in suite-01',
        "    87 |   Tools:",
        "       |   ^",
      ],
    },
    {
      it: "an id that is too long",
      swap: [
        ["  tools:\n", "  tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt:\n"],
        ["[tools]", "[]"],
      ],
      says: [
        'house.yaml:87:3: the key "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt…" of software should be an id: at most 63 lower-case letters, digits and inner hyphens, as in suite-01',
        "    87 |   tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt:",
        "       |   ^",
      ],
    },
    {
      it: "a mode without quotes",
      swap: [['mode: "0640"', "mode: 0640"]],
      says: [
        'house.yaml:22:42: mode is 0640; it should be four octal digits in quotes, as in "0644"',
        "    22 |       /etc/motd: { content: hello, mode: 0640 }",
        "       |                                          ^",
        "    Put it in quotes: without them YAML reads no text.",
      ],
    },
    {
      it: "a mode without its first digit",
      swap: [['mode: "0640"', 'mode: "640"']],
      says: [
        'house.yaml:22:42: mode is "640"; it should be four octal digits in quotes, as in "0644"',
        '    22 |       /etc/motd: { content: hello, mode: "640" }',
        "       |                                          ^",
      ],
    },
    {
      it: "a size without its unit",
      swap: [["2 TB", "2"]],
      says: [
        'house.yaml:59:15: capacity is 2; it should be a size with its unit, as in "2 TB" or "512 GiB"',
        "    59 |     capacity: 2",
        "       |               ^",
      ],
    },
    {
      it: "a rate in bits",
      swap: [["800 MB/s", "800 Mbps"]],
      says: [
        'house.yaml:61:18: write_limit is "800 Mbps"; it should be a rate with its unit, as in "800 MB/s" or "1.2 GB/s" (bytes, not bits)',
        "    61 |     write_limit: 800 Mbps",
        "       |                  ^",
      ],
    },
    {
      it: "a network with host bits",
      swap: [["10.0.0.0/24", "10.0.0.1/24"]],
      says: [
        'house.yaml:11:18: cidr is "10.0.0.1/24"; it should be the first address of the network and its prefix length, as in 10.77.0.0/24',
        "    11 |   house: { cidr: 10.0.0.1/24, class: production }",
        "       |                  ^",
      ],
    },
    {
      it: "an address that is none",
      swap: [["10.0.0.31 }", "10.0.0.331 }"]],
      says: [
        'house.yaml:34:35: ip is "10.0.0.331"; it should be an IP address, as in 10.77.0.11 or fd00:77::11',
        "    34 |       eth0: { network: house, ip: 10.0.0.331 }",
        "       |                                   ^",
      ],
    },
    {
      it: "a time zone that nobody knows",
      swap: [["Europe/London", "Europe/Londinium"]],
      says: [
        'house.yaml:4:13: timezone is "Europe/Londinium"; it should be a time zone of the IANA list, as in Europe/London',
        "    4 |   timezone: Europe/Londinium",
        "      |             ^",
      ],
    },
    {
      it: "a path that is not absolute",
      swap: [["/srv/library", "srv/library"]],
      says: [
        'house.yaml:65:13: export is "srv/library"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev',
        "    65 |     export: srv/library",
        "       |             ^",
      ],
    },
    {
      it: "a path with `..`",
      swap: [["/srv/library", "/srv/../etc"]],
      says: [
        'house.yaml:65:13: export is "/srv/../etc"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev',
        "    65 |     export: /srv/../etc",
        "       |             ^",
      ],
    },
    {
      it: "a file in /proc",
      swap: [["/etc/motd:", "/proc/motd:"]],
      says: [
        'house.yaml:22:7: the key "/proc/motd" of files should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, and not in /proc, /sys or /dev',
        '    22 |       /proc/motd: { content: hello, mode: "0640" }',
        "       |       ^",
      ],
    },
    {
      it: "a mount that would hide the system",
      swap: [["/mnt/library", "/usr"]],
      says: [
        'house.yaml:49:34: path is "/usr"; it should be an absolute path of letters, digits and _ . @ + -, without `..`, `//` and a `/` at the end, that hides no folder of the system, as in /mnt/projects',
        "    49 |       - { volume: library, path: /usr, mode: ro }",
        "       |                                  ^",
      ],
    },
    {
      it: "a mount option that the mount's mode says",
      swap: [["vers=4.2, hard", "vers=4.2, ro"]],
      says: [
        'house.yaml:56:25: item 2 of options is "ro"; it should be one mount option, as in vers=4.2; ro and rw are said by each mount\'s mode',
        "    56 |     options: [vers=4.2, ro]",
        "       |                         ^",
      ],
    },
    {
      it: "a command with a shell's characters",
      swap: [["/opt/flexnet/lmgrd -z", "/opt/flexnet/lmgrd; reboot"]],
      says: [
        'house.yaml:84:14: command is "/opt/flexnet/lmgrd; reboot"; it should be an absolute path and arguments of letters, digits and _ . / : = @ , + -, with one space between; no shell runs it',
        "    84 |     command: /opt/flexnet/lmgrd; reboot",
        "       |              ^",
      ],
    },
    {
      it: "a vendor file that climbs out",
      swap: [["    port: 27000\n", "    port: 27000\n    vendor_files: [{ source: ../../etc/shadow, path: /opt/x }]\n"]],
      says: [
        'house.yaml:84:30: source is "../../etc/shadow"; it should be a path inside the inventory folder, relative to it, of letters, digits and _ . @ + -, as in vendor/rlm',
        "    84 |     vendor_files: [{ source: ../../etc/shadow, path: /opt/x }]",
        "       |                              ^",
      ],
    },
    {
      it: "a public key that is a private one",
      swap: [["{ uid: 2001,", '{ uid: 2001, authorized_keys: ["-----BEGIN OPENSSH PRIVATE KEY-----"],']],
      says: [
        "house.yaml:101:46: item 1 of authorized_keys is a private key; it should be a public key on one line, as in ssh-ed25519 AAAA… sam@house",
      ],
    },
    {
      it: "a secret in clear, which is not shown",
      swap: [["{ secret: file:sudo-password }", "hunter2"]],
      says: [
        'house.yaml:37:24: become_password is text that is not shown here; it should be a reference such as {secret: "file:PATH"} or {secret: "env:NAME"}, never the secret itself',
      ],
    },
    {
      it: "a secret reference of an unknown kind, which is not shown",
      swap: [["secret: file:house.lic", "secret: hunter2"]],
      says: ["house.yaml:79:24: secret is text that is not shown here; it should be env:NAME or file:PATH"],
    },
    {
      it: "content that is neither text nor a reference",
      swap: [["content: hello", "content: 5"]],
      says: [
        'house.yaml:22:29: content is 5; it should be text, or a reference such as {secret: "file:PATH"}',
        '    22 |       /etc/motd: { content: 5, mode: "0640" }',
        "       |                             ^",
      ],
    },
    {
      it: "text with a NUL",
      swap: [["content: hello", 'content: "a\\0b"']],
      says: [
        'house.yaml:22:29: content is "a\\u{0}b"; it should be text without NUL and \\x01',
        '    22 |       /etc/motd: { content: "a\\0b", mode: "0640" }',
        "       |                             ^",
      ],
    },
  ]);
});
