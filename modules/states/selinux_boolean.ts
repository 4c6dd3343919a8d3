import { memory } from "#core/prelude.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";

export interface SelinuxBoolean {
  readonly name: string;
  readonly state: boolean;
  readonly persistent?: boolean;
}

const word = (state: boolean): string => (state ? "on" : "off");

const live = ({ name }: SelinuxBoolean): string => `/sys/fs/selinux/booleans/${name}`;

const image = ({ name }: SelinuxBoolean): string => `${memory}/before-sebool/${name}`;

// What was set for good, besides the defaults of the policy. It lay in /etc before libsemanage 2.4.
const local = sh`$(cat /var/lib/selinux/*/active/booleans.local /etc/selinux/*/active/booleans.local 2>/dev/null)`;

/**
 * A switch of the SELinux policy: as it is now, and as it is said for good. A default that happens to agree is not enough, since the next
 * version of the policy may have another one.
 *
 * @example selinuxBoolean({ name: "use_nfs_home_dirs", state: true }, { why: "homes are on the SAN" })
 */
export const selinuxBoolean = defineState<SelinuxBoolean, "live" | "boot">({
  kind: "selinux_boolean",
  summary: "switch of the SELinux policy, now and at boot",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z][A-Za-z0-9_-]*$",
        maxLength: 200,
        description: "the boolean as getsebool(8) prints it",
        examples: ["use_nfs_home_dirs"],
      },
      state: { type: "boolean", description: "whether it is on" },
      persistent: { type: "boolean", description: "whether it is also set for the next boot", default: true },
    },
    required: ["name", "state"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => sh`
    needs setsebool
    [ -e /sys/fs/selinux/booleans ] || cannot_look 'SELinux is off on this host, so it has no booleans'
    _now=''
    [ ! -r ${live(want)} ] || read -r _now _ <${live(want)} || :
    case $_now in 1) emit live on ;; 0) emit live off ;; *) emit live '' ;; esac
    line_of ${`${want.name}=`} "\${_sebools-${local}}"
    case $_line in 1) emit boot on ;; 0) emit boot off ;; *) emit boot '' ;; esac`,

  survey: () => sh`_sebools=${local}`,

  expect: ({ state, persistent = true }) => ({ live: word(state), ...(persistent && { boot: word(state) }) }),

  repair: (want, drift) => {
    const { name, state } = want;
    return [
      (drift.live ?? drift.boot) &&
        sh`[ -e ${live(want)} ] || { echo ${`the SELinux policy of this host has no boolean ${name}`} >&2; exit 1; }
    [ -e ${image(want)} ] || { (umask 077 && mkdir -p ${`${memory}/before-sebool`}); cat ${live(want)} >${image(want)}; }
    setsebool ${drift.boot ? ["-P"] : []} ${name} ${word(state)}`,
    ];
  },

  undo: (want) => [
    sh`if [ -e ${image(want)} ]; then
      read -r _was _ <${image(want)} || :
      [ ! -e ${live(want)} ] || setsebool ${want.persistent === false ? [] : ["-P"]} ${want.name} "$_was"
      rm -f ${image(want)}
    fi`,
  ],

  elsewhere: {
    ansible: "ansible.posix.seboolean: { name: use_nfs_home_dirs, state: true, persistent: true }",
    salt: "use_nfs_home_dirs: selinux.boolean: [{value: True}, {persist: True}]",
    puppet: "selboolean { 'use_nfs_home_dirs': value => on, persistent => true }",
  },
});
