import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { sudoers } from "#states/sudoers.ts";
import { describeState } from "#support/describe-state.ts";

const operators = {
  name: "operators",
  group: "operators",
  commands: ["/usr/bin/systemctl restart rlm.service", "/usr/bin/lmutil"],
  nopassword: true,
} as const;
const text = "%operators ALL=NOPASSWD: /usr/bin/systemctl restart rlm.service, /usr/bin/lmutil\n";
const house = { name: "00-house", defaults: ["use_pty", "passwd_tries=1"] } as const;

const main = "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n";
const visudo = `case $* in *nosuch*) exit 1 ;; esac
! grep -q ' ALL=ls' "$2" || { echo '/tmp/x:1:9: expected a fully-qualified path name' >&2; exit 1; }`;

/** A run of the user `conform`, who came with sudo. */
const ownWay = {
  "/proc/self/status": "Name:\tawk\nPPid:\t30\n",
  "/proc/30/cmdline": "/bin/sh\0-c\0loop\0",
  "/proc/30/status": "Name:\tsh\nPPid:\t20\n",
  "/proc/20/cmdline": "sudo\0-n\0env\0-i\0",
  "/proc/20/status": "Name:\tsudo\nPPid:\t10\n",
  "/proc/10/cmdline": "sshd: conform@notty\0",
};
const ss = `echo 'ESTAB 0 0 [::ffff:10.77.0.12]:22 [::ffff:10.77.0.1]:52586 users:(("sshd",pid=10,fd=4),("sshd",pid=9,fd=4))'`;

describeState(
  sudoers,
  [
    {
      it: "is quiet when the file is there and sudo reads its folder",
      want: operators,
      found: { file: text, access: "0440 root:root", included: "yes" },
      drifts: [],
    },
    {
      it: "gives back the access that sudo asks for",
      want: operators,
      found: { file: text, access: "0644 root:root", included: "yes" },
      drifts: ["access"],
    },
    {
      it: "escapes a name of a directory",
      want: { name: "artists", group: "LAB\\domain admins", commands: ["ALL"], runas: "ALL", setenv: true, host: "suite-02" },
      found: { file: "%LAB\\\\domain\\ admins suite-02=(ALL) SETENV: ALL\n", access: "0440 root:root", included: "yes" },
      drifts: [],
    },
    {
      it: "has settings for one user",
      want: { name: "anna", user: "anna", commands: ["/bin/ls"], defaults: ["!authenticate"] },
      found: { file: "Defaults:anna !authenticate\nanna ALL=/bin/ls\n", access: "0440 root:root", included: "yes" },
      drifts: [],
    },
    { it: "wants a file gone", want: { name: "old", ensure: "absent" }, found: { access: "0440 root:root" }, drifts: ["access"] },
  ],
  {
    tools: { visudo },
    tells: [
      { it: "waits for the package that brings sudo", want: operators, tells: { "!needs": "visudo" } },
      {
        it: "sees a folder that sudo does not read",
        want: house,
        files: {
          "/etc/sudoers": "# @includedir /etc/sudoers.d\n",
          "/etc/sudoers.d/00-house": "Defaults use_pty\nDefaults passwd_tries=1\n",
        },
        tools: { visudo },
        tells: { file: "Defaults use_pty\nDefaults passwd_tries=1\n", access: "0644 root:root", included: "" },
      },
      {
        it: "takes #includedir for what it is",
        want: operators,
        files: { "/etc/sudoers": "## Read drop-in files\n#includedir /etc/sudoers.d\n" },
        tools: { visudo },
        tells: { included: "yes" },
      },
    ],
    repairs: [
      {
        it: "writes the file, and takes it away again",
        want: operators,
        files: { "/etc/sudoers": main, "/etc/sudoers.d": null },
        tools: { visudo },
        drifts: ["file", "access"],
        leaves: { "/etc/sudoers": main, "/etc/sudoers.d/operators": text },
        undone: { "/etc/sudoers.d/operators": undefined },
      },
      {
        it: "sees to it that sudo reads the folder",
        want: operators,
        files: { "/etc/sudoers": "root ALL=(ALL:ALL) ALL\n" },
        tools: { visudo },
        drifts: ["file", "access", "included"],
        leaves: { "/etc/sudoers": main, "/etc/sudoers.d/operators": text },
      },
      {
        it: "sees that whoever is at work can still become root",
        want: operators,
        files: { "/etc/sudoers": main, ...ownWay },
        tools: { visudo, ss, runuser: "exit 0" },
        drifts: ["file", "access"],
        undoCalls: ["ss -Htnp", "runuser -u conform -- sudo -n sh -c :"],
      },
    ],
    refuses: [
      {
        it: "does not let a mistake come into force",
        want: { name: "bad", user: "anna", commands: ["ls"] },
        files: { "/etc/sudoers": main, "/etc/sudoers.d/bad": "anna ALL=/bin/ls\n" },
        tools: { visudo },
        says: /expected a fully-qualified path name\nthe text was refused, and is not in force$/,
      },
      {
        it: "takes back what would keep its own user from becoming root",
        want: { name: "conform", user: "conform", commands: ["/bin/true"] },
        files: { "/etc/sudoers": main, "/etc/sudoers.d/conform": "conform ALL=(ALL) NOPASSWD: ALL\n", ...ownWay },
        tools: {
          visudo,
          ss,
          runuser: "grep -q 'NOPASSWD: ALL' /etc/sudoers.d/conform || { echo 'sudo: a password is required' >&2; exit 1; }",
        },
        says: /a password is required\n.*is as it was: whoever is at work here must still be able to become root/s,
      },
      {
        it: "does not take away what its own user has",
        want: { name: "conform", ensure: "absent" },
        files: { "/etc/sudoers": main, "/etc/sudoers.d/conform": "conform ALL=(ALL) NOPASSWD: ALL\n", ...ownWay },
        tools: { visudo, ss, runuser: "[ -e /etc/sudoers.d/conform ]" },
        says: /must still be able to become root/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { ...operators, name: "trial-operators" },
        breaks: [
          { by: "allowed more", with: sh`echo '%operators ALL=NOPASSWD: ALL' >>/etc/sudoers.d/trial-operators`, drifts: ["file"] },
          { by: "removed the file", with: sh`rm /etc/sudoers.d/trial-operators`, drifts: ["file", "access"] },
          { by: "made the file readable for all", with: sh`chmod 0444 /etc/sudoers.d/trial-operators`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e /etc/sudoers.d/trial-operators ]`,
      },
      {
        on: "rocky-01",
        want: { ...operators, name: "trial-operators" },
        ready: sh`cp -p /etc/sudoers /root/trial-sudoers; echo 'conform ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers`,
        breaks: [
          { by: "gave it to somebody", with: sh`chown games /etc/sudoers.d/trial-operators`, drifts: ["access"] },
          { by: "kept sudo from reading the folder", with: sh`sed -i '/^[@#]includedir/d' /etc/sudoers`, drifts: ["included"] },
        ],
        afterwards: sh`mv /root/trial-sudoers /etc/sudoers`,
      },
      {
        on: "lic-01",
        want: { name: "trial-house", defaults: ["passwd_tries=1"] },
        breaks: [{ by: "allowed more tries", with: sh`sed -i s/=1/=9/ /etc/sudoers.d/trial-house`, drifts: ["file"] }],
      },
    ],
  },
);

test.each([
  [{ name: "both", user: "anna", group: "operators", commands: ["ALL"] }, "is for a user and for a group"],
  [{ name: "nobody", commands: ["ALL"] }, "does not say who may"],
  [{ name: "nothing" }, "says nothing"],
])("%o is refused", (want, says) => {
  expect(() => sudoers.name(want)).toThrow(says);
});
