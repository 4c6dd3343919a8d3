import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { escaped } from "#states/mount/fstab.ts";

/** Whether a server is at the other end. */
export const isRemote = (fstype: string): boolean => /^(nfs4?|cifs|smb3|ceph|glusterfs|lustre|beegfs)$/.test(fstype);

/** `UUID=…` and `LABEL=…` are names of links that udev keeps. */
export const device = (source: string): string => {
  const [tag = "", value = ""] = source.split("=", 2);
  return ["UUID", "LABEL", "PARTUUID", "PARTLABEL"].includes(tag) ? `/dev/disk/by-${tag.toLowerCase()}/${value}` : source;
};

/** Prints `PATH|AUTOMOUNT SOURCE FSTYPE ,OPTION,OPTION,` of each path, with a dash for what isn't there. It waits for no server. */
const printMounts = (paths: readonly string[]): Sh => sh`_paths=${paths.map(escaped).join("\n")} awk '
      BEGIN { n = split(ENVIRON["_paths"], path, "\\n"); for (i = 1; i <= n; i++) { automount[path[i]] = "-"; mount[path[i]] = "- - -" } }
      $5 in mount {
        for (i = 7; i < NF && $i != "-"; i++);
        live = "," $6 "," $(i + 3) ","
        if (live ~ /,ro,/) while (sub(/,rw,/, ",", live));
        # the last one is on top; what an automount lies upon is out of reach
        if ($(i + 1) != "autofs") { mount[$5] = $(i + 2) " " $(i + 1) " " live; next }
        mount[$5] = "- - -"
        automount[$5] = $(i + 2)
        if ($(i + 2) == "systemd-1" && match(live, /,timeout=[0-9]+,/)) automount[$5] = "active," substr(live, RSTART + 1, RLENGTH - 2)
      }
      END { for (i = 1; i <= n; i++) print path[i] "|" automount[path[i]] " " mount[path[i]] }' /proc/self/mountinfo 2>/dev/null`;

/** Asks once what is mounted at the paths. */
export const surveyMounts = (paths: readonly string[]): Sh => sh`_mounts=$(${printMounts(paths)})`;

/** Sets `$_automount`, `$_source`, `$_fstype` and `$_live` to what is at a path, empty where nothing is. */
export const readMount = (path: string): Sh => sh`line_of ${`${escaped(path)}|`} "\${_mounts-}"
    [ -n "$_line" ] || { _mounts=$(${printMounts([path])}); line_of ${`${escaped(path)}|`} "$_mounts"; }
    set -f
    # shellcheck disable=SC2086 # its fields
    set -- $_line
    set +f
    _automount=\${1#-} _source=\${2#-} _fstype=\${3#-} _live=\${4#-}`;

/** Sets `$_answer` to whether the server of a mount answers within seconds: `fails` where it does with a mistake (a stale file handle). */
export const readAnswer = (path: string): Sh => sh`if is_dead ${path}; then _answer=no; else
      timeout -s KILL 5 stat -f ${path} >/dev/null 2>&1
      case $? in 0) _answer=yes ;; 124 | 137 | 143) _answer=no ;; *) _answer=fails ;; esac
    fi`;
