import { sh } from "#core/sh.ts";
import { unit } from "#states/unit.ts";
import { describeState } from "#support/describe-state.ts";

const content = "[Service]\nExecStart=/opt/rlm/rlm\n";
const rlm = { name: "rlm.service", content };
const trial = {
  name: "trial-unit.service",
  content: "[Unit]\nDescription=Trial\n[Service]\nExecStart=/bin/sleep 100000\n[Install]\nWantedBy=multi-user.target\n",
};
const reload = "[ ! -d /run/systemd/system ] || systemctl daemon-reload";
const reads = `case $1 in show) echo LoadState=loaded; [ -e /read ] || [ -n "$2" ] && echo "NeedDaemonReload=$([ -e /read ] && echo no || echo yes)" ;; daemon-reload) : >/read ;; esac`;

describeState(
  unit,
  [
    {
      it: "is quiet when systemd has read it as it is",
      want: rlm,
      found: { file: content, access: "0644 root:root", loaded: "current" },
      drifts: [],
      repair: [],
    },
    {
      it: "writes it and has systemd read it",
      want: rlm,
      found: {},
      drifts: ["file", "access", "loaded"],
      repair: [
        "mkdir -p /etc/systemd/system",
        `printf %s '${content}' | write_file /etc/systemd/system/rlm.service 0644 root root 33`,
        reload,
      ],
    },
    {
      it: "only has systemd read a file that is right",
      want: rlm,
      found: { file: content, access: "0644 root:root", loaded: "outdated" },
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
        tells: { file: "", access: "", loaded: "" },
      },
      {
        it: "sees that systemd has read an older file",
        want: rlm,
        tools: { systemctl: "echo LoadState=loaded; echo NeedDaemonReload=yes" },
        tells: { loaded: "outdated" },
      },
      {
        it: "sees that systemd can't make anything of it",
        want: rlm,
        tools: { systemctl: "echo LoadState=bad-setting; echo NeedDaemonReload=no" },
        tells: { loaded: "bad-setting" },
      },
      { it: "waits for the package that brings systemd", want: rlm, tells: { "!needs": "systemctl" } },
      {
        it: "cannot look where systemd does not answer",
        want: rlm,
        tools: { systemctl: "exit 1" },
        tells: { "!cannot": "systemd does not answer" },
      },
    ],
    repairs: [
      {
        it: "makes the unit, and stops, disables and removes it",
        want: rlm,
        files: { "/etc/systemd/system": null, "/run/systemd/system": null },
        tools: { systemctl: reads },
        drifts: ["file", "access", "loaded"],
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
        drifts: ["file", "access", "loaded"],
        leaves: { "/etc/systemd/system/chrony.service.d/priority.conf": "[Service]\nNice=-10\n" },
        undone: { "/etc/systemd/system/chrony.service.d": undefined },
        undoCalls: ["systemctl daemon-reload"],
      },
      {
        it: "puts back a unit that was there before, and lets it run",
        want: rlm,
        files: { "/etc/systemd/system/rlm.service": "old", "/run/systemd/system": null },
        tools: { systemctl: reads },
        drifts: ["file", "loaded"],
        undone: { "/etc/systemd/system/rlm.service": "old" },
        undoCalls: ["systemctl daemon-reload"],
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: trial,
        breaks: [
          { by: "edited the file", with: sh`echo '# by hand' >>/etc/systemd/system/trial-unit.service`, drifts: ["file"] },
          {
            by: "took the command out of it",
            with: sh`sed -i /ExecStart/d /etc/systemd/system/trial-unit.service`,
            drifts: ["file", "loaded"],
          },
          { by: "made it writable for all", with: sh`chmod 0666 /etc/systemd/system/trial-unit.service`, drifts: ["access"] },
          {
            by: "wrote it again without a daemon-reload while the unit ran",
            with: sh`systemctl start trial-unit.service && sleep 1 && touch /etc/systemd/system/trial-unit.service`,
            drifts: ["loaded"],
          },
          { by: "removed it", with: sh`rm /etc/systemd/system/trial-unit.service`, drifts: ["file", "access", "loaded"] },
        ],
        gone: sh`[ ! -e /etc/systemd/system/trial-unit.service ] && ! systemctl -q is-active trial-unit.service`,
      },
      {
        on: "suite-02",
        want: { name: "systemd-logind.service", dropIn: "trial", content: "[Unit]\nDocumentation=https://conform.example/trial\n" },
        breaks: [
          {
            by: "edited the drop-in",
            with: sh`sleep 1; sed -i s/trial$/other/ /etc/systemd/system/systemd-logind.service.d/trial.conf`,
            drifts: ["file", "loaded"],
          },
          {
            by: "removed the drop-in",
            with: sh`rm -r /etc/systemd/system/systemd-logind.service.d`,
            drifts: ["file", "access", "loaded"],
          },
        ],
        gone: sh`[ ! -e /etc/systemd/system/systemd-logind.service.d ]`,
      },
    ],
  },
);
