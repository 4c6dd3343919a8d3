import { unit } from "#states/unit.ts";
import { describeState } from "#support/describe-state.ts";

const content = "[Service]\nExecStart=/opt/rlm/rlm\n";
const rlm = { name: "rlm.service", content };
const reload = "[ ! -d /run/systemd/system ] || systemctl daemon-reload";
const reads = `case $1 in show) echo LoadState=loaded; [ -e /read ] || [ -n "$2" ] && echo "NeedDaemonReload=$([ -e /read ] && echo no || echo yes)" ;; daemon-reload) : >/read ;; esac`;

describeState(
  unit,
  [
    { it: "is quiet when systemd has read it as it is", want: rlm, found: { content, loaded: "current" }, drifts: [], repair: [] },
    {
      it: "writes it and has systemd read it",
      want: rlm,
      found: {},
      drifts: ["content", "loaded"],
      repair: [`printf %s '${content}' | write_file /etc/systemd/system/rlm.service 0644 root root 33`, reload],
    },
    {
      it: "only has systemd read a file that is right",
      want: rlm,
      found: { content, loaded: "outdated" },
      drifts: ["loaded"],
      repair: [reload],
    },
  ],
  {
    tools: { systemctl: "printf '%s\\n' LoadState=loaded NeedDaemonReload=no" },
    tells: [
      {
        it: "finds nothing where there is no such unit",
        want: rlm,
        tools: { systemctl: "echo LoadState=not-found; echo NeedDaemonReload=no" },
        tells: { content: "", loaded: "" },
      },
      {
        it: "sees that systemd has read an older file",
        want: rlm,
        tools: { systemctl: "echo LoadState=loaded; echo NeedDaemonReload=yes" },
        tells: { loaded: "outdated" },
      },
    ],
    repairs: [
      {
        it: "makes the unit, and stops, disables and removes it",
        want: rlm,
        files: { "/etc/systemd/system": null, "/run/systemd/system": null },
        tools: { systemctl: reads },
        drifts: ["content", "loaded"],
        leaves: { "/etc/systemd/system/rlm.service": content },
        calls: ["systemctl daemon-reload"],
        undone: { "/etc/systemd/system/rlm.service": undefined },
        undoCalls: ["systemctl stop -- rlm.service", "systemctl disable -- rlm.service", "systemctl daemon-reload"],
      },
      {
        it: "adds a drop-in to somebody else's unit, which keeps running when it goes",
        want: { name: "chrony.service", dropIn: "priority", content: "[Service]\nNice=-10\n" },
        files: { "/etc/systemd/system": null, "/run/systemd/system": null },
        tools: { systemctl: reads },
        drifts: ["content", "loaded"],
        leaves: { "/etc/systemd/system/chrony.service.d/priority.conf": "[Service]\nNice=-10\n" },
        undone: { "/etc/systemd/system/chrony.service.d": undefined },
        undoCalls: ["systemctl daemon-reload"],
      },
      {
        it: "puts back a unit that was there before, and lets it run",
        want: rlm,
        files: { "/etc/systemd/system/rlm.service": "old", "/run/systemd/system": null },
        tools: { systemctl: reads },
        drifts: ["content", "loaded"],
        undone: { "/etc/systemd/system/rlm.service": "old" },
        undoCalls: ["systemctl daemon-reload"],
      },
    ],
  },
);
