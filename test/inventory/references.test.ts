import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("References to what no file describes", () => {
  testMistakes([
    {
      it: "a host's baseline",
      swap: [["baseline: studio", "baseline: studios"]],
      says: [
        'house.yaml:17:15: host edit-01 refers to baseline "studios", which no file describes, did you mean "studio"?',
        "    17 |     baseline: studios",
        "       |               ^",
        "    Known: studio.",
      ],
    },
    {
      it: "an interface's network",
      swap: [["{ network: house, ip: 10.0.0.21 }", "{ network: hous, ip: 10.0.0.21 }"]],
      says: [
        'house.yaml:27:24: host san-01 refers to network "hous", which no file describes, did you mean "house"?',
        "    27 |       eth0: { network: hous, ip: 10.0.0.21 }",
        "       |                        ^",
        "    Known: house, admin.",
      ],
    },
    {
      it: "a jump host",
      swap: [["jump: san-01", "jump: bastion"]],
      says: [
        'house.yaml:36:13: host lic-01 refers to host "bastion", which no file describes',
        "    36 |       jump: bastion",
        "       |             ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "the facility's jump host",
      swap: [["    user: conform\n", "    user: conform\n    jump: san-1\n"]],
      says: [
        'house.yaml:8:11: facility refers to host "san-1", which no file describes, did you mean "san-01"?',
        "    8 |     jump: san-1",
        "      |           ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a suite's host",
      swap: [["[edit-01]", "[edit-01, edit-02]"]],
      says: [
        'house.yaml:44:22: suite grade-1 refers to host "edit-02", which no file describes, did you mean "edit-01"?',
        "    44 |     hosts: [edit-01, edit-02]",
        "       |                      ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a suite's software",
      swap: [["software: [tools]", "software: [tool]"]],
      says: [
        'house.yaml:45:16: suite grade-1 refers to software "tool", which no file describes, did you mean "tools"?',
        "    45 |     software: [tool]",
        "       |                ^",
        "    Known: tools.",
      ],
    },
    {
      it: "a suite's licence server",
      swap: [["[house-rlm]", "[rlm]"]],
      says: [
        'house.yaml:46:16: suite grade-1 refers to licence server "rlm", which no file describes',
        "    46 |     licences: [rlm]",
        "       |                ^",
        "    Known: house-rlm, house-flexnet.",
      ],
    },
    {
      it: "a mount's volume",
      swap: [["volume: library", "volume: archive"]],
      says: [
        'house.yaml:49:19: suite grade-1 refers to volume "archive", which no file describes',
        "    49 |       - { volume: archive, path: /mnt/library, mode: ro }",
        "       |                   ^",
        "    Known: projects, library.",
      ],
    },
    {
      it: "a volume's server",
      swap: [["    server: san-01\n    export: /srv/library", "    server: san-1\n    export: /srv/library"]],
      says: [
        'house.yaml:64:13: volume library refers to host "san-1", which no file describes, did you mean "san-01"?',
        "    64 |     server: san-1",
        "       |             ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "a licence server's host",
      swap: [["    host: lic-01\n    manager: flexnet", "    host: lic-1\n    manager: flexnet"]],
      says: [
        'house.yaml:81:11: licence server house-flexnet refers to host "lic-1", which no file describes, did you mean "lic-01"?',
        "    81 |     host: lic-1",
        "       |           ^",
        "    Known: edit-01, san-01, lic-01.",
      ],
    },
    {
      it: "an open port's networks",
      swap: [["from: [house]", "from: [house, office]"]],
      says: [
        'house.yaml:105:39: baseline studio refers to network "office", which no file describes',
        "    105 |         - { port: 2049, from: [house, office], why: NFS }",
        "        |                                       ^",
        "    Known: house, admin.",
      ],
    },
  ]);
});
