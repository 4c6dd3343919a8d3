import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("What can't be true together", () => {
  testMistakes([
    {
      it: "two hosts with one address",
      swap: [["10.0.0.31", "10.0.0.21"]],
      says: [
        "house.yaml:34:35: 10.0.0.21 is already the address of host san-01",
        "    34 |       eth0: { network: house, ip: 10.0.0.21 }",
        "       |                                   ^",
        "    see house.yaml:27:31",
      ],
    },
    {
      it: "an address outside of its network",
      swap: [["ip: 10.0.9.11", "ip: 10.0.8.11"]],
      says: [
        "house.yaml:20:35: 10.0.8.11 is not in network admin, which is 10.0.9.0/24",
        "    20 |       eth1: { network: admin, ip: 10.0.8.11 }",
        "       |                                   ^",
      ],
    },
    {
      it: "jump hosts in a circle",
      swap: [["      become: none\n", "      become: none\n      jump: lic-01\n"]],
      says: [
        "house.yaml:31:7: the way to host san-01 goes in a circle: san-01 → lic-01 → san-01",
        "    31 |       jump: lic-01",
        "       |       ^",
        "    Say `jump: none` at the host that is reached directly.",
      ],
    },
    {
      it: "a jump host that goes through itself",
      swap: [["jump: san-01", "jump: lic-01"]],
      says: [
        "house.yaml:36:7: the way to host lic-01 goes in a circle: lic-01 → lic-01",
        "    36 |       jump: lic-01",
        "       |       ^",
        "    Say `jump: none` at the host that is reached directly.",
      ],
    },
    {
      it: "two mounts on one path",
      swap: [["/mnt/library", "/mnt/projects"]],
      says: [
        "house.yaml:49:34: suite grade-1 already mounts volume projects at /mnt/projects",
        "    49 |       - { volume: library, path: /mnt/projects, mode: ro }",
        "       |                                  ^",
        "    see house.yaml:48:29",
      ],
    },
    {
      it: "two licence servers on one port",
      swap: [["port: 27000", "port: 5053"]],
      says: [
        "house.yaml:83:11: port 5053 of host lic-01 is already taken by licence server house-rlm",
        "    83 |     port: 5053",
        "       |           ^",
        "    see house.yaml:76:5",
      ],
    },
    {
      it: "a vendor daemon on the manager's port",
      swap: [["vendor_ports: [5054]", "vendor_ports: [5054, 5053]"]],
      says: [
        "house.yaml:77:26: port 5053 of host lic-01 is already taken by licence server house-rlm",
        "    77 |     vendor_ports: [5054, 5053]",
        "       |                          ^",
        "    see house.yaml:76:5",
      ],
    },
    {
      it: "one number for two groups",
      swap: [["gid: 3001", "gid: 3000"]],
      says: [
        "house.yaml:67:10: gid 3000 is already that of group media, not of library",
        "    67 |     gid: 3000",
        "       |          ^",
        "    see house.yaml:58:5",
      ],
    },
    {
      it: "two numbers for one group",
      swap: [["group: library", "group: media"]],
      says: [
        "house.yaml:67:10: group media has gid 3001 here and 3000 elsewhere",
        "    67 |     gid: 3001",
        "       |          ^",
        "    see house.yaml:58:5",
      ],
    },
    {
      it: "a vendor file that is not there",
      swap: [["    port: 27000\n", "    port: 27000\n    vendor_files: [{ source: lmgrd, path: /opt/x }]\n"]],
      says: [
        'house.yaml:84:30: there is no file "lmgrd" in the inventory folder',
        "    84 |     vendor_files: [{ source: lmgrd, path: /opt/x }]",
        "       |                              ^",
      ],
    },
  ]);
});
