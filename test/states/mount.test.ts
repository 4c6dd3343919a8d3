import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { visibleOptions } from "#states/mount/options.ts";
import { mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { describeState } from "#support/describe-state.ts";

const projects = {
  path: "/mnt/projects",
  source: "10.77.20.10:/srv/projects",
  fstype: "nfs4",
  options: ["rw", "vers=4.2", "nconnect=4", "hard", "_netdev"],
};
const line = "10.77.20.10:/srv/projects /mnt/projects nfs4 rw,vers=4.2,nconnect=4,hard,_netdev 0 0";
const asWanted = {
  fstab: line,
  source: projects.source,
  fstype: "nfs4",
  options: "rw,vers=4.2,nconnect=4,hard",
  automount: "",
  answers: "yes",
};

// Recorded on Linux 6.1: an NFS 4.2 mount of these options, among others.
const rootfs = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro\n";
const nfs = (options: string, perMount = "rw,relatime"): string =>
  `61 22 0:51 / /mnt/projects ${perMount} shared:33 - nfs4 10.77.20.10:/srv/projects ${options}\n`;
const negotiated =
  "rw,vers=4.2,rsize=1048576,wsize=1048576,namlen=255,hard,proto=tcp,nconnect=4,timeo=600,retrans=2,sec=sys,clientaddr=10.77.20.21,local_lock=none,addr=10.77.20.10";
const mounts = (...lines: string[]): Record<string, string> => ({ "/proc/self/mountinfo": rootfs + lines.join("") });

/** mount(8) and umount(8) as far as these tests go: what they do shows in mountinfo. */
const tools = {
  mount: `grep -q " $1 " /etc/fstab && printf '%s\\n' '${nfs(negotiated).trim()}' >>/proc/self/mountinfo`,
  umount: `grep -v " $1 .* - [^a]" /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo`,
};

const rushes = {
  path: "/mnt/rushes",
  source: "//nas/rushes",
  fstype: "cifs",
  options: ["vers=3.1.1", "seal", "credentials=/etc/rushes.cred"],
  automount: true,
  idleTimeout: 600,
};
const rushesLine =
  "//nas/rushes /mnt/rushes cifs vers=3.1.1,seal,credentials=/etc/rushes.cred,x-systemd.automount,x-systemd.idle-timeout=600 0 0";
const rushesAsWanted = {
  fstab: rushesLine,
  source: "//nas/rushes",
  fstype: "cifs",
  options: "rw,vers=3.1.1,seal",
  automount: "active,timeout=600",
  answers: "yes",
  credentials: "private",
};
const trap = (idle: number): string =>
  `60 22 0:50 / /mnt/rushes rw,relatime shared:32 - autofs systemd-1 rw,fd=50,pgrp=1,timeout=${idle},minproto=5,maxproto=5,direct,pipe_ino=1234\n`;
// Recorded on Linux 6.1 with Samba 4.17.
const smb =
  "62 60 0:52 / /mnt/rushes rw,relatime shared:34 - cifs //nas/rushes rw,vers=3.1.1,cache=strict,username=anna,uid=0,noforceuid,gid=0,noforcegid,addr=10.77.20.10,file_mode=0755,dir_mode=0755,seal,soft,nounix,serverino,mapposix,rsize=4194304,wsize=4194304,bsize=1048576,echo_interval=60,actimeo=1,closetimeo=1\n";

const remounts = "awk '{ sub(/ro,relatime/, \"rw,relatime\"); print }' /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo";

/** systemctl(1) as far as these tests go: it lays the trap of an automount, or takes it away. */
const systemd = {
  "systemd-escape": "echo mnt-x.automount",
  systemctl: `case $1 in
    start) printf '%s\\n' '${trap(600).trim()}' >>/proc/self/mountinfo ;;
    stop) grep -v autofs /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo ;;
  esac`,
};

const server = {
  on: "san-01",
  states: [
    packages({ names: ["nfs-kernel-server"] }),
    directory({ path: "/srv/trial-nfs" }),
    directory({ path: "/srv/trial-nfs/raw" }),
    directory({ path: "/etc/exports.d" }),
    file({ path: "/etc/exports.d/trial.exports", content: "/srv/trial-nfs 10.77.0.0/24(rw,sync,no_subtree_check)\n" }),
    service({ name: "nfs-kernel-server.service", enabled: true, running: true }),
    exec({ name: "export trial", command: "exportfs -ra", unless: "exportfs -s | grep -q '^/srv/trial-nfs '" }),
  ],
} as const;
const onReal = {
  path: "/mnt/trial-nfs",
  source: "10.77.0.21:/srv/trial-nfs",
  fstype: "nfs4",
  options: ["rw", "vers=4.2", "nconnect=2", "hard", "_netdev"],
};

/** What /proc tells of a program. */
const program = (pid: number, comm: string): Record<string, string | null> => ({
  [`/proc/${pid}/comm`]: `${comm}\n`,
  [`/proc/${pid}/root`]: "-> /",
  [`/proc/${pid}/fd`]: null,
});

describeState(
  mount,
  [
    { it: "is quiet when fstab, kernel and server agree", want: projects, found: asWanted, drifts: [], repair: [] },
    {
      it: "mounts what is in fstab but not mounted",
      want: projects,
      found: { fstab: line },
      drifts: ["source", "fstype", "options", "answers"],
    },
    {
      it: "does not mount again what no longer answers",
      want: projects,
      found: { ...asWanted, answers: "no" },
      drifts: ["answers"],
      repair: ["echo '10.77.20.10:/srv/projects does not answer: a new mount would not change that' >&2; exit 1"],
    },
    {
      it: "takes a file system that nobody declares read-only for one that shall be written to",
      want: { path: "/srv/cache", source: "LABEL=cache", fstype: "ext4", passno: 2 },
      found: { fstab: "LABEL=cache /srv/cache ext4 defaults 0 2", source: "LABEL=cache", fstype: "ext4", options: "ro", automount: "" },
      drifts: ["options"],
      repair: [
        "if ! timeout -k 5 60 mount -o remount,rw /srv/cache; then\necho 'the kernel keeps /srv/cache read-only, as it does after errors: see dmesg, then check the file system with fsck' >&2; exit 1\nfi",
      ],
    },
    {
      it: "closes a file with a password to others, and leaves the mount alone",
      want: rushes,
      found: { ...rushesAsWanted, credentials: "0644 root:root" },
      drifts: ["credentials"],
      repair: [
        "if [ ! -f /etc/rushes.cred ] || [ -L /etc/rushes.cred ]; then echo '/etc/rushes.cred, with user and password of the mount, is not there: declare it as a `file` of mode 0600' >&2; exit 1; fi\nchown root:root /etc/rushes.cred\nchmod 0600 /etc/rushes.cred",
      ],
    },
    {
      it: "only writes fstab when only the next boot would differ",
      want: { ...projects, ensure: "absent" },
      found: { fstab: line, source: "", automount: "" },
      drifts: ["fstab"],
    },
  ],
  {
    tools: { mount: "exit 0", umount: "exit 0" },
    tells: [
      {
        it: "tells of a mount as it is wanted, whatever the kernel adds to its options and however fstab is laid out",
        want: projects,
        files: {
          ...mounts(nfs(negotiated)),
          "/etc/fstab": "# shares\n10.77.20.10:/srv/projects\t/mnt/projects  nfs4 rw,vers=4.2,nconnect=4,hard,_netdev\n",
          "/mnt/projects": null,
        },
        tells: asWanted,
      },
      {
        it: "finds nothing on a bare host",
        want: projects,
        files: mounts(),
        tells: { fstab: "", source: "", fstype: "", options: "", automount: "", answers: "" },
      },
      {
        it: "ignores a line that is commented out",
        want: projects,
        files: { ...mounts(), "/etc/fstab": `#${line}\n# ${line}\n` },
        tells: { fstab: "" },
      },
      {
        it: "shows two lines for one path",
        want: projects,
        files: { ...mounts(), "/etc/fstab": `${line}\nold:/x /mnt/projects nfs ro 1 2\n` },
        tells: { fstab: `${line}\nold:/x /mnt/projects nfs ro 1 2` },
      },
      {
        it: "shows the version and the softness that were agreed on instead, and what is missing",
        want: projects,
        files: mounts(nfs("rw,vers=4.1,rsize=1048576,soft,proto=tcp,timeo=600")),
        tells: { options: "rw,vers=4.1,soft" },
      },
      {
        it: "sees a mount that became read-only",
        want: projects,
        files: mounts(nfs(negotiated, "ro,relatime")),
        tells: { options: "ro,vers=4.2,nconnect=4,hard" },
      },
      {
        it: "is content with any version 4 where version 4 is asked for",
        want: { ...projects, options: ["vers=4", "hard"] },
        files: mounts(nfs(negotiated)),
        tells: { options: "rw,vers=4,hard" },
      },
      {
        it: "counts options that go without saying",
        want: { ...projects, options: ["suid", "nconnect=1", "async", "acregmax=60"] },
        files: mounts(nfs("rw,vers=4.2,hard")),
        tells: { options: "rw,suid,nconnect=1,async,acregmax=60" },
      },
      {
        it: "sees that these are not in force",
        want: { ...projects, options: ["suid", "nconnect=1", "async", "acregmax=60"] },
        files: mounts(nfs("rw,sync,vers=4.2,nconnect=8,acregmax=5", "rw,nosuid")),
        tells: { options: "rw,nosuid,nconnect=8,sync,acregmax=5" },
      },
      {
        it: "sees what somebody forbade besides",
        want: projects,
        files: mounts(nfs(negotiated, "rw,nosuid,nodev,noexec,relatime")),
        tells: { options: "rw,vers=4.2,nconnect=4,hard,nosuid,nodev,noexec" },
      },
      {
        it: "lets a mount for users forbid by itself",
        want: { ...projects, options: ["users", "hard"] },
        files: mounts(nfs(negotiated, "rw,nosuid,nodev,noexec,relatime")),
        tells: { options: "rw,hard" },
      },
      {
        it: "sees another server at the same path, on top of the right one",
        want: projects,
        files: mounts(nfs(negotiated), "70 61 0:60 / /mnt/projects rw - nfs4 10.77.20.99:/old rw,vers=4.2\n"),
        tells: { source: "10.77.20.99:/old", answers: "" },
      },
      {
        it: "takes nfs and nfs4 for one type",
        want: { ...projects, fstype: "nfs" },
        files: mounts(nfs(negotiated)),
        tells: { fstype: "nfs" },
      },
      {
        it: "sees a server that no longer answers, and does not wait for it",
        want: projects,
        files: mounts(nfs(negotiated)),
        tools: { timeout: "exit 137" },
        tells: { source: projects.source, answers: "no" },
      },
      {
        it: "sees a server that answers with a mistake",
        want: projects,
        files: mounts(nfs(negotiated)),
        tools: { timeout: "echo 'stat: cannot read file system information: Stale file handle' >&2; exit 1" },
        tells: { answers: "fails" },
      },
      {
        it: "knows spaces in names as fstab writes them",
        want: { path: "/mnt/raw clips", source: "nas:/raw clips", fstype: "nfs4", options: ["hard"] },
        files: {
          ...mounts("61 22 0:51 / /mnt/raw\\040clips rw - nfs4 nas:/raw\\040clips rw,hard\n"),
          "/etc/fstab": "nas:/raw\\040clips /mnt/raw\\040clips nfs4 hard 0 0\n",
          "/mnt/raw clips": null,
        },
        tells: {
          fstab: "nas:/raw\\040clips /mnt/raw\\040clips nfs4 hard 0 0",
          source: "nas:/raw\\040clips",
          options: "rw,hard",
          answers: "yes",
        },
      },
      {
        it: "knows a disk by its label",
        want: { path: "/mnt/cache", source: "LABEL=cache", fstype: "xfs" },
        files: {
          ...mounts("80 22 8:17 / /mnt/cache rw - xfs /dev/sdb1 rw\n"),
          "/dev/disk/by-label/cache": "-> ../../sdb1",
          "/dev/sdb1": "",
        },
        tells: { source: "LABEL=cache", fstype: "xfs", options: "rw" },
      },
      {
        it: "leaves alone what another program mounts on demand",
        want: projects,
        files: mounts("61 22 0:51 / /mnt/projects rw - autofs /etc/auto.direct rw,fd=7,timeout=300,direct\n"),
        tells: { "!cannot": "another automount than systemd's is there, which this kind does not manage: /etc/auto.direct" },
      },
      {
        it: "does not wake up an automount at rest",
        want: rushes,
        files: { ...mounts(trap(600)), "/etc/fstab": `${rushesLine}\n`, "/etc/rushes.cred": "password=x\n" },
        tools: { systemctl: "exit 0", timeout: "echo 'nobody asks'; exit 137" },
        tells: { ...rushesAsWanted, credentials: "0644 root:root" },
      },
      {
        it: "looks at what an automount has mounted",
        want: rushes,
        files: { ...mounts(trap(0), smb.replace(",seal", "")), "/mnt/rushes": null },
        tools: { systemctl: "exit 0" },
        tells: {
          automount: "active,timeout=0",
          source: "//nas/rushes",
          fstype: "cifs",
          options: "rw,vers=3.1.1",
          answers: "yes",
          credentials: "",
        },
      },
      {
        it: "sees that what shall be mounted on demand is simply mounted",
        want: rushes,
        files: mounts(smb),
        tools: { systemctl: "exit 0" },
        tells: { automount: "", source: "//nas/rushes" },
      },
      {
        it: "sees an automount where the file system itself shall be mounted",
        want: projects,
        files: mounts(trap(0).replace("rushes", "projects")),
        tells: { automount: "active,timeout=0", source: "", answers: "" },
      },
      { it: "waits for the package that brings systemd", want: rushes, tells: { "!needs": "systemctl" } },
    ],
    repairs: [
      {
        it: "writes fstab, makes the mount point and mounts, and undoes all but the mount point",
        want: projects,
        files: { ...mounts(), "/etc/fstab": "# /etc/fstab\nUUID=1 / ext4 errors=remount-ro 0 1" },
        tools,
        drifts: ["fstab", "source", "fstype", "options", "answers"],
        leaves: { "/etc/fstab": `# /etc/fstab\nUUID=1 / ext4 errors=remount-ro 0 1\n${line}\n`, "/mnt/projects": null },
        calls: ["mount /mnt/projects"],
        undone: { "/etc/fstab": "# /etc/fstab\nUUID=1 / ext4 errors=remount-ro 0 1\n", "/proc/self/mountinfo": rootfs },
        undoCalls: ["umount /mnt/projects"],
      },
      {
        it: "changes its line where it stands and touches no other",
        want: projects,
        files: {
          ...mounts(),
          "/etc/fstab": "# a\n\nold:/x\t/mnt/projects nfs ro\n/dev/sdb1  /mnt/projects2 xfs\nold:/y /mnt/projects nfs ro\n\n",
        },
        tools,
        drifts: ["fstab", "source", "fstype", "options", "answers"],
        leaves: { "/etc/fstab": `# a\n\n${line}\n/dev/sdb1  /mnt/projects2 xfs\n\n` },
      },
      {
        it: "takes another server's share away first",
        want: projects,
        files: {
          ...mounts("70 61 0:60 / /mnt/projects rw - nfs4 10.77.20.99:/old rw,vers=4.2\n"),
          "/etc/fstab": `${line}\n`,
          "/mnt/projects": null,
        },
        tools,
        drifts: ["source", "options", "answers"],
        calls: ["umount /mnt/projects", "mount /mnt/projects"],
      },
      {
        it: "takes away all that lies upon each other at the path",
        want: projects,
        files: {
          ...mounts(nfs(negotiated), "70 61 0:60 / /mnt/projects rw - nfs4 10.77.20.99:/old rw,vers=4.2\n"),
          "/etc/fstab": `${line}\n`,
          "/mnt/projects": null,
        },
        tools: { ...tools, umount: "head -n -1 /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo" },
        drifts: ["source", "options", "answers"],
        calls: ["umount /mnt/projects", "umount /mnt/projects", "mount /mnt/projects"],
      },
      {
        it: "changes without interruption what can be changed so",
        want: projects,
        files: { ...mounts(nfs(negotiated, "ro,relatime")), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools: { ...tools, mount: remounts },
        drifts: ["options"],
        calls: ["mount -o remount,rw /mnt/projects"],
      },
      {
        it: "allows again what somebody forbade",
        want: projects,
        files: { ...mounts(nfs(negotiated, "rw,noexec,relatime")), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools: { ...tools, mount: "awk '{ sub(/,noexec/, \"\"); print }' /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo" },
        drifts: ["options"],
        calls: ["mount -o remount,exec /mnt/projects"],
      },
      {
        it: "mounts again when the kernel refuses to change it so",
        want: projects,
        files: { ...mounts(nfs(negotiated, "ro,relatime")), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools: { ...tools, mount: `case $1 in -o) exit 32 ;; esac; ${tools.mount}` },
        drifts: ["options"],
        calls: ["mount -o remount,rw /mnt/projects", "umount /mnt/projects", "mount /mnt/projects"],
      },
      {
        it: "mounts again for an option that NFS agrees on only once",
        want: projects,
        files: { ...mounts(nfs(negotiated.replace("nconnect=4", "nconnect=2"))), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools,
        drifts: ["options"],
        calls: ["umount /mnt/projects", "mount /mnt/projects"],
      },
      {
        it: "mounts again what has a stale handle",
        want: projects,
        files: { ...mounts(nfs(negotiated)), "/etc/fstab": `${line}\n`, "/mnt/projects": null, "/stale": "" },
        tools: {
          ...tools,
          umount: `rm -f /stale; ${tools.umount}`,
          timeout: `case $1 in -s) [ ! -e /stale ] ;; *) shift 3; "/usr/local/sbin/$@" ;; esac`,
        },
        drifts: ["answers"],
      },
      {
        it: "sets an automount in the place of a mount, and takes both away again",
        want: rushes,
        files: { ...mounts(smb), "/etc/fstab": "", "/mnt/rushes": null, "/etc/rushes.cred": "password=x\n" },
        tools: { ...tools, ...systemd },
        drifts: ["fstab", "automount", "credentials"],
        leaves: { "/etc/fstab": `${rushesLine}\n`, "/proc/self/mountinfo": rootfs + trap(600) },
        undone: { "/etc/fstab": "", "/proc/self/mountinfo": rootfs },
      },
      {
        it: "sets a mount in the place of an automount",
        want: projects,
        files: { ...mounts(trap(0).replace("rushes", "projects")), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools: { ...tools, ...systemd },
        drifts: ["source", "fstype", "options", "automount", "answers"],
        leaves: { "/proc/self/mountinfo": rootfs + nfs(negotiated) },
      },
      {
        it: "has an automount wait anew when somebody shall wait longer",
        want: rushes,
        files: { ...mounts(trap(60), smb), "/etc/fstab": `${rushesLine}\n`, "/etc/rushes.cred": "password=x\n", "/mnt/rushes": null },
        tools: { ...tools, ...systemd },
        drifts: ["automount", "credentials"],
        leaves: { "/proc/self/mountinfo": rootfs + trap(600) },
      },
      {
        it: "leaves an automount at rest when what it had mounted was wrong",
        want: rushes,
        files: {
          ...mounts(trap(600), smb.replace("3.1.1", "2.1")),
          "/etc/fstab": `${rushesLine}\n`,
          "/mnt/rushes": null,
          "/etc/rushes.cred": "password=x\n",
        },
        tools: { ...tools, ...systemd },
        drifts: ["options", "credentials"],
        calls: ["umount /mnt/rushes"],
        leaves: { "/proc/self/mountinfo": rootfs + trap(600) },
      },
      {
        it: "unmounts what shall not be there",
        want: { ...projects, ensure: "absent" },
        files: { ...mounts(nfs(negotiated)), "/etc/fstab": `${line}\n`, "/mnt/projects": null },
        tools,
        drifts: ["fstab", "source"],
        leaves: { "/etc/fstab": "" },
        calls: ["umount /mnt/projects"],
      },
    ],
    refuses: [
      {
        it: "never forces a file system away from those who use it, and says who they are",
        want: projects,
        files: {
          ...mounts(
            "70 61 0:60 / /mnt/projects rw - nfs4 10.77.20.99:/old rw\n",
            "71 70 0:61 / /mnt/projects/raw rw - nfs4 10.77.20.99:/raw rw\n",
          ),
          "/etc/fstab": `${line}\n`,
          "/mnt/projects": null,
          ...program(4711, "resolve"),
          "/proc/4711/fd/7": "-> /mnt/projects/A 001.mov",
          ...program(4712, "bash"),
          "/proc/4712/cwd": "-> /mnt/projects",
          ...program(4713, "python3"),
          "/proc/4713/maps": "7f00-7f01 r-xp 00000000 00:33 12 /mnt/projects/tools/ocio.so\n",
          ...program(4714, "cron"),
          "/proc/4714/cwd": "-> /mnt/projects2",
          "/proc/4714/fd/1": "-> /mnt/projects.log",
          "/proc/swaps": "Filename Type Size Used Priority\n/mnt/projects/swap file 1 0 -2\n",
        },
        tools: { umount: 'echo "umount: /mnt/projects: target is busy." >&2; exit 32' },
        says: /target is busy[^]*in use, so it stays as it is, by bash \(4712, root\), resolve \(4711, root\), python3 \(4713, root\), the kernel for \/mnt\/projects\/raw, the kernel for \/mnt\/projects\/swap$/m,
      },
      {
        it: "does not destroy what lives in memory",
        want: { path: "/mnt/ram", source: "tmpfs", fstype: "tmpfs", options: ["mode=0700"] },
        files: {
          ...mounts("70 61 0:60 / /mnt/ram rw - tmpfs tmpfs rw,size=1024k\n"),
          "/etc/fstab": "tmpfs /mnt/ram tmpfs mode=0700 0 0\n",
          "/mnt/ram/clip": "only here",
        },
        tools,
        says: /lives in memory and is not empty/,
      },
      {
        it: "does not mount without the file that holds the password",
        want: rushes,
        files: { ...mounts(), "/etc/fstab": "" },
        tools: { ...tools, ...systemd },
        says: /\/etc\/rushes.cred, with user and password of the mount, is not there/,
        keeps: { "/etc/fstab": "", "/proc/self/mountinfo": rootfs },
      },
    ],
    lab: [
      {
        on: "online-01",
        want: onReal,
        after: [packages({ names: ["nfs-common"] })],
        peer: server,
        breaks: [
          { by: "unmounted it", with: sh`umount /mnt/trial-nfs`, drifts: ["source", "fstype", "options", "answers"] },
          { by: "took it out of fstab", with: sh`sed -i /trial-nfs/d /etc/fstab`, drifts: ["fstab"] },
          { by: "changed its options in fstab", with: sh`sed -i '/trial-nfs/s/hard/soft/' /etc/fstab`, drifts: ["fstab"] },
          { by: "made it read-only", with: sh`mount -o remount,ro /mnt/trial-nfs`, drifts: ["options"] },
          { by: "forbade programs on it", with: sh`mount -o remount,noexec /mnt/trial-nfs`, drifts: ["options"] },
          {
            by: "mounted it with another version",
            with: sh`umount /mnt/trial-nfs && mount -t nfs4 -o vers=4.1,nconnect=2,hard 10.77.0.21:/srv/trial-nfs /mnt/trial-nfs`,
            drifts: ["options"],
          },
          {
            by: "mounted another folder of the server in its place",
            with: sh`umount /mnt/trial-nfs && mount -t nfs4 -o vers=4.2,nconnect=2,hard 10.77.0.21:/srv/trial-nfs/raw /mnt/trial-nfs`,
            drifts: ["source", "answers"],
          },
          {
            by: "mounted something else over it",
            with: sh`mount -t tmpfs tmpfs /mnt/trial-nfs`,
            drifts: ["source", "fstype", "options", "answers"],
          },
          {
            by: "made an automount of it",
            with: sh`umount /mnt/trial-nfs && sed -i '/trial-nfs/s/hard/hard,x-systemd.automount/' /etc/fstab && systemctl daemon-reload && systemctl start "$(systemd-escape -p --suffix=automount /mnt/trial-nfs)"`,
            drifts: ["fstab", "source", "fstype", "options", "automount", "answers"],
          },
          {
            // Its packets go to a network card that nobody has.
            by: "cut the server off",
            with: sh`ip neigh replace 10.77.0.21 lladdr 02:00:00:00:00:01 dev vec0 nud permanent`,
            drifts: ["answers"],
            healedBy: sh`ip neigh del 10.77.0.21 dev vec0; timeout -s KILL 90 stat -f /mnt/trial-nfs >/dev/null`,
          },
        ],
        gone: sh`! grep -q trial-nfs /etc/fstab /proc/self/mountinfo`,
        afterwards: sh`rmdir /mnt/trial-nfs`,
      },
      {
        on: "online-01",
        want: { ...onReal, path: "/mnt/trial-auto", automount: true, idleTimeout: 600 },
        after: [packages({ names: ["nfs-common"] })],
        peer: server,
        breaks: [
          {
            by: "stopped the automount",
            with: sh`systemctl stop "$(systemd-escape -p --suffix=automount /mnt/trial-auto)"`,
            drifts: ["source", "fstype", "options", "automount", "answers"],
          },
          {
            by: "had it wait shorter",
            with: sh`sed -i '/trial-auto/s/=600/=60/' /etc/fstab && systemctl daemon-reload && systemctl restart "$(systemd-escape -p --suffix=automount /mnt/trial-auto)"`,
            drifts: ["fstab", "automount"],
          },
          {
            by: "went there and made it read-only",
            with: sh`ls /mnt/trial-auto/raw && mount -o remount,ro /mnt/trial-auto`,
            drifts: ["options"],
          },
          {
            by: "mounted something else over it",
            with: sh`mount -t tmpfs tmpfs /mnt/trial-auto`,
            drifts: ["source", "fstype", "options", "answers"],
          },
        ],
        gone: sh`! grep -q trial-auto /etc/fstab /proc/self/mountinfo`,
        afterwards: sh`rmdir /mnt/trial-auto`,
      },
      {
        // There is no SMB server in the lab, and an automount at rest asks none.
        on: "online-01",
        want: { ...rushes, path: "/mnt/trial-smb", options: ["vers=3.1.1", "seal", "credentials=/etc/trial.cred"] },
        ready: sh`umask 077 && printf 'username=trial\\npassword=trial\\n' >/etc/trial.cred`,
        breaks: [
          { by: "opened the file with the password to all", with: sh`chmod 0644 /etc/trial.cred`, drifts: ["credentials"] },
          { by: "gave it to somebody", with: sh`chown nobody /etc/trial.cred`, drifts: ["credentials"] },
        ],
        gone: sh`! grep -q trial-smb /etc/fstab /proc/self/mountinfo`,
        afterwards: sh`rm /etc/trial.cred; rmdir /mnt/trial-smb`,
      },
      {
        on: "san-01",
        want: { path: "/mnt/trial-ram", source: "tmpfs", fstype: "tmpfs", options: ["size=1024k", "mode=700"] },
        breaks: [
          {
            by: "made it larger, with files in it",
            with: sh`echo clip >/mnt/trial-ram/clip && mount -o remount,size=2048k /mnt/trial-ram`,
            drifts: ["options"],
          },
          {
            by: "unmounted it",
            with: sh`[ "$(cat /mnt/trial-ram/clip)" = clip ] && umount /mnt/trial-ram`,
            drifts: ["source", "fstype", "options"],
          },
        ],
        gone: sh`! grep -q trial-ram /etc/fstab /proc/self/mountinfo`,
        afterwards: sh`rmdir /mnt/trial-ram`,
      },
      {
        on: "san-01",
        want: { path: "/mnt/trial-disk", source: "LABEL=trialdisk", fstype: "ext4", options: ["noatime", "nodev"], passno: 2 },
        ready: sh`truncate -s 32M /srv/trial-disk.img && mkfs.ext4 -q -L trialdisk /srv/trial-disk.img && losetup -f /srv/trial-disk.img && udevadm settle && sleep 1 && [ -e /dev/disk/by-label/trialdisk ]`,
        breaks: [
          { by: "made it read-only", with: sh`mount -o remount,ro /mnt/trial-disk`, drifts: ["options"] },
          { by: "mounted it with other options", with: sh`mount -o remount,atime,dev /mnt/trial-disk`, drifts: ["options"] },
          { by: "unmounted it", with: sh`umount /mnt/trial-disk`, drifts: ["source", "fstype", "options"] },
          { by: "had it checked never", with: sh`sed -i '/trialdisk/s/2$/0/' /etc/fstab`, drifts: ["fstab"] },
        ],
        gone: sh`! grep -q trialdisk /etc/fstab && ! grep -q trial-disk /proc/self/mountinfo`,
        afterwards: sh`losetup -d "$(losetup -n -O NAME -j /srv/trial-disk.img)"; rm /srv/trial-disk.img; rmdir /mnt/trial-disk`,
      },
    ],
  },
);

test.each([
  [["password=secret"], "has a password among its options"],
  [["username=anna%secret"], "has a password among its options"],
  [["x-systemd.automount"], "has an automount among its options"],
  [["bind"], "is a bind mount"],
])("%s is refused", (options, why) => {
  expect(() => mount({ path: "/mnt/rushes", source: "//nas/rushes", fstype: "cifs", options })).toThrow(`the mount /mnt/rushes ${why}`);
});

test("options that only mount(8) reads are not looked for in the kernel", () => {
  expect(
    visibleOptions("nfs4", [
      "_netdev",
      "nofail",
      "x-systemd.requires=network-online.target",
      "bg",
      "nfsvers=4.1",
      "actimeo=30",
      "tcp",
      "ro",
    ]),
  ).toEqual(["vers=4.1", "acregmin=30", "acregmax=30", "acdirmin=30", "acdirmax=30", "proto=tcp", "ro"]);
});

test("CIFS has other names for some options", () => {
  expect(
    visibleOptions("cifs", ["credentials=/etc/x", "user=anna", "workgroup=EDIT", "actimeo=5", "multichannel", "max_channels=4"]),
  ).toEqual(["rw", "username=anna", "domain=EDIT", "actimeo=5", "multichannel", "max_channels=4"]);
});

test("tmpfs prints its size in KiB, and its mode without zeros", () => {
  expect(visibleOptions("tmpfs", ["rw", "size=2G", "mode=0755", "nr_inodes=1k"])).toEqual([
    "rw",
    "size=2097152k",
    "mode=755",
    "nr_inodes=1k",
  ]);
  expect(visibleOptions("tmpfs", ["rw", "size=50%"])).toEqual(["rw"]);
});
