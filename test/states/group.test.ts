import { sh } from "#core/sh.ts";
import { group } from "#states/group.ts";
import { describeState } from "#support/describe-state.ts";

const editors = { name: "editors", gid: 5000 };
const nobodyElse = { getent: "exit 2" };

describeState(
  group,
  [
    { it: "is quiet when it is there with its number", want: editors, found: { exists: "yes", gid: "5000" }, drifts: [], repair: [] },
    {
      it: "makes it",
      want: editors,
      found: {},
      drifts: ["exists", "gid"],
      repair: ["grep -q '^editors:' /etc/group || groupadd -g 5000 -- editors", "groupmod -g 5000 -- editors"],
    },
    {
      it: "lets the host pick the number of a daemon's group",
      want: { name: "rlm", system: true },
      found: {},
      drifts: ["exists"],
      repair: ["grep -q '^rlm:' /etc/group || groupadd -r -- rlm"],
    },
    {
      it: "corrects the number",
      want: editors,
      found: { exists: "yes", gid: "1001" },
      drifts: ["gid"],
      repair: ["groupmod -g 5000 -- editors"],
    },
  ],
  {
    tools: nobodyElse,
    tells: [
      {
        it: "tells its number",
        want: editors,
        files: { "/etc/group": "xeditors:x:1:\neditors:x:5000:anna,ben\n" },
        tells: { exists: "yes", gid: "5000" },
      },
      { it: "finds nothing where there is no such group", want: editors, tools: nobodyElse, tells: { exists: "", gid: "" } },
      {
        it: "leaves a directory's groups alone",
        want: editors,
        tools: { getent: "echo 'editors:*:70001:'" },
        tells: { "!cannot": "the group editors comes from a directory service and is managed there" },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-group", gid: 5904 },
        breaks: [
          { by: "changed its number", with: sh`groupmod -g 5905 trial-group`, drifts: ["gid"] },
          { by: "removed it", with: sh`groupdel trial-group`, drifts: ["exists", "gid"] },
        ],
        afterwards: sh`groupdel trial-group`,
      },
    ],
  },
);
