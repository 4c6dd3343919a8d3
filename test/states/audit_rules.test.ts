import { sh } from "#core/sh.ts";
import { auditRules } from "#states/audit_rules.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const identity = {
  name: "30-identity",
  rules: ["# who is who", "-w /etc/passwd -p wa -k identity", "-w /etc/sudoers.d/ -p aw -k scope"],
} as const;
const file = "# who is who\n-w /etc/passwd -p wa -k identity\n-w /etc/sudoers.d/ -p aw -k scope\n";
const inForce = "-w /etc/passwd -p wa -k identity\n-w /etc/sudoers.d/ -p aw -k scope";
const path = "/etc/audit/rules.d/30-identity.rules";

// Every rule here was given to auditctl 3.0.9 on a kernel 6.1; /list and /status are what it printed then.
const many = [
  "-D",
  "-b 8192",
  "-f 1",
  "-w /etc/sudoers.d/ -p aw -k scope",
  "-w /etc/passwd",
  "-a always,exit -F arch=b64 -S settimeofday,adjtimex,clock_settime -k time-change",
  "-a exit,always -F arch=b64 -S unlink -S rename -S unlinkat -S renameat -F auid>=1000 -F auid!=unset -k delete",
  "-a always,exit -F path=/usr/bin/sudo -F perm=x -F auid>=1000 -F auid!=4294967295 -F key=privileged",
  "-a always,exit -F arch=b64 -C euid!=uid -F auid!=unset -S execve -k user_emulation",
  "-a always,exit -F arch=b64 -S openat,open,creat,truncate,ftruncate -F exit=-EACCES -F auid>=1000 -F auid!=-1 -F key=access",
  "-a never,exclude -F msgtype=CWD",
  "-a always,exit -F dir=/etc/ssh/ -F perm=wa -k ssh",
  "-a always,exit -F path=/etc/group -F perm=wa -k ssh",
  "-a always,exit -F arch=b32 -S all -F uid=0 -F key=a -k b",
];
const list = `-w /etc/sudoers.d -p wa -k scope
-w /etc/passwd -p rwxa
-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -F key=time-change
-a always,exit -F arch=b64 -S rename,unlink,unlinkat,renameat -F auid>=1000 -F auid!=-1 -F key=delete
-a always,exit -S all -F path=/usr/bin/sudo -F perm=x -F auid>=1000 -F auid!=-1 -F key=privileged
-a always,exit -F arch=b64 -S execve -C uid!=euid -F auid!=-1 -F key=user_emulation
-a always,exit -F arch=b64 -S open,truncate,ftruncate,creat,openat -F exit=-EACCES -F auid>=1000 -F auid!=-1 -F key=access
-w /etc/ssh/ -p wa -k ssh
-w /etc/group -p wa -k ssh
-a always,exit -F arch=b32 -S all -F uid=0 -F key=a -F key=b
-a never,exclude -F msgtype=CWD
`;
const status = (enabled = 1) =>
  `enabled ${enabled}\nfailure 1\npid 0\nrate_limit 0\nbacklog_limit 8192\nlost 0\nbacklog 0\nbacklog_wait_time 60000\nbacklog_wait_time_actual 0\nloginuid_immutable 0 unlocked\n`;
const tools = {
  auditctl: "case $1 in -l) cat /list ;; -s) cat /status ;; esac",
  augenrules: "cat /etc/audit/rules.d/*.rules 2>/dev/null | grep '^-w' >/list; ! grep -q nonsense /list",
};
const kernel = { "/list": "No rules\n", "/status": status() };

describeState(
  auditRules,
  [
    {
      it: "is quiet when file and kernel have the rules",
      want: identity,
      found: { file, access: "0640 root:root", live: inForce },
      drifts: [],
    },
    {
      it: "leaves the kernel alone when only the file differs",
      want: identity,
      found: { file: "", access: "0640 root:root", live: inForce },
      drifts: ["file"],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings auditctl", want: identity, tells: { "!needs": "auditctl" } },
      {
        it: "knows each rule in the spelling of auditctl",
        want: { name: "all", rules: many },
        files: { "/list": list, "/status": status() },
        tools,
        tells: { live: many.slice(1).join("\n") },
      },
      {
        it: "tells which rules are in force, and which settings",
        want: {
          name: "some",
          rules: [
            "-e 2",
            "-b 16384",
            "-w /etc/passwd -p wa",
            "--backlog_wait_time 60000",
            "-a always,exit -F arch=b64 -S unlink -k delete",
            "-a never,exclude -F msgtype=CWD",
          ],
        },
        files: { "/list": list, "/status": status() },
        tools,
        tells: { live: "--backlog_wait_time 60000\n-a never,exclude -F msgtype=CWD" },
      },
      {
        it: "can't look where the kernel does not answer",
        want: identity,
        tools: { auditctl: "echo 'Error sending rule list data request (Operation not permitted)' >&2; exit 255" },
        tells: { "!cannot": "the kernel does not answer auditctl: Error sending rule list data request (Operation not permitted)" },
      },
    ],
    repairs: [
      {
        it: "writes the rules and loads them, and takes them away again",
        want: identity,
        files: kernel,
        tools,
        drifts: ["file", "access", "live"],
        leaves: { [path]: file },
        undone: { [path]: undefined },
        undoCalls: ["augenrules --load"],
      },
      {
        it: "loads rules that somebody took out of the kernel",
        want: identity,
        files: { ...kernel, [path]: file },
        tools,
        drifts: ["access", "live"],
        leaves: { [path]: file },
      },
    ],
    refuses: [
      {
        it: "takes back rules that the kernel does not take",
        want: { name: "30-identity", rules: ["-w /nonsense -p wa"] },
        files: { ...kernel, [path]: file },
        tools,
        says: /the kernel does not take these audit rules, and has the earlier ones again/,
        keeps: { [path]: file, "/list": `${inForce}\n` },
      },
      {
        it: "says that locked rules wait for the next boot",
        want: identity,
        files: { "/list": "No rules\n", "/status": status(2) },
        tools,
        says: /the audit rules of this host are locked \(-e 2\)/,
        keeps: { [path]: file },
      },
    ],
    lab: [
      {
        on: "rocky-02",
        want: {
          name: "30-trial",
          rules: ["-w /etc/passwd -p wa -k trial", "-a always,exit -F arch=b64 -S settimeofday,adjtimex -k trial-time", "-b 8192"],
        },
        breaks: [
          { by: "took a rule out of the kernel", with: sh`auditctl -W /etc/passwd -p wa -k trial`, drifts: ["live"] },
          { by: "took all rules out of the kernel", with: sh`auditctl -D >/dev/null; auditctl -b 64 >/dev/null`, drifts: ["live"] },
          { by: "edited the file", with: sh`sed -i 's/-p wa/-p x/' /etc/audit/rules.d/30-trial.rules`, drifts: ["file"] },
          {
            by: "edited the file and loaded it",
            with: sh`sed -i 's/adjtimex/stime/;s/-F arch=b64/-F arch=b32/' /etc/audit/rules.d/30-trial.rules; augenrules --load >/dev/null 2>&1`,
            drifts: ["file", "live"],
          },
          { by: "made the rules readable for all", with: sh`chmod 0644 /etc/audit/rules.d/30-trial.rules`, drifts: ["access"] },
        ],
        gone: sh`! auditctl -l | grep -q trial`,
      },
      {
        on: "san-01",
        want: { name: "30-trial", rules: ["-a always,exit -F arch=b64 -S unlink -S rename -F auid>=1000 -F auid!=unset -k trial"] },
        after: [packages({ names: ["auditd"] })],
        breaks: [
          {
            by: "removed the file and loaded the rest",
            with: sh`rm /etc/audit/rules.d/30-trial.rules; augenrules --load >/dev/null 2>&1`,
            drifts: ["file", "access", "live"],
          },
        ],
      },
    ],
  },
);
