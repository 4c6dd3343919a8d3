import { sh } from "#core/sh.ts";
import { filesystem } from "#states/filesystem.ts";
import type { Filesystem } from "#states/filesystem.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const cache: Filesystem = { dev: "/dev/sdb", fstype: "xfs", label: "cache" };
const scratch: Filesystem = { dev: "/dev/sdb", fstype: "ext4", label: "scratch", resize: true };

const sdb = { "/dev/sdb": "", "/sys/class/block/sdb/dev": "8:16\n", "/proc/self/mountinfo": "22 1 254:0 / / rw - ext4 /dev/vda1 rw\n" };
const mounted = { "/proc/self/mountinfo": "80 22 8:16 / /mnt/the\\040cache rw - xfs /dev/sdb rw\n" };

// Recorded on util-linux 2.38.
const blkid = (type: string, label: string): string =>
  `printf 'DEVNAME=/dev/sdb\\nLABEL=${label}\\nUUID=6215c8a2-2365-4c5b-8a95-1cbd28d85db8\\nBLOCK_SIZE=512\\nTYPE=${type}\\nUSAGE=filesystem\\n'`;
const nothing = "exit 2";

// Recorded on xfsprogs 6.1, shortened.
const xfsInfo = (blocks: number): string => `printf 'meta-data=/dev/sdb               isize=512    agcount=4, agsize=25600 blks
         =                       sectsz=512   attr=2, projid32bit=1
data     =                       bsize=4096   blocks=${blocks}, imaxpct=25
         =                       sunit=0      swidth=0 blks
log      =internal log           bsize=4096   blocks=16384, version=2
'`;
// Recorded on e2fsprogs 1.47, shortened.
const dumpe2fs = (blocks: number): string =>
  `printf 'Inode count:              102400\\nBlock count:              ${blocks}\\nReserved block count:     20480\\nBlock size:               4096\\n'`;

/** An empty device of 400 MiB as far as the tools say, on which mkfs works. */
const empty = {
  blkid: `if [ -e /made ]; then ${blkid("xfs", "cache")}; else exit 2; fi`,
  blockdev: "echo 419430400",
  wipefs: "exit 0",
  dd: "exit 0",
  "mkfs.xfs": ": >/made",
  "mkfs.ext4": ": >/made",
};

describeState(
  filesystem,
  [
    { it: "is quiet when type and label are as declared", want: cache, found: { fstype: "xfs", label: "cache" }, drifts: [], repair: [] },
    {
      it: "minds no label where none is declared",
      want: { dev: "/dev/sdb", fstype: "xfs" },
      found: { fstype: "xfs", label: "old" },
      drifts: [],
    },
    {
      it: "gives a mounted XFS its label without unmounting it",
      want: cache,
      found: { fstype: "xfs", label: "old" },
      drifts: ["label"],
    },
    {
      it: "sees another UUID",
      want: { ...cache, uuid: "0f2c3c5e-8d1f-4a0b-9f6e-2f5d3a1b7c88" },
      found: { fstype: "xfs", label: "cache", uuid: "6215c8a2-2365-4c5b-8a95-1cbd28d85db8" },
      drifts: ["uuid"],
    },
    {
      it: "sees that the device has grown",
      want: scratch,
      found: { fstype: "ext4", label: "scratch", size: "400 of 600 MiB" },
      drifts: ["size"],
    },
  ],
  {
    tools: { blkid: "exit 2", xfs_info: "exit 1", dumpe2fs: "exit 1" },
    tells: [
      {
        it: "tells what is on the device",
        want: cache,
        files: sdb,
        tools: { blkid: blkid("xfs", "cache") },
        tells: { fstype: "xfs", label: "cache", uuid: "6215c8a2-2365-4c5b-8a95-1cbd28d85db8" },
      },
      { it: "tells that there is nothing", want: cache, files: sdb, tools: { blkid: nothing }, tells: { fstype: "", label: "" } },
      { it: "tells that there is no such device yet", want: cache, tools: { blkid: "exit 4" }, tells: { fstype: "", label: "" } },
      {
        it: "takes a device whose first bytes are not zero for one that holds something",
        want: cache,
        files: { "/dev/sdb": `${"\0".repeat(5000)}x` },
        tools: { blkid: nothing },
        tells: { fstype: "unknown data" },
      },
      {
        it: "sees partitions",
        want: cache,
        files: sdb,
        tools: { blkid: `printf 'DEVNAME=/dev/sdb\\nPTUUID=ab\\nPTTYPE=gpt\\n'` },
        tells: { fstype: "partitions (gpt)" },
      },
      {
        it: "sees that signatures contradict each other",
        want: cache,
        files: sdb,
        tools: { blkid: "exit 8" },
        tells: { fstype: "several signatures" },
      },
      {
        it: "does not wait for a device that does not answer",
        want: cache,
        files: sdb,
        tools: { blkid: "exit 124" },
        tells: { "!cannot": "/dev/sdb does not answer" },
      },
      {
        it: "tells how much of its device an ext4 has",
        want: scratch,
        files: sdb,
        tools: { blkid: blkid("ext4", "scratch"), dumpe2fs: dumpe2fs(102_400), blockdev: "echo 629145600" },
        tells: { size: "400 of 600 MiB" },
      },
      {
        it: "tells how much of its device an XFS has, and does not mind a remainder",
        want: { ...cache, resize: true },
        files: sdb,
        tools: { blkid: blkid("xfs", "cache"), xfs_info: xfsInfo(102_400), blockdev: "echo 431000000" },
        tells: { size: "whole device" },
      },
      {
        it: "needs the file system's own tools to see its size",
        want: { ...cache, resize: true },
        tools: { blkid: nothing },
        tells: { "!needs": "xfs_info" },
      },
    ],
    repairs: [
      {
        it: "makes a file system where there is nothing, and leaves it when the state goes",
        want: { ...cache, uuid: "6215c8a2-2365-4c5b-8a95-1cbd28d85db8", opts: ["-m", "reflink=1"] },
        files: sdb,
        tools: empty,
        drifts: ["fstype", "label", "uuid"],
        calls: [
          "blockdev --getsize64 /dev/sdb",
          "blkid -p -o export /dev/sdb",
          "wipefs -n /dev/sdb",
          "dd if=/dev/sdb bs=1048576 skip=0 count=2",
          "dd if=/dev/sdb bs=1048576 skip=399 count=2",
          "mkfs.xfs -q -L cache -m uuid=6215c8a2-2365-4c5b-8a95-1cbd28d85db8 -m reflink=1 /dev/sdb",
        ],
      },
      {
        it: "gives a mounted XFS its label, and makes it larger",
        want: { ...cache, resize: true },
        files: { ...sdb, ...mounted },
        tools: {
          blkid: `if [ -e /labelled ]; then ${blkid("xfs", "cache")}; else ${blkid("xfs", "old")}; fi`,
          xfs_info: `if [ -e /grown ]; then ${xfsInfo(153_600)}; else ${xfsInfo(102_400)}; fi`,
          blockdev: "echo 629145600",
          xfs_io: ": >/labelled",
          xfs_growfs: ": >/grown",
        },
        drifts: ["label", "size"],
        calls: ["xfs_io -c label -s cache /mnt/the cache", "xfs_growfs /mnt/the cache"],
      },
      {
        it: "mounts an XFS for as long as it grows",
        want: { ...cache, resize: true },
        files: sdb,
        tools: {
          blkid: blkid("xfs", "cache"),
          xfs_info: `if [ -e /grown ]; then ${xfsInfo(153_600)}; else ${xfsInfo(102_400)}; fi`,
          blockdev: "echo 629145600",
          xfs_growfs: ": >/grown",
          mount: "exit 0",
          umount: "exit 0",
        },
        drifts: ["size"],
      },
      {
        it: "checks an ext4 before it makes it larger",
        want: scratch,
        files: sdb,
        tools: {
          blkid: blkid("ext4", "scratch"),
          dumpe2fs: `if [ -e /grown ]; then ${dumpe2fs(153_600)}; else ${dumpe2fs(102_400)}; fi`,
          blockdev: "echo 629145600",
          e2fsck: "exit 1",
          resize2fs: ": >/grown",
        },
        drifts: ["size"],
        calls: ["e2fsck -f -p /dev/sdb", "resize2fs /dev/sdb"],
      },
    ],
    refuses: [
      ...(
        [
          [
            "another file system",
            {},
            { blkid: blkid("ext4", "projects") },
            /not known to be empty \(blkid: DEVNAME=\/dev\/sdb\nLABEL=projects/,
          ],
          ["partitions", { "/sys/class/block/sdb/sdb1/partition": "1\n" }, {}, /has partitions/],
          ["another device on top", { "/sys/class/block/sdb/holders/dm-0": "" }, {}, /is part of another device/],
          ["a signature that only wipefs knows", {}, { wipefs: "echo 'sdb 0x1fe dos'" }, /not known to be empty \(wipefs: sdb/],
          ["data of an unknown kind", {}, { dd: "printf 'footage'" }, /holds data of an unknown kind/],
          ["bytes that cannot be read", {}, { dd: "exit 1" }, /could not be read/],
          ["a mount point", { "/proc/1/mountinfo": "80 22 8:16 / /mnt rw - xfs /dev/sdb rw\n" }, {}, /is mounted/],
          ["swap", { "/proc/swaps": "Filename Type\n/dev/sdb partition 1 0 -2\n" }, {}, /is swap/],
          ["no block device", {}, { blockdev: "exit 1" }, /is no block device/],
        ] as const
      ).map(([what, files, tools, says]) => ({
        it: `never makes a file system over ${what}`,
        want: cache,
        files: { ...sdb, ...files },
        tools: { ...empty, ...tools },
        says,
        keeps: { "/made": undefined },
      })),
      {
        it: "does not change a UUID by which somebody mounts",
        want: { ...cache, uuid: "0f2c3c5e-8d1f-4a0b-9f6e-2f5d3a1b7c88" },
        files: sdb,
        tools: { blkid: blkid("xfs", "cache") },
        says: /has the UUID 6215c8a2-.*keeps it/,
      },
    ],
    lab: (["xfs", "ext4"] as const).map((fstype, i) => {
      const dev = `/dev/loop${i + 5}`;
      const disk = `/var/tmp/trial-${fstype}`;
      return {
        on: "online-01",
        want: { dev, fstype, label: "trial", uuid: `0f2c3c5e-8d1f-4a0b-9f6e-2f5d3a1b7c8${i}`, resize: true },
        after: [packages({ names: ["e2fsprogs", "xfsprogs"] })],
        ready: sh`truncate -s 320M ${disk} && losetup ${dev} ${disk}`,
        breaks: [
          {
            by: `wiped the ${fstype}`,
            with: sh`losetup -d ${dev} && rm ${disk} && truncate -s 320M ${disk} && losetup ${dev} ${disk}`,
            drifts: ["fstype", "label", "uuid", "size"],
          },
          {
            by: `gave the ${fstype} another label`,
            with: fstype === "xfs" ? sh`xfs_admin -L other ${dev} >/dev/null` : sh`e2label ${dev} other`,
            drifts: ["label"],
          },
          { by: `made the device under the ${fstype} larger`, with: sh`truncate -s 480M ${disk} && losetup -c ${dev}`, drifts: ["size"] },
          {
            by: `made the device under the mounted ${fstype} larger, and changed its label`,
            with: sh`${fstype === "xfs" ? sh`xfs_admin -L other ${dev} >/dev/null` : sh`e2label ${dev} other`}
              mkdir -p /mnt/trial && mount ${dev} /mnt/trial && truncate -s 640M ${disk} && losetup -c ${dev}`,
            drifts: ["label", "size"],
          },
        ],
        gone: sh`umount /mnt/trial && blkid -p ${dev} >/dev/null`,
        afterwards: sh`losetup -d ${dev} && rm ${disk} && rmdir /mnt/trial`,
      };
    }),
  },
);
