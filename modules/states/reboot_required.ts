import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";

export interface RebootRequired {
  readonly graceDays?: number;
}

// What `dnf needs-restarting -r` asks for; on Debian the packages of the same things.
const rhel = [
  "glibc",
  "linux-firmware",
  "systemd",
  "dbus",
  "dbus-broker",
  "dbus-daemon",
  "microcode_ctl",
  "openssl-libs",
  "gnutls",
  "zlib",
];
const debian = ["libc6", "systemd", "dbus", "intel-microcode", "amd64-microcode", "libssl3", "libssl3t64", "libgnutls30", "libgnutls30t64"];

/**
 * Whether the host still runs what updates replaced: a kernel that is no longer the one it would boot, or libraries that every process holds.
 * It never reboots anything, since somebody may be at work: declare it with `audit: true`, so that it is due and stops nothing else.
 *
 * @example rebootRequired({}, { audit: true })
 * @example rebootRequired({ graceDays: 14 }, { audit: true, why: "critical patches are in force within two weeks", controls: ["MPA TS-4.2"] })
 */
export const rebootRequired = defineState<RebootRequired, "kernel" | "packages">({
  kind: "reboot_required",
  summary: "whether it runs what updates installed, or waits for a reboot",
  params: {
    type: "object",
    properties: {
      graceDays: {
        type: "integer",
        minimum: 0,
        maximum: 365,
        description: "days after an update during which a reboot may wait for the next gap between sessions",
        default: 0,
      },
    },
    required: [],
    additionalProperties: false,
  },

  name: () => "host",

  // A container has no kernel of its own, and is as old as its first process (proc(5): field 22 of stat, in hundredths of a second).
  inspect: ({ graceDays = 0 }) => sh`
    _family=$(os_family)
    _now=$(date +%s)
    _limit=$((_now - ${graceDays * 86_400}))
    _running=$(uname -r) _next=''
    # the rescue image never is the newest
    for _each in /boot/vmlinuz-*; do
      case $_each in *'*' | *-rescue-* | *.old) ;; *) _next=$_next\${_each#/boot/vmlinuz-}$_newline ;; esac
    done
    _next=$(printf %s "$_next" | sort -V | tail -n 1)
    if [ "$_family" = rhel ] && [ -r /boot/grub2/grubenv ]; then
      line_of saved_entry= "$(cat /boot/grub2/grubenv)"
      [ ! -e "/boot/vmlinuz-\${_line#*-}" ] || _next=\${_line#*-}
    fi
    _kernel=current
    if [ -n "$_next" ] && [ "$_next" != "$_running" ]; then
      _since=$(stat -c '%Z %z' "/boot/vmlinuz-$_next")
      if [ "\${_since%% *}" -le "$_limit" ]; then _since=\${_since#* }; _kernel="$_running, while $_next waits for a reboot since \${_since%% *}"; fi
    fi
    emit kernel "$_kernel"
    line_of 'btime ' "$(cat /proc/stat 2>/dev/null)"
    _booted=\${_line:-$_now}
    _line='' _packages=current
    [ ! -r /proc/1/stat ] || read -r _line </proc/1/stat
    # shellcheck disable=SC2086 # fields
    set -- \${_line##*) }
    _booted=$((_booted + \${20:-0} / 100))
    # one line each: when it was installed, and what
    case $_family in
      debian) _installed=$(
        for _each in ${debian}; do
          for _list in "/var/lib/dpkg/info/$_each.list" "/var/lib/dpkg/info/$_each:"*.list; do
            [ ! -e "$_list" ] || stat -c "%Y $_each" "$_list"
          done
        done
        [ ! -e /run/reboot-required ] || echo "$(stat -c %Y /run/reboot-required) /run/reboot-required") ;;
      rhel) _installed=$(rpm -q --qf '%{INSTALLTIME} %{NAME}\\n' ${rhel} 2>/dev/null | grep '^[0-9]') ;;
      *) cannot_look 'updates are known on the Debian and Red Hat families only' ;;
    esac
    _waiting=$(printf '%s\\n' "$_installed" | while read -r _when _what; do
      [ "\${_when:-0}" -le "$_booted" ] || [ "$_when" -gt "$_limit" ] || printf ' %s' "$_what"
    done)
    [ -z "$_waiting" ] || _packages="older than on disk:$_waiting"
    emit packages "$_packages"`,

  expect: () => ({ kernel: "current", packages: "current" }),

  repair: (_, drift) => [
    (drift.kernel ?? drift.packages) &&
      sh`echo 'it waits for a reboot, which only people can time: reboot it between sessions, and declare this state with audit: true' >&2
    exit 1`,
  ],

  elsewhere: {
    ansible: "stat: { path: /run/reboot-required }, or command: dnf needs-restarting -r",
    salt: "system.get_reboot_required_witnessed",
    puppet: "the fact `needs_reboot`",
  },
});
