import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { usbguard } from "#states/usbguard.ts";
import { describeState } from "#support/describe-state.ts";

const suite = {
  rules: [
    { target: "allow", id: "1edb:bef0", serial: "0123", name: 'Panel "X"' },
    { target: "allow", withInterface: ["03:*:*"] },
    { target: "block", withInterface: ["08:06:50", "0a:00:00"] },
  ],
} as const;
const listed =
  'allow id 1edb:bef0 serial "0123" name "Panel \\"X\\""\nallow with-interface 03:*:*\nblock with-interface { 08:06:50 0a:00:00 }';
const file = `${listed}\n`;
const path = "/etc/usbguard/rules.conf";
const config = "/etc/usbguard/usbguard-daemon.conf";
const daemon = (policy: string) => `RuleFile=/etc/usbguard/rules.conf\n\n# How to treat the rest.\nImplicitPolicyTarget=${policy}\n`;

/** The daemon, which keeps what it read when it was started. */
const tools = {
  usbguard: `[ -e /running ] || { echo 'ERROR: IPC connect: service=usbguard: Connection refused' >&2; exit 1; }
case $1 in
  list-rules) awk '{ print NR ": " $0 }' /running ;;
  get-parameter) cat /policy ;;
esac`,
  "usbguard-rule-parser": `! grep -q nonsense "$2" || { echo "INPUT: nonsense"; echo "! ERROR: RuleParserError"; exit 1; }; echo INPUT: x; echo OUTPUT: x`,
  systemctl: `case $* in
  restart*) rm -f /running; ! grep -qs poison ${path} || { echo 'Job for usbguard.service failed' >&2; exit 1; }
    cat ${path} >/running 2>/dev/null; grep '^Implicit' ${config} | cut -d= -f2 >/policy ;;
  *is-active*) [ -e /running ] ;;
esac`,
};
const running = { "/running": file, "/policy": "block\n" };

/** A network interface on USB. */
const usbNic = {
  "/sys/class/net/enx00": "-> ../../devices/pci0000:00/usb2/2-1/2-1:1.0/net/enx00",
  "/sys/devices/pci0000:00/usb2/2-1/2-1:1.0/net/enx00/operstate": "up\n",
  "/sys/devices/pci0000:00/usb2/2-1/2-1:1.0/net/enx00/device": "-> ../../../2-1:1.0",
  "/sys/devices/pci0000:00/usb2/2-1/idVendor": "0bda\n",
  "/sys/devices/pci0000:00/usb2/2-1/idProduct": "8153\n",
};

describeState(
  usbguard,
  [
    {
      it: "is quiet when files and daemon agree",
      want: suite,
      found: { file, access: "0600 root:root", policy: "block", live: listed, live_policy: "block" },
      drifts: [],
    },
    {
      it: "does not restart the daemon for the access of its file",
      want: suite,
      found: { file, access: "0644 root:root", policy: "block", live: listed, live_policy: "block" },
      drifts: ["access"],
      repair: [`chown -h root:root ${path} && chmod 0600 ${path}`],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings usbguard", want: suite, tells: { "!needs": "usbguard" } },
      {
        it: "tells what the daemon does, and what it would do after a start",
        want: suite,
        files: { ...running, "/policy": "allow\n", [path]: `${file}allow id 1234:5678\n`, [config]: daemon("reject") },
        tools,
        tells: { file: `${file}allow id 1234:5678\n`, policy: "reject", live: listed, live_policy: "allow" },
      },
      {
        it: "says that the daemon does not run",
        want: suite,
        tools,
        tells: { live: "usbguard does not run", live_policy: "", policy: "" },
      },
    ],
    repairs: [
      {
        it: "writes rules and policy and restarts the daemon, and puts back what was there",
        want: suite,
        files: { [path]: "allow id 046d:c52b\n", [config]: daemon("allow"), "/running": "allow id 046d:c52b\n", "/policy": "allow\n" },
        tools,
        drifts: ["file", "access", "policy", "live", "live_policy"],
        leaves: { [path]: file, [config]: daemon("block") },
        undone: { [path]: "allow id 046d:c52b\n", [config]: daemon("allow") },
        undoCalls: [
          "systemctl -q is-active usbguard.service",
          "systemctl reset-failed usbguard.service",
          "systemctl restart usbguard.service",
          "usbguard list-rules",
        ],
      },
      {
        it: "allows the host's own network",
        want: { rules: [{ target: "allow", id: "0bda:8153" }], implicitPolicyTarget: "reject" },
        files: { ...usbNic, [path]: "", [config]: daemon("reject") },
        tools,
        drifts: ["file", "access", "live", "live_policy"],
      },
    ],
    refuses: [
      {
        it: "does not cut off the host's own network",
        want: suite,
        files: { ...usbNic, [path]: "allow id 0bda:8153\n", [config]: daemon("block") },
        tools,
        says: /the network interface enx00 is the USB device 0bda:8153: no rule allows it, so this host would be cut off/,
      },
      {
        it: "does not let a mistake come into force",
        want: { rules: [{ target: "allow", name: "nonsense" }] },
        files: { [path]: file, [config]: daemon("block"), ...running },
        tools,
        says: /^! ERROR: RuleParserError\nthe text was refused, and is not in force$/,
      },
      {
        it: "takes back rules with which the daemon does not start",
        want: { rules: [{ target: "allow", name: "poison" }] },
        files: { [path]: file, [config]: daemon("block"), ...running },
        tools,
        says: /Job for usbguard\.service failed/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: {
          rules: [
            { target: "allow", id: "1edb:bef0", serial: "trial" },
            { target: "allow", withInterface: ["03:*:*"] },
          ],
        },
        after: [packages({ names: ["usbguard"] })],
        // A kernel without USB: the daemon sees a folder without devices.
        ready: sh`mkdir -p /srv/trial-bus/usb/devices /etc/systemd/system/usbguard.service.d
        printf '[Service]\\nBindReadOnlyPaths=/srv/trial-bus:/sys/bus\\n' >/etc/systemd/system/usbguard.service.d/trial.conf; systemctl daemon-reload`,
        breaks: [
          { by: "allowed one more device", with: sh`usbguard append-rule 'allow id 1234:5678' >/dev/null`, drifts: ["file", "live"] },
          {
            by: "allowed one more device until the next start",
            with: sh`usbguard append-rule -t 'allow id 1234:5678' >/dev/null`,
            drifts: ["live"],
          },
          {
            by: "allowed everything until the next start",
            with: sh`usbguard set-parameter ImplicitPolicyTarget allow >/dev/null`,
            drifts: ["live_policy"],
          },
          {
            by: "allowed everything from the next start",
            with: sh`sed -i s/^ImplicitPolicyTarget=.*/ImplicitPolicyTarget=allow/ /etc/usbguard/usbguard-daemon.conf`,
            drifts: ["policy"],
          },
          { by: "edited the rules", with: sh`sed -i s/trial/other/ /etc/usbguard/rules.conf`, drifts: ["file"] },
          { by: "made the rules readable for all", with: sh`chmod 0644 /etc/usbguard/rules.conf`, drifts: ["access"] },
          { by: "stopped the daemon", with: sh`systemctl stop usbguard`, drifts: ["live", "live_policy"] },
        ],
        afterwards: sh`systemctl stop usbguard; rm -r /srv/trial-bus /etc/systemd/system/usbguard.service.d; systemctl daemon-reload`,
      },
    ],
  },
);
