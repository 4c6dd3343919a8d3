import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { findOwnWay, inNetwork } from "#states/own-way.ts";

/** One line for each keyword of what `sshd -T` says: `allowusers anna bert`. */
export const inLines: Sh = sh`awk '
      { key = $1; sub(/^[^ ]+ ?/, ""); if (key in said) said[key] = said[key] " " $0; else said[key] = $0 }
      END { for (key in said) print key " " said[key] }'`;

/**
 * Succeeds when sshd understands its whole configuration with `"$_try"` in the place of a drop-in, and when whoever is at work here could
 * still log in, at the same address and port, with the key and the ciphers that Conform has. What it says names the setting to blame.
 */
export const keepsOwnWay = (dropIn: string): Sh => sh`{
    ${findOwnWay}
    ${inNetwork}
    # matches WORD PATTERNS: as sshd does, where only * and ? are special
    # shellcheck disable=SC2254 # a pattern is one
    matches() { set -f; for _pattern in $2; do case $1 in $_pattern) set +f; return 0 ;; esac; done; set +f; return 1; }
    # is_listed USERS: whether $_login from $_client is meant by one of these, which are USER or USER@HOST
    is_listed() {
      set -f
      for _each in $1; do
        set +f
        case $_each in '!'*) continue ;; esac
        _from=''
        case $_each in *@*) _from=\${_each##*@} ;; esac
        matches "$_login" "\${_each%"@$_from"}" || continue
        case $_from in
          '') return 0 ;;
          */*) ! in_network "$_client" "$_from" || return 0 ;;
          *) ! matches "$_client" "$_from" || return 0 ;;
        esac
      done
      set +f
      return 1
    }
    # in_groups GROUPS: whether $_login is in one of them
    in_groups() { for _group in $(id -Gn -- "$_login" 2>/dev/null); do ! matches "$_group" "$1" || return 0; done; return 1; }
    # has_keys FILES: whether one of these files is there for $_login
    has_keys() {
      _home=$(timeout 10 getent passwd "$_login" | cut -d: -f6)
      for _keys in $(printf '%s' "$1" | _home=$_home _login=$_login awk '{ gsub(/%h/, ENVIRON["_home"]); gsub(/%u/, ENVIRON["_login"]); print }'); do
        case $_keys in /*) ;; *) _keys=$_home/$_keys ;; esac
        [ ! -s "$_keys" ] || return 0
      done
      return 1
    }
    # says KEYWORD: sets _line to its values
    says() { line_of "$1 " "$_to_be"; }
    keeps_own_way() {
      _whole=$(mktemp)
      { printf 'Include %s\\n' "$_try"
        for _each in /etc/ssh/sshd_config.d/*.conf; do [ "$_each" = ${dropIn} ] || printf 'Include %s\\n' "$_each"; done
        grep -aviE '^[[:space:]]*Include[[:space:]]+"?/etc/ssh/sshd_config[.]d/' /etc/ssh/sshd_config
      } >"$_whole"
      _to_be=$(sshd -T -f "$_whole" -C "user=\${_login:-root},host=\${_client:-localhost},addr=\${_client:-127.0.0.1}") || { rm -f "$_whole"; return 1; }
      rm -f "$_whole"
      [ -n "$_login" ] || return 0
      _to_be=$(printf '%s\\n' "$_to_be" | ${inLines})
      _cut=''
      says permitrootlogin; case $_login:$_line in root:no | root:forced-commands-only) _cut=PermitRootLogin ;; esac
      says pubkeyauthentication; [ "$_line" = yes ] || _cut=PubkeyAuthentication
      says authenticationmethods; case " \${_line:-any} " in *' any '* | *' publickey '*) ;; *) _cut=AuthenticationMethods ;; esac
      says forcecommand; [ "\${_line:-none}" = none ] || _cut=ForceCommand
      says denyusers; [ -z "$_line" ] || ! is_listed "$_line" || _cut=DenyUsers
      says allowusers; [ -z "$_line" ] || is_listed "$_line" || _cut=AllowUsers
      says denygroups; [ -z "$_line" ] || ! in_groups "$_line" || _cut=DenyGroups
      says allowgroups; [ -z "$_line" ] || in_groups "$_line" || _cut=AllowGroups
      says listenaddress
      case " $(printf %s "$_line" | tr -d '[]') " in *" 0.0.0.0:$_port "* | *" :::$_port "* | *" $_server:$_port "*) ;; *) _cut='Port or ListenAddress' ;; esac
      says kexalgorithms; case $_line in *curve25519-sha256* | *ecdh-sha2-nistp* | *group16-sha512* | *group18-sha512*) ;; *) _cut=KexAlgorithms ;; esac
      says ciphers; case $_line in *aes???-gcm@* | *aes???-ctr*) ;; *) _cut=Ciphers ;; esac
      says trustedusercakeys; _other=\${_line:-none}; says authorizedkeyscommand
      if [ "$_other\${_line:-none}" = nonenone ]; then says authorizedkeysfile; has_keys "$_line" || _cut=AuthorizedKeysFile; fi
      [ -n "$_cut" ] || return 0
      echo "with $_cut like this, $_login from $_client, who is at work here, could not log in again" >&2
      return 1
    }
    keeps_own_way
    }`;
