/** The environment of everything that runs on a host. */
const environment = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC HOME=/root";

/** What the hello adds to the guard. Put together by the host only, so a login shell that echoes its orders does not say it. */
export const hello = "-hello";

/**
 * The shell loop that answers on a host for as long as its stdin is open. It says hello, then takes requests: a line
 * `GUARD BYTES SECONDS MARK` and a script of so many bytes. It ends each with `MARK STATUS` on stdout and `MARK` on stderr.
 *
 * - The guard lets nothing be taken for a request that isn't one. The mark is fresh each time and never in an argv or environment,
 *   so no user of the host can forge the end of an answer.
 * - The script is read to its last byte before it starts, so a shell that dies early leaves nothing behind that would be read as the next request.
 * - `timeout` ends the script on the host itself, also when we are gone. BusyBox kills the shell alone, so its whole session is killed once more.
 *
 * Login shells parse this as one word between single quotes: bash, dash, fish and csh agree as long as there is no quote, newline or `!` in it.
 */
export const loop = (guard: string): string =>
  String.raw`
  cd /; umask 022; exec 3<&0 </dev/null; lacks=;
  if timeout -s KILL 9 true 2>/dev/null; then limit="timeout -s KILL";
  elif timeout -t 9 -s KILL true 2>/dev/null; then limit="timeout -s KILL -t";
  else lacks="$lacks timeout"; fi;
  [ "$(echo ab | head -c 1 2>/dev/null)" = a ] || lacks="$lacks head";
  [ "$(command -v printf)" = printf ] || lacks="$lacks printf";
  [ -e /proc/self/fd/0 ] || lacks="$lacks /proc";
  command -v setsid >/dev/null 2>&1 || setsid() { "$@"; };
  echo "${guard}""${hello} $(id -u)$lacks"; echo "${guard}""${hello}" >&2;
  while read -r guard bytes seconds mark <&3; do
    [ "$guard" = ${guard} ] || exit 3;
    script=$(head -c "$bytes" <&3) || exit 4;
    printf %s "$script" 3<&- | setsid $limit "$seconds" /bin/sh -c ". /proc/self/fd/0" 3<&- &
    wait $!; status=$?; script=;
    case $status in 124|137) kill -s KILL -- -$! 2>/dev/null;; esac;
    echo "$mark $status"; echo "$mark" >&2;
  done`
    .trim()
    .replaceAll(/\n\s*/g, " ");

/** Runs the loop in a clean environment: what the login shell is told to do. */
export const command = (guard: string): string => `env -i ${environment} /bin/sh -c '${loop(guard)}'`;

/**
 * A request. The shell reads the braces to their end before it runs anything: half a script never starts, and what it starts
 * finds an empty stdin instead of the rest of the script.
 */
export function request(guard: string, mark: string, script: string, timeoutSeconds: number): Buffer {
  const body = Buffer.from(`{ :; ${script}\n} </dev/null\n`);
  return Buffer.concat([Buffer.from(`${guard} ${body.length} ${Math.max(1, Math.ceil(timeoutSeconds))} ${mark}\n`), body]);
}
