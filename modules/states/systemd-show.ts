import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** What systemd says of some units: whether it found their files, whether they run, whether it has read the newest files. */
export const show = (names: readonly string[]): Sh =>
  sh`systemctl show -p LoadState -p ActiveState -p NeedDaemonReload -- ${names} 2>/dev/null`;

/** Asks it once for all units of a kind. A unit's properties become one line, `NAME|PROPERTIES`; nothing where systemd does not answer. */
// They are some lines each, in the order of the names, with an empty line between two units.
export const showAll = (names: readonly string[]): Sh => sh`$(${show(names)} | _names=${names.join(" ")} awk -v RS= '
      BEGIN { asked = split(ENVIRON["_names"], name, " ") }
      { gsub("\\n", " "); print name[NR] "|" $0 }
      END { exit NR != asked }')`;
