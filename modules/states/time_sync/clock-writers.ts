import { sh } from "#core/sh.ts";

/** Sets `$_writers` to the programs that run and set the system clock. Exactly one may: two pull it to and fro. */
// The kernel keeps 15 letters of a name: proc(5).
export const clockWriters = sh`
    _writers=''
    # shellcheck disable=SC2013 # a name with a blank is none of these
    for _each in $(cat /proc/[0-9]*/comm 2>/dev/null | sort -u); do
      case $_each in
        systemd-timesyn) _writers=$_writers,systemd-timesyncd ;;
        chronyd | ntpd | phc2sys | timemaster) _writers=$_writers,$_each ;;
      esac
    done
    _writers=\${_writers#,}`;

/** Stops the one that comes with systemd. Others were installed on purpose: which one stays is for people to say. */
export const stopTimesyncd = sh`! systemctl -q is-active -- systemd-timesyncd.service || systemctl disable --now -- systemd-timesyncd.service`;
