import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { iscsi } from "#states/iscsi.ts";
import type { Iscsi } from "#states/iscsi.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const target = "iqn.2026-01.example.net:raid-1";
const raid: Iscsi = {
  target,
  portal: "10.77.30.10",
  initiatorName: "iqn.2026-01.example.net:suite-03",
  user: "suite-03",
  password: new Secret("env:CHAP", "twelve'chars"),
};
const plain: Iscsi = { target, portal: "10.77.30.10" };
const asWanted = {
  initiator: "iqn.2026-01.example.net:suite-03",
  startup: "automatic",
  access: "0600 root:root",
  user: "suite-03",
  password: "same",
  session: "logged in",
  sessionInitiator: "iqn.2026-01.example.net:suite-03",
};

const recordFile = `/etc/iscsi/nodes/${target}/10.77.30.10,3260`;
// As open-iscsi 2.1.8 writes it, shortened.
const record = (startup: string, auth: string): string => `# BEGIN RECORD 2.1.8
node.name = ${target}
node.tpgt = -1
node.startup = ${startup}
node.session.auth.chap_algs = MD5
${auth}node.conn[0].address = 10.77.30.10
node.conn[0].port = 3260
node.conn[0].startup = ${startup}
# END RECORD
`;
const noChap = "node.session.auth.authmethod = None\n";
const chap = "node.session.auth.authmethod = CHAP\nnode.session.auth.username = suite-03\nnode.session.auth.password = twelve'chars\n";
// As repairs write it: what they change goes to the end.
const written = `# BEGIN RECORD 2.1.8
node.name = ${target}
node.tpgt = -1
node.session.auth.chap_algs = MD5
node.conn[0].address = 10.77.30.10
node.conn[0].port = 3260
node.startup = automatic
node.conn[0].startup = automatic
${chap}# END RECORD
`;

const session = (name: string, initiator: string, state = "LOGGED_IN", portal = "10.77.30.10"): Record<string, string> => ({
  [`/sys/class/iscsi_session/${name}/targetname`]: `${target}\n`,
  [`/sys/class/iscsi_session/${name}/initiatorname`]: `${initiator}\n`,
  [`/sys/class/iscsi_session/${name}/state`]: `${state}\n`,
  [`/sys/class/iscsi_session/${name}/device/connection1:0/iscsi_connection/connection1:0/persistent_address`]: `${portal}\n`,
  [`/sys/class/iscsi_session/${name}/device/connection1:0/iscsi_connection/connection1:0/persistent_port`]: "3260\n",
  [`/sys/class/iscsi_session/${name}/device/target0:0:0/0:0:0:0/block/sda/dev`]: "8:0\n",
  [`/sys/class/iscsi_session/${name}/device/target0:0:0/0:0:0:0/block/sda/sda1/dev`]: "8:1\n",
});
const initiator = (name: string): Record<string, string> => ({
  "/etc/iscsi/initiatorname.iscsi": `## DO NOT EDIT OR REMOVE THIS FILE!\nInitiatorName=${name}\n`,
});

/** iscsiadm(8) as far as these tests go: what it does shows in its records and in sysfs. */
const iscsiadm = `_session=/sys/class/iscsi_session/session1
  case "$*" in
    *'-o new'*) mkdir -p /etc/iscsi/nodes/${target}; cat /new-record >${recordFile} ;;
    *'-o delete'*) rm ${recordFile} ;;
    *--logout) rm -r "$_session" ;;
    *--login)
      mkdir -p "$_session/device/connection1:0/iscsi_connection/connection1:0"
      echo ${target} >"$_session/targetname"; echo LOGGED_IN >"$_session/state"
      grep -h '^InitiatorName=' /etc/iscsi/initiatorname.iscsi | tail -c +15 >"$_session/initiatorname"
      echo 10.77.30.10 >"$_session/device/connection1:0/iscsi_connection/connection1:0/persistent_address"
      echo 3260 >"$_session/device/connection1:0/iscsi_connection/connection1:0/persistent_port" ;;
  esac`;
const tools = { iscsiadm, systemctl: "exit 0", udevadm: "exit 0" };
const node = `iscsiadm -m node -T ${target} -p 10.77.30.10:3260`;

const trialTarget = "iqn.2026-01.example.lab:trial";

/** A target of 64 MiB with CHAP on the host itself, made in the kernel's own tree as targetcli would. */
const makeTarget = sh`modprobe iscsi_target_mod && modprobe target_core_file
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  cd /sys/kernel/config/target && mkdir -p core/fileio_0/trial
  truncate -s 64M /var/tmp/trial-lun
  echo fd_dev_name=/var/tmp/trial-lun,fd_dev_size=67108864 >core/fileio_0/trial/control && echo 1 >core/fileio_0/trial/enable
  _group=iscsi/${trialTarget}/tpgt_1
  mkdir -p "$_group/lun/lun_0" "$_group/np/127.0.0.1:3260"
  ln -s /sys/kernel/config/target/core/fileio_0/trial "$_group/lun/lun_0/trial"
  for _each in demo_mode_write_protect/0 generate_node_acls/1 cache_dynamic_acls/1 authentication/1; do echo "\${_each#*/}" >"$_group/attrib/\${_each%/*}"; done
  printf editor >"$_group/auth/userid" && printf twelve-chars >"$_group/auth/password"
  echo 1 >"$_group/enable"`;
const removeTarget = sh`cd /sys/kernel/config/target
  _group=iscsi/${trialTarget}/tpgt_1
  echo 0 >"$_group/enable"
  rm "$_group/lun/lun_0/trial" && rmdir "$_group/lun/lun_0" "$_group/np/127.0.0.1:3260" "$_group" ${`iscsi/${trialTarget}`}
  rmdir core/fileio_0/trial core/fileio_0 && rm /var/tmp/trial-lun`;
const admin = (words: string) => sh`iscsiadm -m node -T ${trialTarget} -p 127.0.0.1:3260 ${words.split(" ")} >/dev/null`;

describeState(
  iscsi,
  [
    { it: "is quiet when record and session are as declared", want: raid, found: asWanted, drifts: [], repair: [] },
    {
      it: "corrects who reads the password, and nothing else",
      want: raid,
      found: { ...asWanted, access: "0644 root:root" },
      drifts: ["access"],
    },
    {
      it: "minds neither name nor CHAP where none is declared, but sees CHAP that was",
      want: plain,
      found: { startup: "automatic", access: "0600 root:root", user: "suite-03", session: "logged in" },
      drifts: ["user"],
    },
    {
      it: "sees a host that goes by another host's name",
      want: raid,
      found: { ...asWanted, initiator: "iqn.2026-01.example.net:suite-02", sessionInitiator: "iqn.2026-01.example.net:suite-02" },
      drifts: ["initiator", "sessionInitiator"],
    },
    {
      it: "does not log in again where the target went away",
      want: plain,
      found: { startup: "automatic", access: "0600 root:root", user: "", session: "FAILED" },
      drifts: ["session"],
    },
    {
      it: "wants nothing left of a target that shall be gone",
      want: { ...plain, ensure: "absent" },
      found: { startup: "manual", session: "" },
      drifts: ["startup"],
      repair: [`${node} -o delete`],
    },
    {
      it: "brings an IPv6 address as iscsiadm takes it",
      want: { target, portal: "fd00::10", port: 3261, ensure: "absent" },
      found: { startup: "manual", session: "" },
      drifts: ["startup"],
      repair: [`iscsiadm -m node -T ${target} -p '[fd00::10]:3261' -o delete`],
    },
  ],
  {
    tools: { iscsiadm: "exit 0" },
    tells: [
      {
        it: "tells of record and session",
        want: raid,
        files: {
          ...initiator("iqn.2026-01.example.net:suite-03"),
          [recordFile]: record("automatic", chap),
          ...session("session3", "iqn.2026-01.example.net:suite-03"),
        },
        tools: { iscsiadm: "exit 1" },
        tells: { ...asWanted, access: "0644 root:root" },
      },
      {
        it: "finds the record of a discovered target, which has a folder for each portal group",
        want: { ...raid, password: new Secret("env:CHAP", "other") },
        files: { [`${recordFile},1/default`]: record("manual", chap) },
        tools: { iscsiadm: "exit 1" },
        tells: { startup: "manual", user: "suite-03", password: "differs", session: "" },
      },
      {
        it: "finds records where newer versions keep them",
        want: plain,
        files: { [`/var/lib/iscsi/nodes/${target}/10.77.30.10,3260`]: record("manual", noChap), [recordFile]: record("automatic", chap) },
        tools: { iscsiadm: "exit 1" },
        tells: { startup: "manual", user: "" },
      },
      {
        it: "takes no session by another path, nor one that is broken, for this one",
        want: plain,
        files: { ...session("session1", "iqn.x", "LOGGED_IN", "10.77.30.11"), ...session("session2", "iqn.x", "FAILED") },
        tools: { iscsiadm: "exit 1" },
        tells: { session: "FAILED", startup: "" },
      },
      { it: "needs open-iscsi", want: plain, tells: { "!needs": "iscsiadm" } },
      {
        it: "cannot judge half of CHAP",
        want: { ...plain, user: "suite-03" },
        tools: { iscsiadm: "exit 1" },
        tells: { "!cannot": "CHAP takes a user and a password" },
      },
    ],
    repairs: [
      {
        it: "takes its name, makes the record, logs in, and takes all but the name away again",
        want: raid,
        files: { ...initiator("iqn.1993-08.org.debian:01:8f554e74d1f8"), "/new-record": record("manual", noChap) },
        tools,
        drifts: ["initiator", "startup", "access", "user", "password", "session", "sessionInitiator"],
        leaves: { [recordFile]: written, "/etc/iscsi/initiatorname.iscsi": "InitiatorName=iqn.2026-01.example.net:suite-03\n" },
        calls: [`${node} -o new`, "systemctl try-restart iscsid.service", `${node} --login`, "udevadm settle --timeout=30"],
        undone: {
          [recordFile]: undefined,
          "/sys/class/iscsi_session/session1": undefined,
          "/etc/iscsi/initiatorname.iscsi": "InitiatorName=iqn.2026-01.example.net:suite-03\n",
        },
        undoCalls: ["iscsiadm -m session -r 1 --logout", `${node} -o delete`],
      },
      {
        it: "changes a password in the record alone, and puts the record back",
        want: raid,
        files: {
          ...initiator("iqn.2026-01.example.net:suite-03"),
          [recordFile]: written.replace("twelve", "eleven"),
          ...session("session1", "iqn.2026-01.example.net:suite-03"),
        },
        tools,
        drifts: ["access", "password"],
        leaves: { [recordFile]: written },
        calls: [],
        undone: { [recordFile]: written.replace("twelve", "eleven") },
        undoCalls: [],
      },
      {
        it: "connects anew under the right name when nobody uses the disk",
        want: { ...plain, initiatorName: "iqn.2026-01.example.net:suite-03" },
        files: {
          ...initiator("iqn.2026-01.example.net:suite-02"),
          [recordFile]: record("automatic", noChap),
          ...session("session1", "iqn.2026-01.example.net:suite-02"),
        },
        tools,
        drifts: ["initiator", "access", "sessionInitiator"],
        calls: [
          "iscsiadm -m session -r 1 --logout",
          "systemctl try-restart iscsid.service",
          `${node} --login`,
          "udevadm settle --timeout=30",
        ],
      },
      {
        it: "restarts nothing where only the file has another name",
        want: { ...plain, initiatorName: "iqn.2026-01.example.net:suite-03" },
        files: {
          ...initiator("iqn.2026-01.example.net:suite-02"),
          [recordFile]: record("automatic", noChap),
          ...session("session1", "iqn.2026-01.example.net:suite-03"),
        },
        tools,
        drifts: ["initiator", "access"],
        calls: [],
      },
      {
        it: "logs out of a target that shall be gone, though somebody has removed its record",
        want: { ...plain, ensure: "absent" },
        files: session("session1", "iqn.x"),
        tools,
        drifts: ["session"],
        calls: ["iscsiadm -m session -r 1 --logout"],
      },
    ],
    refuses: [
      ...(
        [
          ["mounted", { "/proc/1/mountinfo": "80 22 8:1 / /mnt/cache rw - xfs /dev/sda1 rw\n" }, /sda1 is mounted/],
          [
            "held by multipath",
            { "/sys/class/iscsi_session/session1/device/target0:0:0/0:0:0:0/block/sda/holders/dm-0": "" },
            /sda is held by dm-0/,
          ],
          ["open", { "/proc/77/fd/3": "-> /dev/sda" }, /sda is open/],
          ["swap", { "/proc/swaps": "Filename\tType\n/dev/sda1 partition 1 0 -2\n" }, /sda1 is swap/],
        ] as const
      ).map(([how, files, says]) => ({
        it: `never ends a session whose disk is ${how}`,
        want: { ...plain, login: false },
        files: { ...files, [recordFile]: record("automatic", noChap), ...session("session1", "iqn.x") },
        tools,
        says,
        keeps: { "/sys/class/iscsi_session/session1/state": "LOGGED_IN\n" },
      })),
      {
        it: "does not restart iscsid under somebody else's disk",
        want: raid,
        files: {
          ...initiator("iqn.2026-01.example.net:suite-02"),
          "/new-record": record("manual", noChap),
          ...session("session2", "iqn.x", "LOGGED_IN", "10.77.30.11"),
          "/proc/1/mountinfo": "80 22 8:0 / /mnt/cache rw - xfs /dev/sda rw\n",
        },
        tools,
        says: /takes the new initiator name when it starts, with the next boot/,
        keeps: { "/sys/class/iscsi_session/session2/state": "LOGGED_IN\n" },
      },
      {
        it: "says that the target does not answer",
        want: plain,
        files: { [recordFile]: record("automatic", noChap), ...session("session1", "iqn.x", "FAILED") },
        tools,
        says: /the target does not answer: a new login would not change that/,
      },
    ],
    lab: (
      [
        ["online-01", "open-iscsi"],
        ["rocky-02", "iscsi-initiator-utils"],
      ] as const
    ).map(([on, name]) => ({
      on,
      want: {
        target: trialTarget,
        portal: "127.0.0.1",
        initiatorName: "iqn.2026-01.example.lab:online-01",
        user: "editor",
        password: new Secret("env:CHAP", "twelve-chars"),
      },
      after: [packages({ names: [name] })],
      ready: makeTarget,
      breaks: [
        { by: "gave the host another name", with: sh`sed -i s/online-01/suite-02/ /etc/iscsi/initiatorname.iscsi`, drifts: ["initiator"] },
        { by: "kept it from logging in at boot", with: admin("-o update -n node.startup -v manual"), drifts: ["startup"] },
        {
          by: "let everybody read the password",
          with: sh`chmod 0644 ${`/etc/iscsi/nodes/${trialTarget}/127.0.0.1,3260`}`,
          drifts: ["access"],
        },
        { by: "changed the CHAP user", with: admin("-o update -n node.session.auth.username -v colourist"), drifts: ["user"] },
        { by: "switched CHAP off", with: admin("-o update -n node.session.auth.authmethod -v None"), drifts: ["user"] },
        { by: "changed the password", with: admin("-o update -n node.session.auth.password -v other-password"), drifts: ["password"] },
        { by: "logged out", with: admin("--logout"), drifts: ["session", "sessionInitiator"] },
        {
          by: "connected under another host's name",
          with: sh`${admin("--logout")}
            cp /etc/iscsi/initiatorname.iscsi /etc/iscsi/trial
            sed -i s/online-01/suite-02/ /etc/iscsi/initiatorname.iscsi && systemctl restart iscsid && ${admin("--login")}
            mv /etc/iscsi/trial /etc/iscsi/initiatorname.iscsi`,
          drifts: ["sessionInitiator"],
        },
        {
          by: "logged out and removed the record",
          with: sh`${admin("--logout")}
            ${admin("-o delete")}`,
          drifts: ["startup", "access", "user", "password", "session", "sessionInitiator"],
        },
      ],
      gone: sh`[ ! -e ${`/etc/iscsi/nodes/${trialTarget}`} ] && ! iscsiadm -m session >/dev/null 2>&1`,
      afterwards: removeTarget,
    })),
  },
);
