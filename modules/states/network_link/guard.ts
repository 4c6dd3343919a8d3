import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

// The transport asks "are you there?" every ten seconds: modules/transport/link.ts.
const patience = 15;

/** Sets `$_ours` to the two ends of the SSH connection that this script came by, where there is one. */
const findConnection = sh`
    _ours='' _pid=$$ _connections=$(ss -Htnp state established)
    while [ "\${_pid:-1}" -gt 1 ]; do
      line_of 'PPid:' "$(cat "/proc/$_pid/status" 2>/dev/null)"
      _ours=$(printf '%s\\n' "$_connections" | awk -v pid="pid=$_pid," 'index($0, pid) { print $3, $4; exit }')
      [ -z "$_ours" ] || break
      _pid=$(printf %s "$_line" | tr -d '[:blank:]')
    done`;

/**
 * Waits until the other side was heard since the change, and has what it was told since: the kernel knows both of a connection. Without an
 * SSH connection there is nothing to lose.
 */
// Of each connection `ss -i` prints two lines; the second number is what the other side has not acknowledged yet.
const heard = sh`
    _heard='' _seconds=0
    [ -n "$_ours" ] || _heard=yes
    while [ -z "$_heard" ] && [ "$_seconds" -lt ${patience} ]; do
      sleep 1
      _seconds=$((_seconds + 1))
      _silent=$(ss -Htin state established | _ours=$_ours awk '
        ours && match($0, /lastrcv:[0-9]+/) { print substr($0, RSTART + 8, RLENGTH - 8) }
        { ours = $2 == 0 && $3 " " $4 == ENVIRON["_ours"] }')
      [ "\${_silent:-99999}" -ge "$((_seconds * 1000))" ] || _heard=yes
    done`;

/**
 * A change of the network that is taken back unless the run that made it can still be heard afterwards: at once by the script itself, and
 * by a timer of systemd after a minute and a half, should the script be gone. `back` runs in a shell of its own.
 */
export const guarded = (name: string, { save, change, back }: { readonly save: Sh; readonly change: Sh; readonly back: Sh }): Sh => {
  const folder = `/run/conform-network/${name}`;
  const timer = `conform-network-${name}`;
  const script = sh`cd ${folder} || exit 1
${back}
rm -rf ${folder}
`;
  return sh`${findConnection}
    systemctl stop ${`${timer}.timer`} 2>/dev/null || :
    rm -rf ${folder}
    mkdir -p ${folder}
    cd ${folder}
    ${save}
    printf %s ${script.text} >back
    systemd-run --quiet --collect ${`--unit=${timer}`} --on-active=90 --timer-property=AccuracySec=1s /bin/sh ${`${folder}/back`}
    set +e
    (set -e; ${change}
    )
    _status=$?
    set -e
    _heard='' _why='the change failed'
    if [ "$_status" -eq 0 ]; then
      ${heard}
      _why='the change cut off the run that made it'
    fi
    if [ -z "$_heard" ]; then
      /bin/sh ${`${folder}/back`} >/dev/null 2>&1 || :
      systemctl stop ${`${timer}.timer`} 2>/dev/null || :
      echo ${`${name} is as it was:`} "$_why" >&2
      exit 1
    fi
    systemctl stop ${`${timer}.timer`}
    cd /
    rm -rf ${folder}`;
};
