import { Sh } from "#core/sh.ts";

/**
 * `in_use FOLDER` (a block device's in sysfs) sets `$_why` to how somebody uses the device: mounted in any namespace, held by another
 * device, open, or swap. It sets it to nothing where nobody does.
 */
export const inUse = new Sh(`in_use() {
      _why='' _number=none
      [ ! -r "$1/dev" ] || read -r _number <"$1/dev"
      ! grep -qs -e "^/dev/\${1##*/} " -e "^/dev/mapper/$(cat "$1/dm/name" 2>/dev/null) " /proc/swaps || _why='swap'
      # shellcheck disable=SC2010 # nothing but devices is looked for
      ! ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -e "-> /dev/\${1##*/}\\$" || _why='open'
      for _holder in "$1"/holders/*; do [ ! -e "$_holder" ] || _why="held by \${_holder##*/}"; done
      ! grep -qs " $_number " /proc/[0-9]*/mountinfo || _why='mounted'
    }`);
