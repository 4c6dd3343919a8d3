import { expect, test } from "vitest";
import { visibleOptions } from "#states/mount/options.ts";
import { mount } from "#states/mount.ts";
import { describeState } from "#support/describe-state.ts";

const projects = {
  path: "/mnt/projects",
  source: "10.77.20.10:/srv/projects",
  fstype: "nfs4",
  options: ["rw", "vers=4.2", "nconnect=4", "hard", "_netdev"],
};
const line = "10.77.20.10:/srv/projects /mnt/projects nfs4 rw,vers=4.2,nconnect=4,hard,_netdev 0 0";
const asWanted = { fstab: line, source: projects.source, fstype: "nfs4", options: "rw,vers=4.2,nconnect=4,hard", answers: "yes" };

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
  umount: `grep -v " $1 " /proc/self/mountinfo >/tmp/m; cat /tmp/m >/proc/self/mountinfo`,
};

const unmount = `if _path=/mnt/projects awk -v n=0 '$5 == ENVIRON["_path"] { n++ } END { exit !n }' /proc/self/mountinfo; then
timeout -k 5 60 umount /mnt/projects || { echo '/mnt/projects is in use, so it stays as it is; fuser -vm /mnt/projects on the host tells by whom' >&2; exit 1; }
fi`;
const mountAgain = [unmount, "[ -d /mnt/projects ] || mkdir -p /mnt/projects", "timeout -k 5 150 mount /mnt/projects"];

describeState(
  mount,
  [
    { it: "is quiet when fstab, kernel and server agree", want: projects, found: asWanted, drifts: [], repair: [] },
    {
      it: "mounts what is in fstab but not mounted",
      want: projects,
      found: { fstab: line },
      drifts: ["source", "fstype", "options", "answers"],
      repair: mountAgain,
    },
    {
      it: "unmounts and mounts again when the server agreed on other options, because NFS can't change most of them",
      want: projects,
      found: { ...asWanted, options: "rw,vers=4.1,nconnect=4,hard" },
      drifts: ["options"],
      repair: mountAgain,
    },
    {
      it: "does not mount again what no longer answers",
      want: projects,
      found: { ...asWanted, answers: "no" },
      drifts: ["answers"],
      repair: ["echo '10.77.20.10:/srv/projects does not answer: a new mount would not change that' >&2; exit 1"],
    },
    {
      it: "unmounts before it takes the line away",
      want: { ...projects, ensure: "absent" },
      found: { fstab: "", source: projects.source },
      drifts: ["source"],
      repair: [unmount],
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
        tells: { fstab: "", source: "", fstype: "", options: "", answers: "" },
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
        tells: { options: "vers=4,hard" },
      },
      {
        it: "counts options that go without saying",
        want: { ...projects, options: ["suid", "nconnect=1", "async", "acregmax=60"] },
        files: mounts(nfs("rw,vers=4.2,hard")),
        tells: { options: "suid,nconnect=1,async,acregmax=60" },
      },
      {
        it: "sees that these are not in force",
        want: { ...projects, options: ["suid", "nconnect=1", "async", "acregmax=60"] },
        files: mounts(nfs("rw,sync,vers=4.2,nconnect=8,acregmax=5", "rw,nosuid")),
        tells: { options: "nosuid,nconnect=8,sync,acregmax=5" },
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
          options: "hard",
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
        tells: { source: "LABEL=cache", fstype: "xfs", options: "" },
      },
      {
        it: "leaves alone what is mounted on demand",
        want: projects,
        files: mounts("61 22 0:51 / /mnt/projects rw - autofs systemd-1 rw,fd=50\n"),
        tells: { "!cannot": "it is mounted on demand (autofs), which this kind does not manage" },
      },
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
        it: "never forces a file system away from those who use it",
        want: projects,
        files: {
          ...mounts("70 61 0:60 / /mnt/projects rw - nfs4 10.77.20.99:/old rw\n"),
          "/etc/fstab": `${line}\n`,
          "/mnt/projects": null,
        },
        tools: { umount: 'echo "umount: /mnt/projects: target is busy." >&2; exit 32' },
        says: /target is busy[^]*in use, so it stays as it is/,
      },
    ],
  },
);

test("options that only mount(8) reads are not looked for in the kernel", () => {
  expect(
    visibleOptions(["_netdev", "nofail", "x-systemd.requires=network-online.target", "bg", "nfsvers=4.1", "actimeo=30", "tcp", "ro"]),
  ).toEqual(["vers=4.1", "acregmin=30", "acregmax=30", "acdirmin=30", "acdirmax=30", "proto=tcp", "ro"]);
});
