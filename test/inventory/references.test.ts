import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("References to what no file describes", () => {
  testMistakes([
    {
      it: "a host's baseline",
      swap: [["baseline: studio", "baseline: studios"]],
      says: [
        'house.yaml:22:15: host edit-01 refers to baseline "studios", which no file describes, did you mean "studio"? [dangling-reference]',
        "    22 |     baseline: studios",
        "       |               ^",
        "    Known: studio.",
      ],
    },
    {
      it: "an interface's network",
      swap: [["{ network: house, ip: 10.0.0.21 }", "{ network: hous, ip: 10.0.0.21 }"]],
      says: [
        'house.yaml:36:24: host san-01 refers to network "hous", which no file describes, did you mean "house"? [dangling-reference]',
        "    36 |       eth0: { network: hous, ip: 10.0.0.21 }",
        "       |                        ^",
        "    Known: house, admin, media.",
      ],
    },
    {
      it: "a jump host",
      swap: [["jump: san-01", "jump: bastion"]],
      says: [
        'house.yaml:47:13: host lic-01 refers to host "bastion", which no file describes [dangling-reference]',
        "    47 |       jump: bastion",
        "       |             ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "the facility's jump host",
      swap: [["    user: conform\n", "    user: conform\n    jump: san-1\n"]],
      says: [
        'house.yaml:12:11: facility refers to host "san-1", which no file describes, did you mean "san-01"? [dangling-reference]',
        "    12 |     jump: san-1",
        "       |           ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a suite's host",
      swap: [["[edit-01]", "[edit-01, edit-02]"]],
      says: [
        'house.yaml:55:22: suite grade-1 refers to host "edit-02", which no file describes, did you mean "edit-01"? [dangling-reference]',
        "    55 |     hosts: [edit-01, edit-02]",
        "       |                      ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a suite's software",
      swap: [["software: [tools]", "software: [tool]"]],
      says: [
        'house.yaml:56:16: suite grade-1 refers to software "tool", which no file describes, did you mean "tools"? [dangling-reference]',
        "    56 |     software: [tool]",
        "       |                ^",
        "    Known: tools, resolve.",
      ],
    },
    {
      it: "a suite's licence server",
      swap: [["[house-rlm]", "[rlm]"]],
      says: [
        'house.yaml:57:16: suite grade-1 refers to licence server "rlm", which no file describes [dangling-reference]',
        "    57 |     licences: [rlm]",
        "       |                ^",
        "    Known: house-rlm, house-flexnet.",
      ],
    },
    {
      it: "a mount's volume",
      swap: [["volume: library", "volume: archive"]],
      says: [
        'house.yaml:60:19: suite grade-1 refers to volume "archive", which no file describes [dangling-reference]',
        "    60 |       - { volume: archive, path: /mnt/library, mode: ro }",
        "       |                   ^",
        "    Known: projects, library, scratch, delivery.",
      ],
    },
    {
      it: "a volume's server",
      swap: [["    server: san-01\n    export: /srv/library", "    server: san-1\n    export: /srv/library"]],
      says: [
        'house.yaml:82:13: volume library refers to host "san-1", which no file describes, did you mean "san-01"? [dangling-reference]',
        "    82 |     server: san-1",
        "       |             ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a licence server's host",
      swap: [["    host: lic-01\n    manager: flexnet", "    host: lic-1\n    manager: flexnet"]],
      says: [
        'house.yaml:120:11: licence server house-flexnet refers to host "lic-1", which no file describes, did you mean "lic-01"? [dangling-reference]',
        "    120 |     host: lic-1",
        "        |           ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "an open port's networks",
      swap: [["from: [house]", "from: [house, office]"]],
      says: [
        'house.yaml:195:39: baseline studio refers to network "office", which no file describes [dangling-reference]',
        "    195 |         - { port: 2049, from: [house, office], why: NFS }",
        "        |                                       ^",
        "    Known: house, admin, media.",
      ],
    },
    {
      it: "a host's repository",
      swap: [["[house-debian]", "[house-deb]"]],
      says: [
        'house.yaml:27:20: host edit-01 refers to repository "house-deb", which no file describes, did you mean "house-debian"? [dangling-reference]',
        "    27 |     repositories: [house-deb]",
        "       |                    ^",
        "    Known: house-debian, house-rhel.",
      ],
    },
    {
      it: "a suite's tested set",
      swap: [["tested_set: grade-2025", "tested_set: grade-2026"]],
      says: [
        'house.yaml:63:17: suite grade-1 refers to tested set "grade-2026", which no file describes, did you mean "grade-2025"? [dangling-reference]',
        "    63 |     tested_set: grade-2026",
        "       |                 ^",
        "    Known: grade-2025.",
      ],
    },
    {
      it: "a suite's project database",
      swap: [["databases: [grades]", "databases: [grade]"]],
      says: [
        'house.yaml:64:17: suite grade-1 refers to project database "grade", which no file describes, did you mean "grades"? [dangling-reference]',
        "    64 |     databases: [grade]",
        "       |                 ^",
        "    Known: grades.",
      ],
    },
    {
      it: "a tested set's software",
      swap: [["software: [resolve]", "software: [resolv]"]],
      says: [
        'house.yaml:144:16: tested set grade-2025 refers to software "resolv", which no file describes, did you mean "resolve"? [dangling-reference]',
        "    144 |     software: [resolv]",
        "        |                ^",
        "    Known: tools, resolve.",
      ],
    },
    {
      it: "a project database's host",
      swap: [["    host: san-01\n    databases", "    host: db-01\n    databases"]],
      says: [
        'house.yaml:163:11: project database grades refers to host "db-01", which no file describes [dangling-reference]',
        "    163 |     host: db-01",
        "        |           ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a project database's clients",
      swap: [["clients: [house]", "clients: [house, office]"]],
      says: [
        'house.yaml:165:22: project database grades refers to network "office", which no file describes [dangling-reference]',
        "    165 |     clients: [house, office]",
        "        |                      ^",
        "    Known: house, admin, media.",
      ],
    },
  ]);
});
