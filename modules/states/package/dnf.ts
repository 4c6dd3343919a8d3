import { Sh, sh } from "#core/sh.ts";
import { patiently } from "#states/package/manager.ts";
import type { PackageManager } from "#states/package/manager.ts";

const list = "/etc/dnf/plugins/versionlock.list";

/** `dnf_do ARGUMENTS…`. By itself dnf would wait for a lock for ever. Who holds rpm's own lock, only the kernel knows. */
export const dnfDo = new Sh(`${patiently.text}
dnf_do() {
  patiently dnf -y -q --setopt=exit_on_lock=1 "$@" || {
    _ended=$?
    case $_said in *"can't create transaction lock on "*)
      _lock=\${_said##*transaction lock on }
      _inode=$(stat -c %i "\${_lock%% (*}" 2>/dev/null)
      _pid=$(awk -v inode="$_inode" '{ n = split($6, at, ":") } at[n] == inode { print $5; exit }' /proc/locks)
      [ -z "$_pid" ] || echo "it is held by process $_pid ($(tr '\\0' ' ' <"/proc/$_pid/cmdline"))" ;;
    esac
    return "$_ended"
  }
}`);

const plugin = new Sh(
  "[ -e /etc/dnf/plugins/versionlock.conf ] || { echo 'dnf holds packages with its plugin versionlock: install python3-dnf-plugin-versionlock' >&2; exit 1; }",
);

// The plugin adds a lock to those that are there; an old one beside it would still hold the old version. No repository is asked.
const release = (names: readonly string[]): Sh => sh`dnf_do --disablerepo='*' versionlock delete ${names}`;

/** Red Hat Enterprise Linux and its relatives. */
export const dnf: PackageManager = {
  family: "rhel",
  tool: "rpm",

  // rpm also prints "package X is not installed", which holds no `|`. A version may be declared with its epoch and release, or without.
  query: (names) => {
    const forms = ["%{EVR}", "%{VERSION}-%{RELEASE}", "%{EPOCHNUM}:%{VERSION}", "%{VERSION}"];
    const records = forms.flatMap((form) =>
      ["%{NAME}", "%{NAME}.%{ARCH}"].map((name) => `|${name}=installed=${form}=%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.%{ARCH}|`),
    );
    return sh`rpm -q --qf ${records.join("")} -- ${names} 2>/dev/null`;
  },

  newer: (names) =>
    sh`dnf -q -C repoquery --upgrades --latest-limit=1 --qf '|%{name}=%{evr}||%{name}.%{arch}=%{evr}|' ${names} 2>/dev/null </dev/null || echo '?'`,

  // As `dnf versionlock` writes them: NAME-EPOCH:VERSION-RELEASE.*
  locks: sh`"$([ ! -e /etc/dnf/plugins/versionlock.conf ] || grep '^[A-Za-z0-9]' ${list} 2>/dev/null)"`,

  // Changed configuration stays and the new one arrives as .rpmnew. `install` leaves what is there in any version as it is.
  install: ({ wanted, latest, allowDowngrade, installRecommends, released }) => {
    const options = installRecommends === undefined ? [] : [`--setopt=install_weak_deps=${installRecommends ? "True" : "False"}`];
    const specs = wanted.map(({ name, version }) => (version === undefined ? name : `${name}-${version}`));
    const pinned = wanted.some(({ version }) => version !== undefined);
    const upgraded = latest ? wanted.filter(({ version }) => version === undefined).map(({ name }) => name) : [];
    return sh`${dnfDo}
    ${
      released.length > 0 &&
      sh`_kept=$(mktemp)
    cat ${list} >"$_kept" 2>/dev/null || :
    [ ! -s "$_kept" ] || ${release(released)}`
    }
    try() {
      ${
        pinned &&
        !allowDowngrade &&
        sh`patiently dnf --assumeno --setopt=exit_on_lock=1 install -- ${specs} >/dev/null || :
      _older=$(printf '%s\\n' "$_said" | awk '/^[^ ]/ || !NF { on = 0 } on { printf "%s ", $1 } /^Downgrading:/ { on = 1 }')
      [ -z "$_older" ] || { echo "this would bring an older version of \${_older% }: declare allowDowngrade where that is meant"; return 1; }`
      }
      dnf_do ${options} install -- ${specs}${
        upgraded.length > 0 &&
        sh` &&
      dnf_do ${options} upgrade -- ${upgraded}`
      }
    }
    if ! try; then
      ${released.length > 0 && sh`[ ! -s "$_kept" ] || write_file ${list} 0644 root root <"$_kept"; rm -f "$_kept"`}
      exit 1
    fi
    ${released.length > 0 && sh`rm -f "$_kept"`}`;
  },

  hold: (names) => sh`${dnfDo}
    ${plugin}
    ${release(names)}
    dnf_do --disablerepo='*' versionlock add ${names}`,

  release: (names) => sh`${dnfDo}
    ${plugin}
    ${release(names)}`,

  // rpm, unlike dnf, says no when something else needs them; dnf then removes them, so that it knows.
  remove: (names) => sh`${dnfDo}
    _there=''
    for _name in ${names}; do ! rpm -q -- "$_name" >/dev/null 2>&1 || _there="$_there $_name"; done
    # shellcheck disable=SC2086 # each word is a name
    if [ -n "$_there" ]; then
      _said=$(rpm -e --test -- $_there 2>&1) || { printf '%s\\n' "$_said"; echo 'what needs it would have to go along: declare that absent, too' >&2; exit 1; }
      dnf_do --noautoremove remove -- $_there
    fi`,
};
