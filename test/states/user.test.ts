import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { group } from "#states/group.ts";
import { user } from "#states/user.ts";
import { describeState } from "#support/describe-state.ts";

const editor = { name: "editor", uid: 5001, groups: ["editors", "audio"], shell: "/bin/bash" };
const hash = "$y$j9T$abc$0123456789";
const accounts = {
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\neditor:x:5001:5000:Anna, room 3:/home/editor:/bin/bash\n",
  "/etc/group": "root:x:0:\nvideo:x:44:xeditor,editor\neditors:x:5000:\naudio:x:29:ben,editor\ncdrom:x:24:editors\n",
  "/etc/shadow": `root:*:19000::::::\neditor:${hash}:19000:0:99999:7:::\n`,
};
const nobodyElse = { getent: "exit 2" };
const make = (flags: string): string => `set -- ${flags}
if grep -q '^editor:' /etc/group; then set -- "$@" -g editor; else set -- "$@" -U; fi
useradd "$@" -- editor`;

describeState(
  user,
  [
    {
      it: "is quiet when the account is as wanted",
      want: editor,
      found: { exists: "yes", uid: "5001", groups: "audio,editors", shell: "/bin/bash" },
      drifts: [],
      repair: [],
    },
    {
      it: "makes it with everything at once",
      want: editor,
      found: {},
      drifts: ["exists", "uid", "groups", "shell"],
      repair: [make("-m -u 5001 -G audio,editors -s /bin/bash")],
    },
    {
      it: "makes a daemon's account without a home",
      want: { name: "rlm", group: "rlm", system: true, home: "/opt/rlm", shell: "/usr/sbin/nologin" },
      found: {},
      drifts: ["exists", "group", "shell", "home"],
      repair: ['set -- -r -M -g rlm -s /usr/sbin/nologin -d /opt/rlm\n\nuseradd "$@" -- rlm'],
    },
    {
      it: "changes what differs, in one go",
      want: editor,
      found: { exists: "yes", uid: "5001", groups: "audio,editors,video", shell: "/bin/sh" },
      drifts: ["groups", "shell"],
      repair: ["usermod -G audio,editors -s /bin/bash -- editor"],
    },
    {
      it: "only adds groups where others are welcome",
      want: { name: "editor", groups: ["audio", "editors"], append: true },
      found: { exists: "yes", groups: "audio" },
      drifts: ["groups"],
      repair: ["usermod -a -G audio,editors -- editor"],
    },
    {
      it: "hands a password's hash over by standard input, and locks the account after it",
      want: { name: "editor", password: new Secret("env:HASH", hash), locked: true },
      found: { exists: "yes", password: "differs", locked: "yes" },
      drifts: ["password"],
      repair: [`printf '%s:%s\\n' editor '${hash}' | chpasswd -e`, "usermod -L -- editor"],
    },
    {
      it: "unlocks",
      want: { name: "editor", locked: false },
      found: { exists: "yes", locked: "yes" },
      drifts: ["locked"],
      repair: ["usermod -U -- editor"],
    },
  ],
  {
    tools: nobodyElse,
    tells: [
      {
        it: "tells number, groups, shell and home",
        want: editor,
        files: accounts,
        tells: {
          exists: "yes",
          uid: "5001",
          group: "editors",
          groups: "audio,video",
          shell: "/bin/bash",
          home: "/home/editor",
          locked: "no",
        },
      },
      {
        it: "counts only the declared groups where others are welcome",
        want: { ...editor, groups: ["audio", "editors"], append: true },
        files: accounts,
        tells: { groups: "audio" },
      },
      {
        it: "sees that a password is the same",
        want: { name: "editor", password: new Secret("env:HASH", hash) },
        files: accounts,
        tells: { password: "same" },
      },
      {
        it: "sees the same password behind a lock",
        want: { name: "editor", password: new Secret("env:HASH", hash) },
        files: { ...accounts, "/etc/shadow": `editor:!${hash}:19000:::::\n` },
        tells: { password: "same", locked: "yes" },
      },
      {
        it: "sees that a password differs",
        want: { name: "editor", password: new Secret("env:HASH", "$6$other") },
        files: accounts,
        tells: { password: "differs" },
      },
      {
        it: "finds nothing where there is no such account",
        want: editor,
        tools: nobodyElse,
        tells: { exists: "", uid: "", groups: "", shell: "", home: "", group: "" },
      },
      {
        it: "leaves a directory's accounts alone",
        want: editor,
        tools: { getent: "echo 'editor:*:70001:70001::/home/editor:/bin/bash'" },
        tells: { "!cannot": "the user editor comes from a directory service and is managed there" },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: {
          name: "trial-user",
          uid: 5906,
          group: "trial-team",
          groups: ["audio", "video"],
          shell: "/bin/bash",
          home: "/srv/trial-home",
          password: { secret: "env:CONFORM_ON_REAL_HOSTS" },
          locked: false,
        },
        after: [group({ name: "trial-team", gid: 5907 })],
        breaks: [
          { by: "changed its number", with: sh`usermod -u 5908 trial-user`, drifts: ["uid"] },
          { by: "changed its primary group", with: sh`usermod -g users trial-user`, drifts: ["group"] },
          { by: "put it into another group", with: sh`gpasswd -a trial-user cdrom >/dev/null`, drifts: ["groups"] },
          { by: "took it out of a group", with: sh`gpasswd -d trial-user audio >/dev/null`, drifts: ["groups"] },
          { by: "changed its shell", with: sh`usermod -s /bin/sh trial-user`, drifts: ["shell"] },
          { by: "moved its home", with: sh`usermod -d /srv/elsewhere trial-user`, drifts: ["home"] },
          { by: "set another password", with: sh`echo 'trial-user:$6$other' | chpasswd -e`, drifts: ["password"] },
          { by: "locked it", with: sh`usermod -L trial-user`, drifts: ["locked"] },
          {
            by: "removed it",
            with: sh`userdel trial-user`,
            drifts: ["exists", "uid", "group", "groups", "shell", "home", "password", "locked"],
          },
        ],
        afterwards: sh`userdel trial-user; groupdel trial-team; rm -r /srv/trial-home`,
      },
    ],
  },
);
