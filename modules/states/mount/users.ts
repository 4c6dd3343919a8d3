import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { escaped } from "#states/mount/fstab.ts";

/**
 * Sets `$_users` to who keeps a path busy: programs with a file or folder of it open, as their own place or in their memory, file systems
 * mounted below it, and what the kernel itself holds. fuser(1) and lsof(8) are not everywhere. Only links and lists are read, never a file
 * of the path, so that a dead server keeps nobody waiting.
 */
export const findUsers = (path: string): Sh => sh`_users=
    for _pid in $({
        timeout -s KILL 20 ls -l /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/exe /proc/[0-9]*/fd || :
        timeout -s KILL 20 grep -F -e ${` ${path}/`} /dev/null /proc/[0-9]*/maps || :
      } 2>/dev/null | _path=${path} awk '
      function below(target) { return target == ENVIRON["_path"] || index(target, ENVIRON["_path"] "/") == 1 }
      function uses(pid) { if (!seen[pid]++) print pid }
      /^\\/proc\\/[0-9]+\\/fd:$/ { split($0, part, "/"); pid = part[3]; next }
      /^\\/proc\\/[0-9]+\\/maps:/ { split($0, part, "/"); uses(part[3]); next }
      (at = index($0, " -> ")) && below(substr($0, at + 4)) {
        if (match($0, /\\/proc\\/[0-9]+\\/(cwd|root|exe) -> /)) { split(substr($0, RSTART), part, "/"); uses(part[3]) }
        else uses(pid)
      }' | head -n 6); do
      _users="$_users, $(cat "/proc/$_pid/comm" 2>/dev/null) ($_pid, $(stat -c %U "/proc/$_pid" 2>/dev/null))"
    done
    _users=$_users$({
        _path=${escaped(path)} awk 'index($5, ENVIRON["_path"] "/") == 1 { print $5 }' /proc/self/mountinfo
        cat /sys/block/loop*/loop/backing_file /proc/swaps /proc/fs/nfsd/exports 2>/dev/null |
          _path=${escaped(path)} awk '$1 == ENVIRON["_path"] || index($1, ENVIRON["_path"] "/") == 1 { print $1 }'
      } | while read -r _held; do printf ', the kernel for %s' "$_held"; done)
    _users=\${_users#, }`;
