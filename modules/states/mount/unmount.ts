import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { escaped } from "#states/mount/fstab.ts";
import { findUsers } from "#states/mount/users.ts";

/** Whether anything but an automount's own trap is on top of a path. */
const isMounted = (path: string): Sh =>
  sh`_path=${escaped(path)} awk -v n=0 '$5 == ENVIRON["_path"] { n = !/ - autofs / } END { exit !n }' /proc/self/mountinfo`;

/** Never lazily, never by force: whoever is at work on it would lose what they have open. */
export const unmount = (path: string): Sh => sh`while ${isMounted(path)}; do
      ! timeout -k 5 60 umount ${path} || continue
      ${findUsers(path)}
      echo ${`${path} is in use, so it stays as it is, by`} "\${_users:-nobody that can be named}" >&2
      exit 1
    done`;

/** Refuses to unmount what would be lost with it. */
export const keepMemory = (path: string): Sh =>
  sh`if [ -n "$(ls -A ${path})" ]; then echo ${`${path} lives in memory and is not empty: a new mount would destroy what is in it`} >&2; exit 1; fi`;

/** The name of systemd's unit. */
const automountUnit = (path: string): Sh => sh`"$(systemd-escape --path --suffix=automount ${path})"`;

export const startAutomount = (path: string): Sh => sh`systemctl start ${automountUnit(path)}`;

/** What is mounted goes before, because systemd would take it away lazily. */
export const stopAutomount = (path: string): Sh => sh`${unmount(path)}
    ! _path=${escaped(path)} awk -v n=0 '$5 == ENVIRON["_path"] && / - autofs / { n++ } END { exit !n }' /proc/self/mountinfo || systemctl stop ${automountUnit(path)}`;
