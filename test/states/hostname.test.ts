import { sh } from "#core/sh.ts";
import { hostname } from "#states/hostname.ts";
import { describeState } from "#support/describe-state.ts";

const suite = { name: "suite-03" };
const sets = 'echo "$1" >/proc/sys/kernel/hostname';

describeState(
  hostname,
  [
    {
      it: "is quiet when the kernel and the next boot agree",
      want: suite,
      found: { live: "suite-03", file: "suite-03\n", access: "0644 root:root" },
      drifts: [],
    },
    {
      it: "renames only the kernel when the next boot would have the right name",
      want: suite,
      found: { live: "localhost", file: "suite-03\n", access: "0644 root:root" },
      drifts: ["live"],
      repair: ['rename() { hostname "$1" 2>/dev/null || hostnamectl set-hostname "$1"; }\nrename suite-03'],
    },
    {
      it: "writes only the file when the kernel already has the name",
      want: suite,
      found: { live: "suite-03", file: "localhost\n", access: "0644 root:root" },
      drifts: ["file"],
    },
  ],
  {
    tools: { hostname: "", hostnamectl: "" },
    tells: [
      {
        it: "tells both names",
        want: suite,
        files: { "/proc/sys/kernel/hostname": "suite-3\n", "/etc/hostname": "suite-04\n" },
        tells: { live: "suite-3", file: "suite-04\n", access: "0644 root:root" },
      },
      { it: "tells nothing where there is none", want: suite, tells: { live: "", file: "", access: "" } },
    ],
    repairs: [
      {
        it: "names the host now and at boot, and gives it its old name back",
        want: suite,
        tools: { hostname: sets },
        files: { "/proc/sys/kernel/hostname": "debian\n", "/etc/hostname": "debian\n" },
        drifts: ["live", "file"],
        leaves: { "/proc/sys/kernel/hostname": "suite-03\n", "/etc/hostname": "suite-03\n" },
        calls: ["hostname suite-03"],
        undone: { "/proc/sys/kernel/hostname": "debian\n", "/etc/hostname": "debian\n" },
        undoCalls: ["hostname debian"],
      },
      {
        it: "asks hostnamed where there is no hostname(1)",
        want: suite,
        tools: { hostnamectl: 'echo "$2" >/proc/sys/kernel/hostname' },
        files: { "/proc/sys/kernel/hostname": "localhost\n" },
        drifts: ["live", "file", "access"],
        calls: ["hostnamectl set-hostname suite-03"],
        undone: { "/etc/hostname": undefined },
        undoCalls: [],
      },
    ],
    refuses: [
      {
        it: "writes through no link",
        want: suite,
        files: { "/proc/sys/kernel/hostname": "suite-03\n", "/etc/hostname": "-> /run/hostname" },
        says: /symbolic link/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-suite" },
        breaks: [
          { by: "renamed it with hostname(1)", with: sh`hostname trial-other`, drifts: ["live"] },
          { by: "changed the name for the next boot", with: sh`echo trial-other >/etc/hostname`, drifts: ["file"] },
          { by: "renamed it with hostnamectl", with: sh`hostnamectl set-hostname trial-other`, drifts: ["file", "live"] },
          { by: "made the file writable for all", with: sh`chmod 0666 /etc/hostname`, drifts: ["access"] },
        ],
        gone: sh`[ "$(cat /etc/hostname)" = suite-02 ] && [ "$(cat /proc/sys/kernel/hostname)" = suite-02 ]`,
      },
      {
        on: "rocky-01",
        want: { name: "trial-suite.lab.example" },
        breaks: [
          { by: "renamed it with hostnamectl", with: sh`hostnamectl set-hostname trial-other`, drifts: ["file", "live"] },
          { by: "removed the file", with: sh`rm /etc/hostname`, drifts: ["access", "file"] },
        ],
        gone: sh`[ "$(cat /etc/hostname)" = rocky-01 ] && [ "$(cat /proc/sys/kernel/hostname)" = rocky-01 ]`,
      },
    ],
  },
);
