import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface Sysctl {
  readonly name: string;
  readonly value: string;
}

// As sysctl.d(5) has it: with a dot as the first separator, a slash stands for a dot (`net.ipv4.conf.eth0/100.rp_filter`).
const key = (name: string): string =>
  /^[^./]*\./.test(name) ? name.replaceAll(/[./]/g, (separator) => (separator === "." ? "/" : ".")) : name;

const live = (name: string): string => `/proc/sys/${key(name)}`;

const words = (value: string): string => value.trim().split(/\s+/).join(" ");

// Sorts after every distribution's and vendor's file, 99-sysctl.conf included: the last one that names a key wins at boot.
const dropIn = ({ name, value }: Sysctl): OwnedFile => ({
  path: `/etc/sysctl.d/zz-conform-${key(name).replaceAll("/", ".")}.conf`,
  text: `${name} = ${words(value)}\n`,
});

/**
 * A kernel parameter: the value the kernel uses now, and the drop-in that restores it at boot.
 *
 * @example sysctl({ name: "net.core.rmem_max", value: "16777216" }, { why: "one stream of 4K EXR must fill a 10 GbE link" })
 * @example sysctl({ name: "net.ipv4.conf.eth0/100.rp_filter", value: "1" }, { why: "a VLAN: the slash stands for the dot in its name" })
 */
export const sysctl = defineState<Sysctl, "live" | OwnedFact>({
  kind: "sysctl",
  summary: "kernel parameter, live and at boot",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_-]+([./][A-Za-z0-9_:@-]+)+$",
        maxLength: 200,
        description: "the key as sysctl(8) prints it; a slash stands for a dot in an interface's name",
        examples: ["net.core.rmem_max"],
      },
      value: {
        type: "string",
        pattern: "^[^\\u0000-\\u0008\\u000a-\\u001f]+$",
        description: "as the kernel prints it back; how many spaces or tabs there are between words does not matter",
        examples: ["16777216"],
      },
    },
    required: ["name", "value"],
    additionalProperties: false,
  },

  name: (want) => key(want.name).replaceAll("/", "."),

  // `set --` makes the kernel's tabs (tcp_rmem) single spaces.
  inspect: (want) => sh`
    line_of ${`${live(want.name)}:`} "\${_sysctls-}"
    set -f
    # shellcheck disable=SC2046,SC2086 # each word is one
    set -- \${_line:-$(cat ${live(want.name)} 2>/dev/null)}
    emit live "$*"
    ${ownedFile(dropIn(want)).inspect}`,

  // The kernel gives a value whole or not at all: a shell's own `read` asks letter by letter, and would get one.
  survey: (wants) => sh`_sysctls=$(grep -asH '' ${wants.map(({ name }) => live(name))})
    ${surveyOwned(wants.map(dropIn))}`,

  expect: (want) => ({ live: words(want.value), ...ownedFile(dropIn(want)).expect }),

  repair: (want, drift) => [
    ...ownedFile(dropIn(want)).repair(drift),
    drift.live &&
      sh`[ -e ${live(want.name)} ] || { echo ${`this kernel has no ${want.name}: is the module that brings it loaded?`} >&2; exit 1; }
    printf '%s\\n' ${words(want.value)} >${live(want.name)}`,
  ],

  // The kernel keeps its value until the next boot: nobody knows which other file would have set it.
  undo: (want) => ownedFile(dropIn(want)).undo,

  elsewhere: {
    ansible: `ansible.posix.sysctl: { name: net.core.rmem_max, value: "16777216", sysctl_set: true }`,
    salt: `net.core.rmem_max: sysctl.present: [{value: "16777216"}]`,
    puppet: "sysctl { 'net.core.rmem_max': value => '16777216' }",
  },
});
