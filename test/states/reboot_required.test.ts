import { expect } from "vitest";
import { sh } from "#core/sh.ts";
import { rebootRequired } from "#states/reboot_required.ts";
import { describeState } from "#support/describe-state.ts";

const perfect = { kernel: "current", packages: "current" };
const debian = { "/etc/os-release": "ID=debian\n" };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' };

// Booted in 2001 or in 2100: every file of a scratch host is newer than the one and older than the other.
const stat = (btime: number, ticks = 1): Record<string, string> => ({
  "/proc/stat": `cpu  10 20\nbtime ${btime}\nprocesses 7\n`,
  "/proc/1/stat": `1 (systemd) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 ${ticks} 100 200\n`,
});
const longAgo = stat(1_000_000_000);
const today = stat(4_102_444_800);
const tools = { uname: "echo 6.1.0-28-amd64", date: "awk 'BEGIN { srand(); print srand() + 86400 }'" };
const kernels = { "/boot/vmlinuz-6.1.0-9-amd64": "", "/boot/vmlinuz-6.1.0-28-amd64": "" };
const grubenv = (entry: string): string =>
  `# GRUB Environment Block\nsaved_entry=0791f63d9d484ec6a9a27a0508f4f733-${entry}\nboot_success=1\n####\n`;

describeState(
  rebootRequired,
  [
    { it: "is quiet when nothing waits", want: {}, found: perfect, drifts: [] },
    {
      it: "reboots nothing, and says what to do",
      want: {},
      found: { ...perfect, kernel: "6.1.0-27-amd64, while 6.1.0-28-amd64 waits for a reboot since 2026-11-20" },
      drifts: ["kernel"],
      repair: [
        "echo 'it waits for a reboot, which only people can time: reboot it between sessions, and declare this state with audit: true' >&2\nexit 1",
      ],
    },
  ],
  {
    tools: { date: "echo 4102444800", rpm: "" },
    tells: [
      {
        it: "is current when the newest kernel runs, in the order of versions",
        want: {},
        tools,
        files: { ...debian, ...today, ...kernels },
        tells: perfect,
      },
      { it: "is current in a container, which has no kernel", want: {}, tools, files: { ...debian, ...today }, tells: perfect },
      {
        it: "names the kernel that waits, and since when",
        want: {},
        tools,
        files: { ...debian, ...today, ...kernels, "/boot/vmlinuz-6.1.0-100-amd64": "", "/boot/vmlinuz-6.1.0-101-amd64.old": "" },
        tells: {
          kernel: expect.stringMatching(/^6\.1\.0-28-amd64, while 6\.1\.0-100-amd64 waits for a reboot since \d{4}-\d\d-\d\d$/) as string,
          packages: "current",
        },
      },
      {
        it: "leaves time until the next gap between sessions",
        want: { graceDays: 14 },
        tools,
        files: { ...debian, ...longAgo, ...kernels, "/boot/vmlinuz-6.1.0-100-amd64": "", "/var/lib/dpkg/info/libc6:amd64.list": "" },
        tells: perfect,
      },
      {
        it: "names what was replaced on disk since the boot",
        want: {},
        tools,
        files: {
          ...debian,
          ...longAgo,
          "/var/lib/dpkg/info/libc6:amd64.list": "",
          "/var/lib/dpkg/info/dbus.list": "",
          "/run/reboot-required": "",
        },
        tells: { kernel: "current", packages: "older than on disk: libc6 dbus /run/reboot-required" },
      },
      {
        it: "takes a container to be as old as its first process",
        want: {},
        tools,
        files: { ...debian, ...stat(1_000_000_000, 310_000_000_000), "/var/lib/dpkg/info/dbus.list": "" },
        tells: perfect,
      },
      {
        it: "asks rpm on the Red Hat family",
        want: {},
        tools: { ...tools, rpm: "printf '%s\\n' '1600000000 glibc' 'package zlib is not installed' '900000000 systemd'" },
        files: { ...rocky, ...longAgo },
        tells: { kernel: "current", packages: "older than on disk: glibc" },
      },
      {
        it: "knows that the Red Hat family may boot an older kernel on purpose",
        want: {},
        tools: { ...tools, uname: "echo 5.14.0-427.13.1.el9_4.x86_64", rpm: "" },
        files: {
          ...rocky,
          ...today,
          "/boot/vmlinuz-5.14.0-427.13.1.el9_4.x86_64": "",
          "/boot/vmlinuz-5.14.0-503.11.1.el9_5.x86_64": "",
          "/boot/vmlinuz-0-rescue-0791f63d9d484ec6a9a27a0508f4f733": "",
          "/boot/grub2/grubenv": grubenv("5.14.0-427.13.1.el9_4.x86_64"),
        },
        tells: perfect,
      },
      {
        it: "names the kernel that the Red Hat family boots next",
        want: {},
        tools: { ...tools, uname: "echo 5.14.0-427.13.1.el9_4.x86_64", rpm: "" },
        files: {
          ...rocky,
          ...today,
          "/boot/vmlinuz-5.14.0-503.11.1.el9_5.x86_64": "",
          "/boot/grub2/grubenv": grubenv("5.14.0-503.11.1.el9_5.x86_64"),
        },
        tells: {
          kernel: expect.stringMatching(/^5\.14\.0-427\.13\.1\.el9_4\.x86_64, while 5\.14\.0-503\.11\.1\.el9_5\.x86_64 waits/) as string,
        },
      },
    ],
    refuses: [
      {
        it: "never reboots",
        want: {},
        tools,
        files: { ...debian, ...longAgo, "/run/reboot-required": "" },
        says: /reboot it between sessions/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { graceDays: 0 },
        breaks: [
          {
            by: "installed a newer kernel",
            with: sh`touch /boot/vmlinuz-99.1-trial`,
            drifts: ["kernel"],
            healedBy: sh`rm /boot/vmlinuz-99.1-trial`,
          },
          {
            by: "updated the C library",
            with: sh`touch /var/lib/dpkg/info/libc6:amd64.list`,
            drifts: ["packages"],
            healedBy: sh`touch -d 2026-01-01 /var/lib/dpkg/info/libc6:amd64.list`,
          },
          {
            by: "ran updates that ask for a reboot",
            with: sh`touch /run/reboot-required`,
            drifts: ["packages"],
            healedBy: sh`rm /run/reboot-required`,
          },
        ],
      },
      {
        on: "rocky-02",
        want: {},
        ready: sh`touch "/boot/vmlinuz-$(uname -r)"`,
        breaks: [
          {
            by: "installed a newer kernel",
            with: sh`touch /boot/vmlinuz-99.1-trial`,
            drifts: ["kernel"],
            healedBy: sh`rm /boot/vmlinuz-99.1-trial`,
          },
        ],
        afterwards: sh`rm "/boot/vmlinuz-$(uname -r)"`,
      },
    ],
  },
);
