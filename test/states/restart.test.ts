import { sh } from "#core/sh.ts";
import { restart } from "#states/restart.ts";
import { service } from "#states/service.ts";
import { unit } from "#states/unit.ts";
import { describeState } from "#support/describe-state.ts";

const chrony = { unit: "chrony.service" };
const owed = { "/var/lib/conform/owed/chrony.service": "" };

describeState(
  restart,
  [
    {
      it: "restarts the unit and forgets the debt only then",
      want: chrony,
      found: { owed: "owed" },
      drifts: ["owed"],
      repair: [
        "case $(systemctl show -p NeedDaemonReload -- chrony.service) in *=yes) systemctl daemon-reload ;; esac",
        "systemctl try-restart -- chrony.service || { systemctl status --no-pager --lines=10 -- chrony.service || :; exit 1; }",
        "rm -f /var/lib/conform/owed/chrony.service",
      ],
    },
  ],
  {
    tools: { systemctl: "exit 0" },
    tells: [
      { it: "owes nothing on a fresh host", want: chrony, tells: { owed: "" } },
      { it: "remembers what is owed", want: chrony, files: owed, tells: { owed: "owed" } },
    ],
    repairs: [
      {
        it: "reads a changed unit file first",
        want: chrony,
        files: owed,
        tools: { systemctl: `case $1 in show) echo NeedDaemonReload=yes ;; esac` },
        drifts: ["owed"],
        leaves: { "/var/lib/conform/owed/chrony.service": undefined },
        calls: [
          "systemctl show -p NeedDaemonReload -- chrony.service",
          "systemctl daemon-reload",
          "systemctl try-restart -- chrony.service",
        ],
      },
    ],
    refuses: [
      {
        it: "keeps the debt when the restart fails, and shows the unit's last words",
        want: chrony,
        files: owed,
        tools: { systemctl: `case $1 in try-restart) exit 1 ;; status) echo "chronyd: bad line 3"; exit 3 ;; esac` },
        says: /bad line 3/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { unit: "trial-owed.service" },
        after: [
          unit({ name: "trial-owed.service", content: "[Service]\nExecStart=/bin/sleep 100000\n" }),
          service({ name: "trial-owed.service", running: true }),
        ],
        breaks: [
          {
            by: "lost the run that owed a restart",
            with: sh`mkdir -p /var/lib/conform/owed && touch /var/lib/conform/owed/trial-owed.service`,
            drifts: ["owed"],
          },
        ],
        afterwards: sh`systemctl stop trial-owed.service; rm /etc/systemd/system/trial-owed.service; systemctl daemon-reload`,
      },
    ],
  },
);
