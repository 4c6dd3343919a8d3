import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface Filesystem {
  readonly dev: string;
  readonly fstype: "xfs" | "ext4";
  readonly label?: string;
  readonly uuid?: string;
  readonly opts?: readonly string[];
  readonly resize?: boolean;
}

const mkfs = ({ dev, fstype, label, uuid, opts = [] }: Filesystem): Sh => {
  const named = label === undefined ? [] : ["-L", label];
  const known = uuid === undefined ? [] : fstype === "xfs" ? ["-m", `uuid=${uuid}`] : ["-U", uuid];
  return sh`${`mkfs.${fstype}`} -q ${[...named, ...known, ...opts]} ${dev}`;
};

// A last group or allocation group that would be too small stays unused.
const remainder = 16 * 2 ** 20;

/** Prints how large the file system is, in bytes. */
const sizeOf = ({ dev, fstype }: Filesystem): Sh =>
  fstype === "xfs"
    ? sh`xfs_info ${dev} 2>/dev/null | awk '$1 == "data" { gsub(/[^0-9 ]/, " "); print $1 * $2 }'`
    : sh`dumpe2fs -h ${dev} 2>/dev/null | awk -F: '$1 == "Block count" { blocks = $2 } $1 == "Block size" { printf "%.0f\\n", blocks * $2 }'`;

/** Sets `$_mounted` to where it is mounted, and to nothing where it isn't. */
const findMount = (dev: string): Sh => sh`_node=$(readlink -f ${dev}) _mounted=''
    read -r _number 2>/dev/null <"/sys/class/block/\${_node##*/}/dev" || _number=none
    _mounted=$(_number=$_number awk '$3 == ENVIRON["_number"] && $4 == "/" { print $5; exit }' /proc/self/mountinfo)
    _mounted=$(printf %b "$_mounted")`;

/** Ends the repair unless the device is surely empty: nothing that anybody knows, no zeroes missing at either end, nobody uses it. */
const onlyIfEmpty = ({ dev }: Filesystem): Sh => sh`refuse() { echo ${dev} "$1, so no file system is made on it" >&2; exit 1; }
    _bytes=$(blockdev --getsize64 ${dev} 2>/dev/null) || refuse 'is no block device'
    ${findMount(dev)}
    ! grep -qs " $_number " /proc/[0-9]*/mountinfo || refuse 'is mounted'
    ! grep -qs "^$_node " /proc/swaps || refuse 'is swap'
    for _each in "/sys/class/block/\${_node##*/}"/holders/* "/sys/class/block/\${_node##*/}"/*/partition; do
      [ ! -e "$_each" ] || refuse 'has partitions, or is part of another device'
    done
    _known=0
    _said=$(timeout -k 2 30 blkid -p -o export ${dev} 2>&1) || _known=$?
    [ "$_known" -eq 2 ] || refuse "is not known to be empty (blkid: $_said)"
    _said=$(timeout -k 2 30 wipefs -n ${dev} 2>&1) || _said=\${_said:-failed}
    [ -z "$_said" ] || refuse "is not known to be empty (wipefs: $_said)"
    for _at in 0 $((_bytes / 1048576 - 1)); do
      [ "$_at" -ge 0 ] || continue
      _said=$({ timeout -k 2 30 dd if=${dev} bs=1048576 skip="$_at" count=2 2>/dev/null && echo read; } | tr -d '\\000' | tail -c 6)
      case $_said in read) ;; *read) refuse 'holds data of an unknown kind' ;; *) refuse 'could not be read' ;; esac
    done`;

/**
 * A file system on a whole device: its type, its label, and whether it fills the device. It is made only where there is surely nothing:
 * no signature that blkid or wipefs knows, nothing but zeroes at both ends, no partitions, no user. There is no way to force it, and when
 * the state goes, the file system stays. Where something else is found, the state says so and leaves it to a person.
 *
 * With `resize` it grows with its device (a LUN that was made larger); it never shrinks.
 *
 * @example filesystem({ dev: "/dev/disk/by-id/nvme-Samsung_990_S6Z1", fstype: "xfs", label: "cache", opts: ["-m", "reflink=1"] })
 * @example filesystem({ dev: "/dev/mapper/raid-1", fstype: "xfs", label: "raid-1", resize: true })
 */
export const filesystem = defineState<Filesystem, "fstype" | "label" | "uuid" | "size">({
  kind: "filesystem",
  summary: "file system on a device: type, label, size; made on empty devices only",
  params: {
    type: "object",
    properties: {
      dev: path("the device, by a name that stays the same", "/dev/disk/by-id/nvme-Samsung_990_S6Z1"),
      fstype: { type: "string", enum: ["xfs", "ext4"], description: "the type of the file system" },
      label: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        maxLength: 16,
        description: "its label, at most 12 letters for XFS; without one, any is right",
        examples: ["cache"],
      },
      uuid: {
        type: "string",
        pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        description: "its UUID; a file system that has another one keeps it, and the state says so",
        examples: ["0f2c3c5e-8d1f-4a0b-9f6e-2f5d3a1b7c88"],
      },
      opts: {
        type: "array",
        // A single letter or a value of one: neither -f (force) nor another device.
        items: { type: "string", pattern: "^(-[A-EG-Za-eg-z]|[A-Za-z0-9^][A-Za-z0-9_.,=:/^%-]*)$" },
        description: "options of mkfs for when it is made, each word by itself; later on they say nothing",
        examples: [["-m", "reflink=1", "-d", "su=256k,sw=8"]],
      },
      resize: { type: "boolean", description: "whether it grows when its device has grown", default: false },
    },
    required: ["dev", "fstype"],
    additionalProperties: false,
  },

  name: (want) => want.dev,

  // The device itself is read, not what udev remembers. One that does not answer is given up.
  inspect: (want) => sh`
    needs blkid
    ${want.resize === true && sh`needs ${want.fstype === "xfs" ? "xfs_info" : "dumpe2fs"}`}
    _fstype='' _label='' _uuid='' _size=''
    if [ -e ${want.dev} ]; then
      _known=0
      _said=$(timeout -k 2 10 blkid -p -o export ${want.dev} 2>/dev/null) || _known=$?
      case $_known in
        0)
          line_of TYPE= "$_said"; _fstype=$_line
          line_of LABEL= "$_said"; _label=$_line
          line_of UUID= "$_said"; _uuid=$_line
          line_of PTTYPE= "$_said"
          [ -n "$_fstype" ] || _fstype="partitions ($_line)" ;;
        2) [ "$(head -c 1048576 ${want.dev} 2>/dev/null | tr -d '\\000' | head -c 1 | wc -c)" -eq 0 ] || _fstype='unknown data' ;;
        8) _fstype='several signatures' ;;
        *) cannot_look ${`${want.dev} does not answer`} ;;
      esac
    fi
    emit fstype "$_fstype"
    emit label "$_label"
    emit uuid "$_uuid"
    ${
      want.resize === true &&
      sh`if [ "$_fstype" = ${want.fstype} ]; then
      _has=$(blockdev --getsize64 ${want.dev} 2>/dev/null) _size=$(${sizeOf(want)})
      if [ "\${_has:-0}" -le $((\${_size:-0} + ${remainder})) ]; then _size='whole device'; else _size="$((_size / 1048576)) of $((_has / 1048576)) MiB"; fi
    fi
    emit size "$_size"`
    }`,

  expect: ({ fstype, label, uuid, resize }) => ({
    fstype,
    ...(label !== undefined && { label }),
    ...(uuid !== undefined && { uuid }),
    ...(resize === true && { size: "whole device" }),
  }),

  repair: (want, drift) => {
    const { dev, fstype, label } = want;
    if (drift.fstype)
      return [
        onlyIfEmpty(want),
        sh`${mkfs(want)} </dev/null
    ! command -v udevadm >/dev/null || udevadm settle --timeout=30 || :`,
      ];
    return [
      (drift.label ?? drift.size) && findMount(dev),
      drift.label &&
        (fstype === "ext4"
          ? sh`e2label ${dev} ${label}`
          : sh`if [ -n "$_mounted" ]; then xfs_io -c ${`label -s ${label}`} "$_mounted" >/dev/null; else xfs_admin -L ${label} ${dev} >/dev/null; fi`),
      drift.size &&
        (fstype === "ext4"
          ? sh`if [ -z "$_mounted" ]; then e2fsck -f -p ${dev} || [ $? -eq 1 ]; fi
    resize2fs ${dev}`
          : sh`_at=$_mounted
    if [ -z "$_mounted" ]; then _at=$(mktemp -d) && mount -t xfs ${dev} "$_at"; fi
    _grown=0
    xfs_growfs "$_at" >/dev/null || _grown=$?
    if [ -z "$_mounted" ]; then umount "$_at" && rmdir "$_at"; fi
    [ "$_grown" -eq 0 ]`),
      drift.uuid &&
        sh`echo ${`${dev} has the UUID ${drift.uuid.have}: whatever mounts it by that name would not find it any more, so it keeps it`} >&2; exit 1`,
    ];
  },

  elsewhere: {
    ansible: "community.general.filesystem: { dev: /dev/sdb, fstype: xfs, opts: -L cache, resizefs: true, force: false }",
    salt: "/dev/sdb: blockdev.formatted: [{fs_type: xfs}]",
    puppet: "filesystem { '/dev/sdb': ensure => present, fs_type => 'xfs', options => '-L cache' }",
  },
});
