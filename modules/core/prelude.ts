import { Sh } from "#core/sh.ts";

/** Where a host keeps Conform's own memory. Root only; it never decides a verdict. */
export const memory = "/var/lib/conform";

/**
 * The few shell functions that every script may use. POSIX sh: dash, BusyBox ash, bash --posix.
 * A record is `STATE.FACT NUL VALUE NUL`: no shell value can hold a NUL, so nothing a host says can forge one.
 * A state's name holds no dot; a fact's may (`python3.11`).
 */
export const lookPrelude = new Sh(`
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC
emit() { printf '%s.%s\\0%s\\0' "$_state" "$1" "$2"; }
# At most 1 MiB of a file; a NUL in it becomes \\001, which no declared text may hold. One process less where its size is known.
emit_text() {
  printf '%s.%s\\0' "$_state" "$1"
  if [ "$2" = "\${_sized-}" ] && [ "$_size" -le 1048576 ]; then tr '\\000' '\\001' <"$2"
  else head -c 1048577 "$2" 2>/dev/null | tr '\\000' '\\001'; fi
  printf '\\0'
}
# What surveys found, where there were any: it is asked once for all states of a kind, not once for each.
_surveyed='' _stats='' _sums='' _newline='
'
# survey_stats PATH...: what emit_stat is going to ask
survey_stats() {
  _stats=$_newline$(stat -c '%n|%F:%a:%U:%G:%s' "$@" 2>/dev/null)$_newline$_stats
  for _each; do _surveyed=$_surveyed$_newline$_each; done
  _surveyed=$_surveyed$_newline
}
# survey_texts PATH...: the digests of those that are regular files which emit_text would show whole
survey_texts() { _sums=$_newline$(find "$@" -maxdepth 0 -type f -size -1025k -exec sha256sum {} + 2>/dev/null)$_newline$_sums; }
# emit_text_or_same FACT PATH DIGEST: the text, or that it is the one with that digest, which the other side has
emit_text_or_same() {
  case $_sums in
    *"$_newline$3  $2$_newline"*) printf '%s.!same.%s\\0\\0' "$_state" "$1" ;;
    *) emit_text "$1" "$2" ;;
  esac
}
# line_of BEGIN TEXT: sets _line to the rest of the first line that begins so; starts no process
line_of() {
  _line='' IFS=$_newline
  set -f
  for _each in $2; do case $_each in "$1"*) _line=\${_each#"$1"}; break ;; esac; done
  set +f
  unset IFS
}
# Whoever touches a file of a dead server waits for ever, so servers are asked first, all at once, and get five seconds.
# find_dead: sets _dead to the mounts whose server does not answer
_dead=''
find_dead() {
  _dead=$(grep -E ' - (nfs4?|cifs|smb3|ceph|lustre|beegfs|cvfs|gpfs|fuse[.][a-z]+) ' /proc/self/mountinfo 2>/dev/null | {
    while read -r _ _ _ _ _at _; do
      # mountinfo writes a space as an octal number
      _at=$(printf '%b' "$_at")
      { timeout -s KILL 5 stat -f "$_at" >/dev/null 2>&1; [ $? -ne 137 ] || printf '%s\n' "$_at"; } &
    done
    wait
  })
}
# is_dead PATH: whether it is on such a mount, which _at then names
is_dead() {
  [ -n "$_dead" ] || return 1
  IFS=$_newline
  set -f
  for _at in $_dead; do case $1/ in "$_at"/*) break ;; esac; _at=''; done
  set +f
  unset IFS
  [ -n "$_at" ]
}
# alive PATH...: nobody can look at what is on such a mount
alive() { for _each_path; do ! is_dead "$_each_path" || cannot_look "$_each_path is on $_at, whose server does not answer"; done; }
# stat_of PATH: sets _type, _mode, _owner and _group of what is there, empty when nothing is; a link is not followed
stat_of() {
  line_of "$1|" "$_stats"
  # what was asked for and has no line is not there
  case $_surveyed in *"$_newline$1$_newline"*) _stat=$_line ;; *) _stat=\${_line:-$(stat -c '%F:%a:%U:%G:%s' "$1" 2>/dev/null)} ;; esac
  _stat=\${_stat:-::::0}
  _type=\${_stat%%:*} _stat=\${_stat#*:}
  case $_type in 'regular '*) _type='file' ;; 'symbolic link') _type='link' ;; esac
  _mode=\${_stat%%:*} _stat=\${_stat#*:}
  case $_mode in ?) _mode=000$_mode ;; ??) _mode=00$_mode ;; ???) _mode=0$_mode ;; esac
  _owner=\${_stat%%:*} _stat=\${_stat#*:}
  _group=\${_stat%%:*}
  _sized=$1 _size=\${_stat##*:}
}
# emit_stat PATH: all four of them, as facts of their own
emit_stat() {
  stat_of "$1"
  emit type "$_type"; emit mode "$_mode"; emit owner "$_owner"; emit group "$_group"
}
# emit_access PATH [FACT]: \`0644 root:root\`, what is there if it is no file, or nothing
emit_access() {
  stat_of "$1"
  case $_type in '') emit "\${2-access}" '' ;; file) emit "\${2-access}" "$_mode $_owner:$_group" ;; *) emit "\${2-access}" "$_type" ;; esac
}
# emit_same FACT SALT DIGEST <text: whether it is the text that was digested; the text itself never leaves the host
emit_same() { if [ "$({ printf '%s' "$2"; cat; } | sha256sum)" = "$3  -" ]; then emit "$1" same; else emit "$1" differs; fi; }
cannot_look() { printf '%s.!cannot\\0%s\\0' "$_state" "$1"; exit 0; }
needs() { command -v "$1" >/dev/null 2>&1 || { printf '%s.!needs\\0%s\\0' "$_state" "$1"; exit 0; }; }
# debian or rhel; a host may have the other family's tools installed, so the tools are not asked
os_family() {
  [ -r /etc/os-release ] || return 0
  # shellcheck source=/dev/null
  case " $(. /etc/os-release && echo "\${ID-} \${ID_LIKE-}") " in
    *' debian '* | *' ubuntu '*) echo debian ;;
    *' rhel '* | *' fedora '* | *' centos '*) echo rhel ;;
  esac
}
`);

/** What repairs may use besides. Every write is a temporary file in the same folder, then a rename. */
export const repairPrelude = new Sh(`
umask 022
trap '' HUP PIPE
_memory=${memory}
# remember what was there before the first change: the file or link itself, or that there was none
keep_image() {
  _image="$_memory/before$1"
  if [ -e "$_image/=was" ] || [ -L "$_image/=was" ] || [ -e "$_image/=absent" ]; then return 0; fi
  (umask 077 && mkdir -p "$_image") || return 1
  if [ -e "$1" ] || [ -L "$1" ]; then
    cp -pP "$1" "$_image/=new" || return 1
    sync "$_image/=new" 2>/dev/null || :
    mv -f "$_image/=new" "$_image/=was"
  else
    : >"$_image/=absent"
  fi
}
# write_file PATH MODE OWNER GROUP [BYTES] <content: with BYTES, content that lost its end on the way is not put in place
write_file() {
  if [ -L "$1" ]; then echo "$1 is a symbolic link: remove it, or declare the file it points to" >&2; return 1; fi
  if [ -e "$1" ] && [ ! -f "$1" ]; then echo "$1 is there but is not a regular file" >&2; return 1; fi
  if [ ! -d "\${1%/*}/" ]; then echo "\${1%/*}/, where $1 shall be, is not there" >&2; return 1; fi
  keep_image "$1" || return 1
  # what a killed run left behind an hour ago or longer
  find "\${1%/*}/" -maxdepth 1 -name '.conform.??????' -type f -mmin +60 -exec rm -f {} + 2>/dev/null || :
  _new=$(mktemp "\${1%/*}/.conform.XXXXXX") || return 1
  if cat >"$_new" && { [ -z "\${5-}" ] || [ "$(wc -c <"$_new")" -eq "$5" ]; } && chown "$3:$4" "$_new" && chmod "$2" "$_new"; then
    sync "$_new" 2>/dev/null || :
    if mv -f "$_new" "$1"; then relabel "$1"; return 0; fi
  fi
  rm -f "$_new"
  echo "$1 could not be written and is as it was" >&2
  return 1
}
# remove_file PATH: a file or link, remembered before it goes
remove_file() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then echo "$1 is a directory, not a file" >&2; return 1; fi
  keep_image "$1" && rm -f "$1"
}
# put_back PATH: as it was before the first change; untouched where nothing of ours ever changed it
put_back() {
  _image="$_memory/before$1"
  if [ -e "$_image/=was" ] || [ -L "$_image/=was" ]; then
    _new=$(mktemp -u "\${1%/*}/.conform.XXXXXX") || return 1
    if ! cp -pP "$_image/=was" "$_new" || ! mv -fT "$_new" "$1"; then rm -f "$_new"; return 1; fi
    [ -L "$1" ] || relabel "$1"
  elif [ -e "$_image/=absent" ]; then
    if [ -d "$1" ] && [ ! -L "$1" ]; then rmdir "$1" 2>/dev/null || :; else rm -f "$1" || return 1; fi
  fi
  rm -f "$_image/=was" "$_image/=absent"
  rmdir "$_image" 2>/dev/null || :
}
# a file system without labels (a home on NFS) is no reason to fail
relabel() {
  if command -v selinuxenabled >/dev/null 2>&1 && selinuxenabled; then
    restorecon -F "$1" || echo "the SELinux label of $1 could not be restored" >&2
  fi
}
# owe UNIT: a restart that a crash must not forget
owe() { (umask 077 && mkdir -p "$_memory/owed") && : >"$_memory/owed/$1"; }
`);
