import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { timer } from "#states/timer.ts";
import { describeState } from "#support/describe-state.ts";

const backup = { name: "backup", command: "/opt/post/backup >/dev/null", onCalendar: "*-*-* 03:30", persistent: true, user: "postgres" };
const service =
  '[Unit]\nDescription=backup (Conform)\n\n[Service]\nType=oneshot\nUser=postgres\nExecStart=/bin/sh -c "/opt/post/backup >/dev/null"\n';
const timerText =
  "[Unit]\nDescription=backup (Conform)\n\n[Timer]\nOnCalendar=*-*-* 03:30\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n";
const both = { service, serviceAccess: "0644 root:root", timer: timerText, timerAccess: "0644 root:root" };
const asWanted = { ...both, enabled: "enabled", active: "active", loaded: "current" };

// As systemd 252 answers: an empty line between two units; the timer is active once /active is there.
const systemctl = `
link=/etc/systemd/system/timers.target.wants/conform-backup.timer
unit() { echo LoadState=$([ -e /etc/systemd/system/$1 ] && echo loaded || echo not-found); echo ActiveState=$2; echo NeedDaemonReload=no; }
case $1 in
  show) unit conform-backup.service inactive; echo; unit conform-backup.timer $([ -e /active ] && echo active || echo inactive) ;;
  enable) mkdir -p \${link%/*}; ln -sf ../conform-backup.timer $link ;;
  disable) rm -f $link ;;
  restart | start) : >/active ;;
  stop) rm -f /active ;;
esac`;
const analyze = 'case "$*" in *soon*) exit 1 ;; esac';
const tools = { systemctl, "systemd-analyze": analyze };

describeState(
  timer,
  [
    { it: "is quiet when both units and the timer are as wanted", want: backup, found: asWanted, drifts: [] },
    {
      it: "starts the timer again when its time was changed",
      want: backup,
      found: { ...asWanted, timer: "x" },
      drifts: ["timer"],
      repair: [
        "systemd-analyze calendar -- '*-*-* 03:30' >/dev/null || { echo 'systemd does not understand the time \"*-*-* 03:30\"' >&2; exit 1; }",
        "mkdir -p /etc/systemd/system",
        `printf %s '${timerText}' | write_file /etc/systemd/system/conform-backup.timer 0644 root root ${timerText.length}`,
        "systemctl daemon-reload",
        "systemctl restart -- conform-backup.timer",
      ],
    },
    {
      it: "leaves the timer alone when only the job was changed",
      want: backup,
      found: { ...asWanted, service: "x" },
      drifts: ["service"],
      repair: [
        "mkdir -p /etc/systemd/system",
        `printf %s '${service}' | write_file /etc/systemd/system/conform-backup.service 0644 root root ${service.length}`,
        "systemctl daemon-reload",
      ],
    },
    {
      it: "enables a timer that would not come back after a boot",
      want: backup,
      found: { ...asWanted, enabled: "disabled" },
      drifts: ["enabled"],
      repair: ["systemctl enable -- conform-backup.timer"],
    },
    {
      it: "hands the command to sh as it is",
      want: { name: "x", command: "echo \"$HOME\" '%d' \\\n\tdate", onBootSec: "5min" },
      found: {
        ...asWanted,
        service:
          '[Unit]\nDescription=x (Conform)\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo \\"$$HOME\\" \'%%d\' \\\\\\n\\tdate"\n',
        timer: "[Unit]\nDescription=x (Conform)\n\n[Timer]\nOnBootSec=5min\n\n[Install]\nWantedBy=timers.target\n",
      },
      drifts: [],
    },
    {
      it: "takes away a timer that shall not be there",
      want: { name: "backup", ensure: "absent" },
      found: asWanted,
      drifts: ["serviceAccess", "timerAccess", "enabled", "active"],
    },
  ],
  {
    tools,
    tells: [
      {
        it: "finds nothing where there is no such timer",
        want: backup,
        tools,
        tells: { service: "", serviceAccess: "", timer: "", timerAccess: "", enabled: "disabled", active: "inactive", loaded: "" },
      },
      {
        it: "sees that systemd has read an older file of either unit",
        want: backup,
        tools: {
          systemctl:
            "printf '%s\\n' LoadState=loaded ActiveState=inactive NeedDaemonReload=yes '' LoadState=loaded ActiveState=active NeedDaemonReload=no",
        },
        tells: { active: "active", loaded: "outdated" },
      },
      {
        it: "cannot look where systemd does not answer",
        want: backup,
        tools: { systemctl: "echo 'Failed to connect to bus' >&2; exit 1" },
        tells: { "!cannot": "systemd does not answer" },
      },
    ],
    repairs: [
      {
        it: "makes both units and starts the timer, and takes them away again",
        want: backup,
        tools,
        drifts: ["service", "serviceAccess", "timer", "timerAccess", "enabled", "active", "loaded"],
        leaves: {
          "/etc/systemd/system/conform-backup.service": service,
          "/etc/systemd/system/conform-backup.timer": timerText,
          "/active": "",
        },
        undone: {
          "/etc/systemd/system/conform-backup.service": undefined,
          "/etc/systemd/system/conform-backup.timer": undefined,
          "/etc/systemd/system/timers.target.wants/conform-backup.timer": undefined,
          "/active": undefined,
        },
      },
      {
        it: "removes a timer with its job",
        want: { name: "backup", ensure: "absent" },
        tools,
        files: {
          "/etc/systemd/system/conform-backup.timer": "x",
          "/etc/systemd/system/timers.target.wants/conform-backup.timer": "-> ../conform-backup.timer",
          "/active": "",
        },
        drifts: ["timerAccess", "enabled", "active"],
        leaves: {
          "/etc/systemd/system/conform-backup.timer": undefined,
          "/etc/systemd/system/timers.target.wants/conform-backup.timer": undefined,
        },
      },
    ],
    refuses: [
      {
        it: "writes no timer with a time that systemd does not understand",
        want: { ...backup, onCalendar: "soon" },
        tools,
        says: /systemd does not understand the time "soon"/,
        keeps: { "/etc/systemd/system/conform-backup.timer": undefined },
      },
    ],
    lab: (["suite-02", "rocky-01"] as const).map((on) => ({
      on,
      want: {
        name: "trial",
        command: "echo \"$((40 + 2))\" '%d \\' >/run/trial-timer",
        onCalendar: "*-*-* 03:30",
        persistent: true,
        onBootSec: "1s",
      },
      breaks: [
        { by: "stopped it", with: sh`systemctl stop conform-trial.timer`, drifts: ["active"] },
        { by: "disabled it", with: sh`systemctl disable conform-trial.timer 2>/dev/null`, drifts: ["enabled"] },
        {
          by: "changed its time",
          with: sh`sed -i s/03:30/04:30/ /etc/systemd/system/conform-trial.timer && systemctl daemon-reload`,
          drifts: ["timer"],
        },
        {
          by: "changed its job and forgot daemon-reload",
          with: sh`sleep 1.1; sed -i s/40/41/ /etc/systemd/system/conform-trial.service`,
          drifts: ["service", "loaded"],
        },
        { by: "let everybody write to the job", with: sh`chmod 0666 /etc/systemd/system/conform-trial.service`, drifts: ["serviceAccess"] },
        { by: "let everybody write to the timer", with: sh`chmod 0666 /etc/systemd/system/conform-trial.timer`, drifts: ["timerAccess"] },
        {
          by: "removed both units",
          with: sh`rm /etc/systemd/system/conform-trial.service /etc/systemd/system/conform-trial.timer`,
          drifts: ["service", "serviceAccess", "timer", "timerAccess", "loaded"],
        },
        {
          by: "looked at what the job had done, and stopped it",
          with: sh`for _ in 1 2 3 4 5 6 7 8 9 10; do [ ! -s /run/trial-timer ] || break; sleep 1; done
          [ "$(cat /run/trial-timer)" = "$(printf '%s\\n' '42 %d \\')" ] && systemctl stop conform-trial.timer`,
          drifts: ["active"],
        },
      ],
      gone: sh`[ ! -e /etc/systemd/system/conform-trial.service ] && [ ! -e /etc/systemd/system/conform-trial.timer ] &&
        [ "$(systemctl show -p LoadState --value conform-trial.timer)" = not-found ]`,
      afterwards: sh`rm -f /run/trial-timer /var/lib/systemd/timers/stamp-conform-trial.timer`,
    })),
  },
);

test("a timer must say when and what", () => {
  expect(() => timer({ name: "x", onBootSec: "1s" })).toThrow('the timer "x" has no command');
  expect(() => timer({ name: "x", command: "true" })).toThrow('the timer "x" never elapses');
});
