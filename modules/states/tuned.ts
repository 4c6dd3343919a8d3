import { Sh, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface Tuned {
  readonly profile: string;
  readonly content?: string;
  readonly verify?: boolean;
}

// Newer versions keep profiles in a folder of their own.
const where = ({ profile }: Tuned): Sh => sh`_profile=/etc/tuned/${profile}/tuned.conf
    [ ! -d /etc/tuned/profiles ] || _profile=/etc/tuned/profiles/${profile}/tuned.conf`;

const custom = ({ content }: Tuned): OwnedFile => ({ path: new Sh('"$_profile"'), text: content });

const ask = (method: string): Sh =>
  sh`busctl --auto-start=no --timeout=20 call com.redhat.tuned /Tuned com.redhat.tuned.control ${method} 2>/dev/null`;

/**
 * The profile of TuneD: the one in force now and the one for the next boot, with its text where it is one of ours. The daemon runs as a
 * `service` that comes before.
 *
 * @example tuned({ profile: "throughput-performance" })
 * @example tuned({ profile: "suite-video", content: "[main]\ninclude=latency-performance\n\n[sysctl]\nvm.swappiness=10\n" })
 */
export const tuned = defineState<Tuned, OwnedFact | "live" | "boot" | "mode" | "verified">({
  kind: "tuned",
  summary: "profile of TuneD, live and at boot",
  params: {
    type: "object",
    properties: {
      profile: {
        type: "string",
        pattern: "^[a-z0-9][a-z0-9_.-]*$",
        maxLength: 100,
        description: "the profile as `tuned-adm list` names it",
        examples: ["throughput-performance"],
      },
      content: {
        type: "string",
        pattern: "^[^\\u0000\\u0001]*$",
        maxLength: 65_536,
        description: "the whole tuned.conf of a profile of our own; without it the profile is one that the host has",
      },
      verify: {
        type: "boolean",
        description:
          "whether every single setting of the profile is also looked at; containers and many virtual machines can't have them all",
        default: false,
      },
    },
    required: ["profile"],
    additionalProperties: false,
  },

  name: () => "profile",

  // `tuned-adm active` starts a Python interpreter to ask the same.
  inspect: (want) => sh`
    needs tuned-adm
    ${
      want.content !== undefined &&
      sh`${where(want)}
    ${ownedFile(custom(want)).inspect}`
    }
    _live=$(${ask("active_profile")}) || _live=''
    _live=\${_live#'s "'}
    emit live "\${_live%'"'}"
    _boot='' _mode=''
    [ ! -r /etc/tuned/active_profile ] || read -r _boot </etc/tuned/active_profile || :
    [ ! -r /etc/tuned/profile_mode ] || read -r _mode </etc/tuned/profile_mode || :
    emit boot "$_boot"
    emit mode "$_mode"
    ${want.verify === true && sh`if [ "$(${ask("verify_profile")})" = 'b true' ]; then emit verified yes; else emit verified no; fi`}`,

  expect: (want) => ({
    ...(want.content !== undefined && ownedFile(custom(want)).expect),
    live: want.profile,
    boot: want.profile,
    mode: "manual",
    ...(want.verify === true && { verified: "yes" }),
  }),

  repair: (want, drift) => [
    ...(want.content === undefined ? [] : [(drift.file ?? drift.access) && where(want), ...ownedFile(custom(want)).repair(drift)]),
    // It also sets anew what somebody changed, and reads the newest text of a profile.
    (drift.file ?? drift.live ?? drift.boot ?? drift.mode ?? drift.verified) &&
      sh`systemctl -q is-active -- tuned.service || { echo 'tuned.service does not run: declare it as a service before' >&2; exit 1; }
    tuned-adm profile ${want.profile}`,
  ],

  undo: (want) => [
    ...(want.content === undefined ? [] : [where(want), ...ownedFile(custom(want)).undo, sh`rmdir "\${_profile%/*}" 2>/dev/null || :`]),
    sh`! systemctl -q is-active -- tuned.service || tuned-adm auto_profile`,
  ],

  elsewhere: {
    ansible: "fedora.linux_system_roles.kernel_settings, or command: tuned-adm profile throughput-performance",
    salt: "throughput-performance: tuned.profile",
    puppet: "class { 'tuned': active_profile => 'throughput-performance' }",
  },
});
