import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/**
 * Sets `$_login`, `$_client`, `$_server` and `$_port` to who came to the host for this run, from where and to which of its addresses and
 * ports; all are empty where nobody came over SSH. The way up from this shell leads to the sshd of the session, whose title names the user.
 */
export const findOwnWay: Sh = sh`_login='' _client='' _server='' _port='' _sudo='' _up=self
    while [ -z "$_login" ]; do
      _up=$(awk '/^PPid:/ { print $2 }' "/proc/$_up/status" 2>/dev/null) || break
      [ "\${_up:-0}" -gt 1 ] || break
      _title=$(tr '\\000' ' ' <"/proc/$_up/cmdline")
      case $_title in
        'sudo -n '*) _sudo=-n ;;
        'sshd: '*@* | 'sshd-session: '*@*) _login=\${_title#*: }; _login=\${_login%@*} ;;
      esac
    done
    if [ -n "$_login" ]; then
      set -f
      # shellcheck disable=SC2046 # its columns: state, two queues, here, there, who
      set -- $(timeout 10 ss -Htnp 2>/dev/null | grep -F "pid=$_up," | tr -d '[]')
      set +f
      _server=\${4-} _client=\${5-}
      _port=\${_server##*:} _server=\${_server%:*} _client=\${_client%:*}
      _server=\${_server#::ffff:} _client=\${_client#::ffff:}
    fi`;

/** Defines `in_network ADDRESS NETWORK`, IPv4 or IPv6: bit by bit. */
export const inNetwork: Sh = sh`in_network() {
      awk -v address="$1" -v network="$2" '
        function bits(x,   half, left, right, n, m, i, text) {
          if (x !~ /:/) { n = split(x, left, "."); for (i = 1; i <= n; i++) text = text binary(left[i], 8); return text }
          split(x, half, "::")
          n = half[1] == "" ? 0 : split(half[1], left, ":")
          m = half[2] == "" ? 0 : split(half[2], right, ":")
          for (i = 1; i <= n; i++) text = text binary(hex(left[i]), 16)
          for (i = n + m; i < 8; i++) text = text binary(0, 16)
          for (i = 1; i <= m; i++) text = text binary(hex(right[i]), 16)
          return text
        }
        function binary(value, size,   text) { while (size--) { text = value % 2 text; value = int(value / 2) } return text }
        function hex(text,   i, value) { for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1; return value }
        BEGIN {
          split(network, part, "/")
          have = bits(address); want = bits(part[1])
          size = part[2] == "" ? length(want) : part[2]
          exit !(length(have) == length(want) && substr(have, 1, size) == substr(want, 1, size))
        }'
    }`;

/**
 * Succeeds while the user of this run can still become root the way they did: sudo is asked, and PAM with it. With a password nothing can
 * be tried, so sudo is only asked whether it would. Needs `findOwnWay` before.
 */
export const canBecomeRoot: Sh = sh`{ [ -z "$_login" ] || [ "$_login" = root ] ||
      if [ -n "$_sudo" ]; then runuser -u "$_login" -- sudo -n sh -c :; else sudo -l -U "$_login" /bin/sh >/dev/null; fi; }`;

/** Makes a change to some files, and takes it back if it or `proof` fails: the repair then ends with `otherwise`. */
export const onTrial = (
  paths: readonly string[],
  change: readonly (Sh | false | undefined)[],
  { proof, back, otherwise }: { readonly proof: Sh; readonly back?: Sh; readonly otherwise: string },
): Sh => sh`_kept=$(mktemp -d)
    for _path in ${paths}; do
      if [ -e "$_path" ]; then mkdir -p "$_kept\${_path%/*}" && cp -pP "$_path" "$_kept$_path"; fi
    done
    set +e
    (
    set -e
    ${lines(change)}
    )
    _failed=$?
    set -e
    _otherwise=''
    [ "$_failed" -ne 0 ] || ${proof} || _otherwise=${otherwise}
    if [ "$_failed" -ne 0 ] || [ -n "$_otherwise" ]; then
      for _path in ${paths}; do
        if [ -e "$_kept$_path" ]; then
          _new=$(mktemp -u "\${_path%/*}/.conform.XXXXXX")
          cp -pP "$_kept$_path" "$_new" && mv -f "$_new" "$_path" && relabel "$_path"
        else rm -f "$_path"; fi
      done
      rm -rf "$_kept"
      ${back}
      [ -z "$_otherwise" ] || echo "$_otherwise" >&2
      exit 1
    fi
    rm -rf "$_kept"`;
