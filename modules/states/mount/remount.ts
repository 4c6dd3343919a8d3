import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { isRemote } from "#states/mount/live.ts";

// mount(8), FILESYSTEM-INDEPENDENT MOUNT OPTIONS
const ofAll = /^(ro|rw|(no)?(suid|dev|exec|atime|diratime|relatime|strictatime|lazytime|symfollow)|sync|async|dirsync|lazytime)$/;

// What a remount can change besides; mount(8) and the kernel's Documentation/filesystems. NFS refuses all, XFS ignores most.
const ofType: ReadonlyMap<string, RegExp> = new Map([
  ["ext4", /^(commit|errors|barrier|nobarrier|discard|nodiscard)(=.*)?$/],
  ["xfs", /^inode(32|64)$/],
  ["btrfs", /^(compress|compress-force|commit|discard|nodiscard|autodefrag|noautodefrag)(=.*)?$/],
  ["tmpfs", /^(size|nr_inodes|nr_blocks|huge)=.*$/],
]);

/** Whether the kernel lets one change all of these options while the file system is in use. */
const canRemount = (fstype: string, options: readonly string[]): boolean =>
  options.every((option) => ofAll.test(option) || ofType.get(fstype)?.test(option) === true);

/** Changes options of a mount in use where the kernel can, and mounts it again where it refuses. */
export function remount(path: string, fstype: string, options: { readonly want: string; readonly have: string }, again: Sh): Sh {
  const [wanted, inForce] = [options.want.split(","), options.have.split(",")];
  const missing = wanted.filter((option) => !inForce.includes(option));
  const added = inForce.filter(
    (option) => /^no(suid|dev|exec)$/.test(option) && !wanted.includes(option) && !missing.includes(option.slice(2)),
  );
  const changes = [...missing, ...added.map((flag) => flag.slice(2))];
  if (!canRemount(fstype, changes)) return again;
  // A disk that the kernel made read-only has errors, and to mount it again might add to them.
  const otherwise =
    missing.includes("rw") && !isRemote(fstype)
      ? sh`echo ${`the kernel keeps ${path} read-only, as it does after errors: see dmesg, then check the file system with fsck`} >&2; exit 1`
      : again;
  return sh`if ! timeout -k 5 60 mount -o ${`remount,${changes.join(",")}`} ${path}; then
    ${otherwise}
    fi`;
}
