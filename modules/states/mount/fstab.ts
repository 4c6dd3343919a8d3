import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** Text as fstab(5) and mountinfo both write it. */
export const escaped = (text: string): string =>
  text.replaceAll(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);

/** Prints the lines of a path, each laid out the same way. */
export const fstabOf = (path: string): Sh => sh`_path=${escaped(path)} awk '
      $1 !~ /^#/ && $2 == ENVIRON["_path"] { print $1, $2, $3, ($4 == "" ? "defaults" : $4), $5 + 0, $6 + 0 }' /etc/fstab 2>/dev/null`;

/** Writes fstab with `line`, or nothing, in the place of whatever there was for the path. Every other line stays as it is. */
export const writeFstab = (path: string, line: string): Sh => sh`[ -e /etc/fstab ] || write_file /etc/fstab 0644 root root </dev/null
    _fstab=$(_path=${escaped(path)} _line=${line} awk '
      $1 !~ /^#/ && $2 == ENVIRON["_path"] { if (ENVIRON["_line"] != "" && !done++) print ENVIRON["_line"]; next }
      { print }
      END { if (ENVIRON["_line"] != "" && !done) print ENVIRON["_line"] }' /etc/fstab && echo .)
    printf %s "\${_fstab%.}" | write_file /etc/fstab "$(stat -c %a /etc/fstab)" "$(stat -c %U /etc/fstab)" "$(stat -c %G /etc/fstab)"
    [ ! -d /run/systemd/system ] || systemctl daemon-reload`;
