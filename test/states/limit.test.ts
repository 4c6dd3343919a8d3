import { sh } from "#core/sh.ts";
import { limit } from "#states/limit.ts";
import { describeState } from "#support/describe-state.ts";

const audio = { domain: "@audio", type: "-", item: "rtprio", value: "95" } as const;
const everybody = { domain: "*", type: "hard", item: "nofile", value: "65536" } as const;
const file = "/etc/security/limits.d/zz-conform-@audio-rtprio-both.conf";
const trial = { domain: "@audio", type: "-", item: "memlock", value: "unlimited" } as const;
const trialFile = "/etc/security/limits.d/zz-conform-@audio-memlock-both.conf";
const later = "/etc/security/limits.d/zzz-trial.conf";

describeState(
  limit,
  [
    {
      it: "is quiet when the file is there and nothing comes after it",
      want: audio,
      found: { file: "@audio - rtprio 95\n", access: "0644 root:root", overridden: "" },
      drifts: [],
    },
    {
      it: "writes the file when there is none",
      want: everybody,
      found: { file: "", access: "", overridden: "" },
      drifts: ["file", "access"],
      repair: [
        "mkdir -p /etc/security/limits.d",
        "printf %s '* hard nofile 65536\n' | write_file /etc/security/limits.d/zz-conform-+all-nofile-hard.conf 0644 root root 20",
      ],
    },
  ],
  {
    tells: [
      {
        it: "finds the line that comes after ours",
        want: audio,
        files: { [file]: "@audio - rtprio 95\n", "/etc/security/limits.d/zzz.conf": "# sound\n@audio\thard   rtprio 10 # less\n" },
        tells: { file: "@audio - rtprio 95\n", overridden: "/etc/security/limits.d/zzz.conf|@audio rtprio hard 10" },
      },
      {
        it: "minds neither earlier files nor other groups, items and kinds of limit",
        want: everybody,
        files: {
          "/etc/security/limits.d/zz-conform-+all-nofile-hard.conf": "* hard nofile 65536\n",
          "/etc/security/limits.d/10-vendor.conf": "* hard nofile 1024\n",
          "/etc/security/limits.d/zzz.conf": "* soft nofile 1024\n@audio hard nofile 1024\n* hard nproc 1024\n#* hard nofile 1\n",
        },
        tells: { file: "* hard nofile 65536\n", overridden: "" },
      },
    ],
    repairs: [
      {
        it: "writes and removes its file",
        want: audio,
        files: { "/etc/security/limits.d": null },
        drifts: ["file", "access"],
        leaves: { [file]: "@audio - rtprio 95\n" },
        undone: { [file]: undefined },
      },
    ],
    refuses: [
      {
        it: "leaves somebody else's file alone and names it",
        want: audio,
        files: { [file]: "@audio - rtprio 95\n", "/etc/security/limits.d/zzz.conf": "@audio - rtprio 10\n" },
        says: /another file sets it after ours: \/etc\/security\/limits\.d\/zzz\.conf\|@audio rtprio - 10/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: trial,
        breaks: [
          { by: "edited the file", with: sh`sed -i s/unlimited/64/ ${trialFile}`, drifts: ["file"] },
          { by: "removed the file", with: sh`rm ${trialFile}`, drifts: ["access", "file"] },
          {
            by: "set it once more in a later file",
            with: sh`echo '@audio hard memlock 64' >${later}`,
            drifts: ["overridden"],
            healedBy: sh`rm ${later}`,
          },
          { by: "made it readable for root only", with: sh`chmod 0600 ${trialFile}`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e ${trialFile} ]`,
      },
      {
        on: "rocky-01",
        want: trial,
        breaks: [{ by: "gave it to another user", with: sh`chown nobody ${trialFile}`, drifts: ["access"] }],
        gone: sh`[ ! -e ${trialFile} ] && [ ! -e ${later} ]`,
      },
    ],
  },
);
