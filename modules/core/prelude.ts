import { Sh } from "#core/sh.ts";

/** Where a host keeps Conform's own memory. Root only; it never decides a verdict. */
export const memory = "/var/lib/conform";

/**
 * The few shell functions that every script may use. POSIX sh: dash, BusyBox ash, bash --posix.
 * A record is `STATE.FACT NUL VALUE NUL`: no shell value can hold a NUL, so nothing a host says can forge one.
 */
export const lookPrelude = new Sh(String.raw`
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC
emit() { printf '%s.%s\0%s\0' "$_state" "$1" "$2"; }
# At most 1 MiB of a file; a NUL in it becomes \001, which no declared text may hold.
emit_text() { printf '%s.%s\0' "$_state" "$1"; head -c 1048577 "$2" 2>/dev/null | tr '\000' '\001'; printf '\0'; }
cannot_look() { printf '%s.!cannot\0%s\0' "$_state" "$1"; exit 0; }
needs() { command -v "$1" >/dev/null 2>&1 || { printf '%s.!needs\0%s\0' "$_state" "$1"; exit 0; }; }
`);

/** What repairs may use besides. Every write is a temporary file in the same folder, then a rename. */
export const repairPrelude = new Sh(String.raw`
umask 022
trap '' HUP PIPE
_memory=${memory}
# remember what was there before the first change: the file itself, or that there was none
keep_image() {
  _image="$_memory/before$1"
  if [ -e "$_image/file" ] || [ -e "$_image/absent" ]; then return 0; fi
  (umask 077 && mkdir -p "$_image") || return 1
  if [ -e "$1" ]; then cp -p "$1" "$_image/.file" && mv -f "$_image/.file" "$_image/file"; else : >"$_image/absent"; fi
}
# write_file PATH MODE OWNER GROUP <content
write_file() {
  if [ -L "$1" ]; then echo "$1 is a symbolic link: remove it, or declare the file it points to" >&2; return 1; fi
  if [ -e "$1" ] && [ ! -f "$1" ]; then echo "$1 is there but is not a regular file" >&2; return 1; fi
  keep_image "$1" || return 1
  _new=$(mktemp "$(dirname "$1")/.conform.XXXXXX") || return 1
  if cat >"$_new" && chown "$3:$4" "$_new" && chmod "$2" "$_new"; then
    sync "$_new" 2>/dev/null || :
    if mv -f "$_new" "$1"; then relabel "$1"; return 0; fi
  fi
  rm -f "$_new"; return 1
}
# put_back PATH: as it was before the first write
put_back() {
  _image="$_memory/before$1"
  if [ -e "$_image/file" ]; then
    _new=$(mktemp "$(dirname "$1")/.conform.XXXXXX") && cp -p "$_image/file" "$_new" && mv -f "$_new" "$1" && relabel "$1" || return 1
  else
    rm -f "$1" || return 1
  fi
  rm -rf "$_image"
}
relabel() { if command -v selinuxenabled >/dev/null 2>&1 && selinuxenabled; then restorecon -F "$1"; fi; }
# owe UNIT: a restart that a crash must not forget
owe() { mkdir -p "$_memory/owed" && : >"$_memory/owed/$1"; }
`);
