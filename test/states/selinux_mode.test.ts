import { sh } from "#core/sh.ts";
import { selinuxMode } from "#states/selinux_mode.ts";
import { describeState } from "#support/describe-state.ts";

const enforcing = { state: "enforcing", policy: "targeted" } as const;
const config = (state: string, policy = "targeted") =>
  `# SELINUX= can take one of these three values:\nSELINUX=${state}\nSELINUXTYPE=${policy}\n`;
/** The tools, with the mode that the kernel is in. */
const tools = {
  getenforce: "cat /mode",
  "systemd-run": "",
  systemctl: "",
  setenforce: "case $1 in 1) echo Enforcing >/mode ;; 0) echo Permissive >/mode ;; esac",
};
const installed = {
  "/etc/selinux/targeted/policy/policy.33": "",
  "/proc/self/attr/current": "unconfined_u:unconfined_r:unconfined_t:s0\0",
};
const sshd = { ...installed, "/run/sshd.pid": "59\n", "/proc/59/attr/current": "system_u:system_r:sshd_t:s0-s0:c0.c1023\0" };
const atWork = {
  "/proc/self/status": "PPid:\t20\n",
  "/proc/20/cmdline": "sudo\0-n\0env\0",
  "/proc/20/status": "PPid:\t10\n",
  "/proc/10/cmdline": "sshd: conform@notty\0",
};

describeState(
  selinuxMode,
  [
    {
      it: "is quiet when it enforces, now and at boot",
      want: enforcing,
      found: { live: "enforcing", boot: "enforcing", policy: "targeted" },
      drifts: [],
    },
    {
      it: "leaves the kernel alone when only the next boot would differ",
      want: { state: "permissive" },
      found: { live: "permissive", boot: "enforcing" },
      drifts: ["boot"],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings getenforce", want: enforcing, tells: { "!needs": "getenforce" } },
      {
        it: "tells mode and policy",
        want: enforcing,
        files: { "/mode": "Permissive\n", "/etc/selinux/config": config("enforcing", "mls") },
        tools,
        tells: { live: "permissive", boot: "enforcing", policy: "mls" },
      },
      {
        it: "says that a boot is missing",
        want: enforcing,
        files: { "/mode": "Disabled\n", "/etc/selinux/config": config("enforcing") },
        tools,
        tells: { live: "disabled until the next boot", boot: "enforcing" },
      },
      {
        it: "says that a boot is missing to be without",
        want: { state: "disabled" },
        files: { "/mode": "Permissive\n", "/etc/selinux/config": config("disabled") },
        tools,
        tells: { live: "permissive until the next boot", boot: "disabled" },
      },
      {
        it: "finds nothing where there is no SELinux",
        want: enforcing,
        files: { "/mode": "Disabled\n" },
        tools,
        tells: { live: "disabled", boot: "", policy: "" },
      },
    ],
    repairs: [
      {
        it: "enforces, now and at boot",
        want: enforcing,
        files: { "/mode": "Permissive\n", "/etc/selinux/config": config("permissive", "mls"), ...sshd },
        tools,
        drifts: ["live", "boot", "policy"],
        calls: [
          "getenforce ",
          "getenforce ",
          "systemd-run -q --unit=conform-selinux --on-active=60 setenforce 0",
          "setenforce 1",
          "systemctl stop conform-selinux.timer",
        ],
        leaves: { "/mode": "Enforcing\n", "/etc/selinux/config": config("enforcing") },
      },
      {
        it: "no longer enforces",
        want: { state: "permissive" },
        files: { "/mode": "Enforcing\n", "/etc/selinux/config": config("permissive") },
        tools,
        drifts: ["live"],
        calls: ["getenforce ", "getenforce ", "setenforce 0"],
        leaves: { "/mode": "Permissive\n" },
      },
    ],
    refuses: [
      {
        it: "does not choose a policy that is not installed",
        want: { state: "enforcing", policy: "mls" },
        files: { "/mode": "Permissive\n", "/etc/selinux/config": config("permissive"), ...sshd },
        tools,
        says: /the SELinux policy mls is not installed, so this host would not start with it/,
      },
      {
        it: "does not enforce against its own session",
        want: enforcing,
        files: {
          "/mode": "Permissive\n",
          "/etc/selinux/config": config("enforcing"),
          ...sshd,
          "/proc/self/attr/current": "system_u:system_r:sshd_t:s0\0",
        },
        tools,
        says: /this session runs as system_u:system_r:sshd_t:s0, not in a domain of its own/,
      },
      {
        it: "does not enforce where sshd has no domain of its own",
        want: enforcing,
        files: {
          "/mode": "Permissive\n",
          "/etc/selinux/config": config("enforcing"),
          ...sshd,
          "/proc/59/attr/current": "system_u:system_r:unconfined_service_t:s0\0",
        },
        tools,
        says: /sshd runs as system_u:system_r:unconfined_service_t:s0: label the file system/,
      },
      {
        it: "is permissive again when nobody could become root",
        want: enforcing,
        files: { "/mode": "Permissive\n", "/etc/selinux/config": config("enforcing"), ...sshd, ...atWork },
        tools: {
          ...tools,
          ss: "",
          runuser: 'case $(cat /mode) in Enforcing) echo "sudo: unable to open audit system" >&2; exit 1 ;; esac',
        },
        says: /SELinux is permissive again: whoever is at work here could no longer become root/,
      },
    ],
    lab: [
      {
        on: "rocky-02",
        want: { state: "permissive", policy: "default" },
        breaks: [
          {
            by: "switched it off at the next boot",
            with: sh`sed -i s/^SELINUX=.*/SELINUX=disabled/ /etc/selinux/config`,
            drifts: ["boot"],
          },
          { by: "chose another policy", with: sh`sed -i s/^SELINUXTYPE=.*/SELINUXTYPE=mls/ /etc/selinux/config`, drifts: ["policy"] },
        ],
      },
    ],
    unbroken: {
      live: "no host of the lab has a policy that was made for it: to enforce Debian's on a host that is not Debian shuts everybody out",
    },
  },
);
