import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface Hostname {
  readonly name: string;
}

const boot = ({ name }: Hostname): OwnedFile => ({ path: "/etc/hostname", text: `${name}\n` });

// hostname(1) is a package of its own on the Red Hat family; hostnamectl needs D-Bus, which a small container may not have.
const rename = sh`rename() { hostname "$1" 2>/dev/null || hostnamectl set-hostname "$1"; }`;

/**
 * The name of the host: the one it boots with, and the one the kernel has now. Programs that asked for it before keep the old one until
 * they start again (syslog, avahi, licence servers). How others find it by name is a `host_entry` or DNS.
 *
 * @example hostname({ name: "suite-03" })
 */
export const hostname = defineState<Hostname, "live" | OwnedFact>({
  kind: "hostname",
  summary: "name of the host, live and at boot",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        // hostname(7): labels of letters, digits and dashes; the kernel keeps 64 bytes.
        pattern: "^(?=.{1,64}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
        maxLength: 64,
        description: "short name, or with its domain where an application insists on that",
        examples: ["suite-03"],
      },
    },
    required: ["name"],
    additionalProperties: false,
  },

  // A host has one.
  name: () => "static",

  inspect: (want) => sh`
    _live=''
    [ ! -r /proc/sys/kernel/hostname ] || read -r _live </proc/sys/kernel/hostname || :
    emit live "$_live"
    ${ownedFile(boot(want)).inspect}`,

  expect: (want) => ({ live: want.name, ...ownedFile(boot(want)).expect }),

  repair: (want, drift) => [
    ...ownedFile(boot(want)).repair(drift),
    drift.live &&
      sh`${rename}
    rename ${want.name}`,
  ],

  undo: (want) => [
    ...ownedFile(boot(want)).undo,
    sh`${rename}
    _was=''
    [ ! -r /etc/hostname ] || read -r _was </etc/hostname || :
    case $_was in '' | '#'*) ;; *) rename "$_was" ;; esac`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.hostname: { name: suite-03 }",
    salt: "suite-03: network.system: [{enabled: True}, {hostname: suite-03}, {apply_hostname: True}]",
    puppet: "class { 'hostname': hostname => 'suite-03' }",
  },
});
