import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** Sets `$_value` to what a file of `KEY=value` lines says of a key, without its quotes; the last line that names it counts. */
export const read = (path: string | Sh, key: string): Sh => sh`
    _value=''
    [ ! -r ${path} ] || while IFS= read -r _each || [ -n "$_each" ]; do
      case $_each in ${key}=*) _value=\${_each#*=} ;; esac
    done <${path}
    _value=\${_value#[\\"\\']}; _value=\${_value%[\\"\\']}`;

/** Gives the key that value and leaves every other line as it is. */
export const write = (path: string | Sh, key: string, value: string): Sh => sh`
    _was=${path}; [ -e "$_was" ] || _was=/dev/null
    _key=${key} _value=${value} awk '
      index($0, ENVIRON["_key"] "=") != 1 { print; next }
      !said++ { print ENVIRON["_key"] "=" ENVIRON["_value"] }
      END { if (!said) print ENVIRON["_key"] "=" ENVIRON["_value"] }' "$_was" | write_file ${path} 0644 root root`;
