import { sh } from "#core/sh.ts";
import { service } from "#states/service.ts";
import { unit } from "#states/unit.ts";
import { describeState } from "#support/describe-state.ts";

const chrony = { name: "chrony.service", enabled: true, running: true };
const keep = (name: string): string =>
  `[ -e /var/lib/conform/before-unit/${name} ] || {
(umask 077 && mkdir -p /var/lib/conform/before-unit)
printf '%s:%s\\n' "$(systemctl is-enabled -- ${name} 2>/dev/null || :)" "$(systemctl is-active -- ${name} || :)" >/var/lib/conform/before-unit/${name}
}`;
const start = (name: string): string =>
  `systemctl reset-failed -- ${name} 2>/dev/null || :
systemctl start -- ${name} || { systemctl status --no-pager --lines=10 -- ${name} || :; exit 1; }`;

/** What systemctl says of one unit, as recorded on Debian 12. */
const systemctl = (enabled: string, shown: string): { systemctl: string } => ({
  systemctl: `case $1 in is-enabled) printf '%s\\n' '${enabled}' ;; show) printf '%s\\n' ${shown} ;; esac`,
});

/** A unit that remembers what was done to it. */
const unitThatObeys = `
state() { cat "/run/$1" 2>/dev/null || echo "$2"; }
case $1 in
  is-enabled) state enabled disabled ;;
  is-active) state active inactive ;;
  -q) [ "$(state active inactive)" = active ] ;;
  show) echo LoadState=loaded; echo "ActiveState=$(state active inactive)"; echo NeedDaemonReload=no ;;
  enable) echo enabled >/run/enabled ;;
  disable | unmask) echo disabled >/run/enabled ;;
  mask) echo masked >/run/enabled ;;
  start) echo active >/run/active ;;
  stop) echo inactive >/run/active ;;
esac`;

const sleeps = "[Service]\nExecStart=/bin/sleep 100000\n[Install]\nWantedBy=multi-user.target\n";

describeState(
  service,
  [
    {
      it: "is quiet when it runs and starts at boot",
      want: chrony,
      found: { enabled: "enabled", active: "active", loaded: "current" },
      drifts: [],
      repair: [],
    },
    {
      it: "starts what somebody stopped, and only that",
      want: chrony,
      found: { enabled: "enabled", active: "inactive", loaded: "current" },
      drifts: ["active"],
      repair: [keep("chrony.service"), start("chrony.service")],
    },
    {
      it: "is plain drift on a bare host",
      want: chrony,
      found: {},
      drifts: ["enabled", "active", "loaded"],
      repair: [
        keep("chrony.service"),
        "systemctl daemon-reload",
        "systemctl unmask -- chrony.service",
        "systemctl enable -- chrony.service",
        start("chrony.service"),
      ],
    },
    {
      it: "has systemd read a unit file that changed",
      want: chrony,
      found: { enabled: "enabled", active: "active", loaded: "outdated" },
      drifts: ["loaded"],
      repair: ["systemctl daemon-reload"],
    },
    {
      it: "stops before it masks",
      want: { name: "rpcbind.socket", masked: true },
      found: { enabled: "enabled", active: "active", loaded: "current" },
      drifts: ["enabled", "active"],
      repair: [
        keep("rpcbind.socket"),
        "! systemctl -q is-active -- rpcbind.socket || systemctl stop -- rpcbind.socket",
        "systemctl mask -- rpcbind.socket",
      ],
    },
    {
      it: "says nothing of whether it runs when nobody asked",
      want: { name: "nftables.service", enabled: true },
      found: { enabled: "disabled", active: "inactive", loaded: "current" },
      drifts: ["enabled"],
      repair: [keep("nftables.service"), "systemctl enable -- nftables.service"],
    },
  ],
  {
    tools: systemctl("disabled", "LoadState=loaded ActiveState=inactive NeedDaemonReload=no"),
    tells: [
      {
        it: "tells of a service that runs",
        want: chrony,
        tools: systemctl("enabled", "LoadState=loaded ActiveState=active NeedDaemonReload=no"),
        tells: { enabled: "enabled", active: "active", loaded: "current" },
      },
      {
        it: "tells of a unit file that is newer than what systemd has read",
        want: chrony,
        tools: systemctl("enabled", "LoadState=loaded ActiveState=active NeedDaemonReload=yes"),
        tells: { loaded: "outdated" },
      },
      {
        it: "finds nothing where there is no such unit",
        want: chrony,
        tools: systemctl("not-found", "LoadState=not-found ActiveState=inactive NeedDaemonReload=no"),
        tells: { enabled: "", active: "", loaded: "" },
      },
      {
        it: "takes another name of the same unit for enabled",
        want: chrony,
        tools: systemctl("alias", "LoadState=loaded ActiveState=active NeedDaemonReload=no"),
        tells: { enabled: "enabled" },
      },
      {
        it: "takes a service that reloads for running",
        want: chrony,
        tools: systemctl("enabled", "LoadState=loaded ActiveState=reloading NeedDaemonReload=no"),
        tells: { active: "active" },
      },
      {
        it: "does not take a failed service for running",
        want: chrony,
        tools: systemctl("enabled", "LoadState=loaded ActiveState=failed NeedDaemonReload=no"),
        tells: { active: "failed" },
      },
      {
        it: "is content with a missing unit that shall neither run nor start",
        want: { name: "avahi-daemon.service", enabled: false, running: false },
        tools: systemctl("", "LoadState=not-found ActiveState=inactive NeedDaemonReload=no"),
        tells: { enabled: "disabled", active: "inactive", loaded: "current" },
      },
      {
        it: "is content with a masked, failed unit that shall neither run nor start",
        want: { name: "avahi-daemon.service", enabled: false, running: false },
        tools: systemctl("masked", "LoadState=masked ActiveState=failed NeedDaemonReload=no"),
        tells: { enabled: "disabled", active: "inactive", loaded: "current" },
      },
      {
        it: "sees a mask",
        want: { name: "rpcbind.socket", masked: true },
        tools: systemctl("masked", "LoadState=masked ActiveState=inactive NeedDaemonReload=no"),
        tells: { enabled: "masked", active: "inactive" },
      },
      {
        it: "cannot look where systemd does not answer",
        want: chrony,
        tools: { systemctl: "exit 1" },
        tells: { "!cannot": "systemd does not answer" },
      },
      { it: "waits for the package that brings systemd", want: chrony, tells: { "!needs": "systemctl" } },
    ],
    repairs: [
      {
        it: "enables and starts it, and leaves it again as it was",
        want: chrony,
        files: { "/run": null },
        tools: { systemctl: unitThatObeys },
        drifts: ["enabled", "active"],
        leaves: {
          "/run/enabled": "enabled\n",
          "/run/active": "active\n",
          "/var/lib/conform/before-unit/chrony.service": "disabled:inactive\n",
        },
        undone: { "/run/enabled": "disabled\n", "/run/active": "inactive\n", "/var/lib/conform/before-unit/chrony.service": undefined },
      },
      {
        it: "masks it, and has it run again when nothing declares it any more",
        want: { name: "rpcbind.socket", masked: true },
        files: { "/run/enabled": "enabled\n", "/run/active": "active\n" },
        tools: { systemctl: unitThatObeys },
        drifts: ["enabled", "active"],
        leaves: { "/run/enabled": "masked\n", "/run/active": "inactive\n" },
        undone: { "/run/enabled": "enabled\n", "/run/active": "active\n" },
      },
    ],
    refuses: [
      {
        it: "shows the unit's last words when it does not start",
        want: chrony,
        files: { "/run": null },
        tools: {
          systemctl: `case $1 in start) exit 1 ;; status) echo "chronyd: could not open /etc/chrony/chrony.conf"; exit 3 ;; show) echo LoadState=loaded; echo ActiveState=failed ;; esac`,
        },
        says: /could not open .etc.chrony/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-service.service", enabled: true, running: true },
        after: [unit({ name: "trial-service.service", content: sleeps })],
        breaks: [
          { by: "stopped it", with: sh`systemctl stop trial-service.service`, drifts: ["active"] },
          { by: "disabled it", with: sh`systemctl -q disable trial-service.service`, drifts: ["enabled"] },
          { by: "killed it", with: sh`systemctl kill -s KILL trial-service.service && sleep 1`, drifts: ["active"] },
          {
            by: "masked and stopped it",
            with: sh`systemctl -q disable --now trial-service.service && systemctl -q mask --runtime trial-service.service`,
            drifts: ["active", "enabled"],
          },
          {
            by: "changed its file without a daemon-reload",
            with: sh`sleep 1; echo '# by hand' >>/etc/systemd/system/trial-service.service`,
            drifts: ["loaded"],
          },
        ],
        gone: sh`! systemctl -q is-active trial-service.service && ! systemctl -q is-enabled trial-service.service`,
        afterwards: sh`rm /etc/systemd/system/trial-service.service; systemctl daemon-reload`,
      },
      {
        on: "suite-02",
        want: { name: "trial-masked.service", masked: true },
        ready: sh`printf %s ${sleeps} >/usr/lib/systemd/system/trial-masked.service && systemctl daemon-reload`,
        breaks: [
          { by: "unmasked it", with: sh`systemctl -q unmask trial-masked.service`, drifts: ["enabled"] },
          {
            by: "unmasked and started it",
            with: sh`systemctl -q unmask trial-masked.service && systemctl -q enable --now trial-masked.service`,
            drifts: ["active", "enabled"],
          },
        ],
        gone: sh`[ "$(systemctl is-enabled trial-masked.service)" = disabled ]`,
        afterwards: sh`rm /usr/lib/systemd/system/trial-masked.service; systemctl daemon-reload`,
      },
      {
        on: "rocky-01",
        want: { name: "trial-service.service", enabled: false, running: false },
        after: [unit({ name: "trial-service.service", content: sleeps })],
        breaks: [
          { by: "started it", with: sh`systemctl start trial-service.service`, drifts: ["active"] },
          { by: "enabled it", with: sh`systemctl -q enable trial-service.service`, drifts: ["enabled"] },
        ],
        afterwards: sh`rm /etc/systemd/system/trial-service.service; systemctl daemon-reload`,
      },
    ],
  },
);
