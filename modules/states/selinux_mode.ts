import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ini } from "#states/ini.ts";
import { canBecomeRoot, findOwnWay } from "#states/own-way.ts";

export interface SelinuxMode {
  readonly state: "enforcing" | "permissive" | "disabled";
  readonly policy?: string;
}

const config = "/etc/selinux/config";

const option = (name: "SELINUX" | "SELINUXTYPE", value: string) => ({ path: config, option: name, value, separator: "=" });

/**
 * Enforces, once sshd and this session have domains of their own. The clock that ends it again is stopped only when whoever is at work here
 * can still become root; it runs outside of this session, which may not be allowed anything any more.
 */
const enforce = sh`
    _domain=$(tr -d '\\000' </proc/self/attr/current)
    case $_domain in
      *:sshd_t:*) echo "this session runs as $_domain, not in a domain of its own, and could do nothing any more" >&2; exit 1 ;;
    esac
    if [ -r /run/sshd.pid ]; then
      _domain=$(tr -d '\\000' <"/proc/$(cat /run/sshd.pid)/attr/current")
      case $_domain in
        *:sshd_t:*) ;;
        *) echo "sshd runs as $_domain: label the file system (touch /.autorelabel) and restart the host first" >&2; exit 1 ;;
      esac
    fi
    ${findOwnWay}
    systemd-run -q --unit=conform-selinux --on-active=60 setenforce 0
    setenforce 1
    ${canBecomeRoot} || {
      setenforce 0 || sleep 70
      echo 'SELinux is permissive again: whoever is at work here could no longer become root' >&2
      exit 1
    }
    systemctl stop conform-selinux.timer`;

/**
 * Whether SELinux enforces its policy, now and after the next boot, and which policy that is. Between `disabled` and the other two lies a
 * boot: until then the host differs, and says so.
 *
 * It enforces only where sshd has its domain and whoever is at work here can still become root; otherwise it is permissive again after a
 * minute at most. A policy that is not installed is never chosen: the host would not start with it.
 *
 * @example selinuxMode({ state: "enforcing", policy: "targeted" }, { controls: ["CIS 1.3.1.5"] })
 */
export const selinuxMode = defineState<SelinuxMode, "live" | "boot" | "policy">({
  kind: "selinux_mode",
  summary: "SELinux: enforcing or not, now and at boot",
  params: {
    type: "object",
    properties: {
      state: {
        type: "string",
        enum: ["enforcing", "permissive", "disabled"],
        description: "permissive only writes down what it would refuse",
      },
      policy: {
        type: "string",
        pattern: "^[a-z][a-z0-9_-]*$",
        maxLength: 64,
        description: "the policy to load at boot: targeted on the Red Hat family, default on Debian",
        examples: ["targeted"],
      },
    },
    required: ["state"],
    additionalProperties: false,
  },

  name: () => "selinux",

  inspect: ({ state }) => sh`
    needs getenforce
    _config=$(grep -E '^SELINUX(TYPE)?=' ${config} 2>/dev/null)
    line_of SELINUXTYPE= "$_config"; emit policy "$_line"
    line_of SELINUX= "$_config"; emit boot "$_line"
    case $(getenforce) in Enforcing) _live=enforcing ;; Permissive) _live=permissive ;; *) _live=disabled ;; esac
    if [ "$_live" = ${state === "disabled" ? "permissive" : "disabled"} ] && [ "$_line" = ${state} ]; then _live="$_live until the next boot"; fi
    emit live "$_live"`,

  expect: ({ state, policy }) => ({ live: state, boot: state, ...(policy !== undefined && { policy }) }),

  repair: ({ state, policy }, drift) => [
    // systemd stops for good when it shall enforce a policy that is not there.
    (drift.boot ?? drift.policy) &&
      state !== "disabled" &&
      sh`_config=$(grep '^SELINUXTYPE=' ${config} 2>/dev/null) || :
    _policy=${policy ?? sh`"\${_config#*=}"`}
    set -- /etc/selinux/"$_policy"/policy/policy.*
    [ -e "$1" ] || { echo "the SELinux policy $_policy is not installed, so this host would not start with it" >&2; exit 1; }`,
    ...(drift.policy && policy !== undefined ? ini.repair(option("SELINUXTYPE", policy), { option: drift.policy }) : []),
    ...(drift.boot ? ini.repair(option("SELINUX", state), { option: drift.boot }) : []),
    // A file that was made while SELinux was off has no label, and a host that enforces would not start with it.
    drift.live && state !== "disabled" && sh`[ "$(getenforce)" != Disabled ] || : >/.autorelabel`,
    drift.live &&
      state === "enforcing" &&
      sh`[ "$(getenforce)" != Permissive ] || { ${enforce}
    }`,
    drift.live && state !== "enforcing" && sh`[ "$(getenforce)" != Enforcing ] || setenforce 0`,
  ],

  // No undo: what a host was before is often the very weakness that was repaired.

  elsewhere: {
    ansible: "ansible.posix.selinux: { state: enforcing, policy: targeted }",
    salt: "enforcing: selinux.mode",
    puppet: "class { 'selinux': mode => 'enforcing', type => 'targeted' }",
  },
});
