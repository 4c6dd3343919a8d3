import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { unit as unitName } from "#states/params.ts";
import { show, showAll } from "#states/systemd-show.ts";

export interface Unit {
  readonly name: string;
  readonly content: string;
  readonly dropIn?: string;
}

const fileOf = ({ name, dropIn, content }: Unit): OwnedFile & { readonly path: string } => ({
  path: `/etc/systemd/system/${dropIn === undefined ? name : `${name}.d/${dropIn}.conf`}`,
  text: content,
});

// Without systemd as the first process (an image being built) there is nobody to tell.
const reload = sh`[ ! -d /run/systemd/system ] || systemctl daemon-reload`;

/**
 * A systemd unit file of ours, or a drop-in for somebody else's unit, and that systemd has read it. Whether it runs is a `service`.
 * A unit that systemd can't understand is `bad-setting`, not `current`.
 *
 * @example unit({ name: "rlm.service", content: rlmUnit(server) }, { restarts: "rlm.service" })
 * @example unit({ name: "chrony.service", dropIn: "priority", content: "[Service]\nNice=-10\n" })
 */
export const unit = defineState<Unit, "loaded" | OwnedFact>({
  kind: "unit",
  summary: "systemd unit file or drop-in",
  params: {
    type: "object",
    properties: {
      name: unitName("the unit with its suffix", "rlm.service"),
      content: {
        type: "string",
        pattern: "^[^\\u0000\\u0001]*$",
        maxLength: 262_144,
        description: "the whole file, as systemd.syntax(7) has it",
      },
      dropIn: {
        type: "string",
        pattern: "^[A-Za-z0-9_-]+$",
        description: "name of a drop-in, without .conf: the content then only adds to the unit",
      },
    },
    required: ["name", "content"],
    additionalProperties: false,
  },

  name: ({ name, dropIn }) => (dropIn === undefined ? name : `${name}/${dropIn}`),

  inspect: (want) => sh`
    needs systemctl
    ${ownedFile(fileOf(want)).inspect}
    line_of ${`${want.name}|`} "\${_unit_files-}"
    _shown=$_line
    [ -n "$_shown" ] || _shown=$(${show([want.name])}) || cannot_look 'systemd does not answer'
    case $_shown in
      *LoadState=not-found*) emit loaded '' ;;
      *NeedDaemonReload=yes*) emit loaded outdated ;;
      *LoadState=bad-setting*) emit loaded bad-setting ;;
      *LoadState=error*) emit loaded error ;;
      *) emit loaded current ;;
    esac`,

  survey: (wants) => sh`${surveyOwned(wants.map(fileOf))}
    _unit_files=${showAll([...new Set(wants.map(({ name }) => name))])} || _unit_files=''`,

  expect: (want) => ({ ...ownedFile(fileOf(want)).expect, loaded: "current" }),

  repair: (want, drift) => [...ownedFile(fileOf(want)).repair(drift), (drift.file ?? drift.loaded) && reload],

  undo: (want) =>
    [
      want.dropIn === undefined &&
        sh`if [ -e "$_memory/before"${fileOf(want).path}/=absent ]; then
      systemctl stop -- ${want.name} || :
      systemctl disable -- ${want.name} || :
    fi`,
      ...ownedFile(fileOf(want)).undo,
      want.dropIn !== undefined && sh`rmdir ${`/etc/systemd/system/${want.name}.d`} 2>/dev/null || :`,
      reload,
    ].filter((piece) => piece !== false),

  elsewhere: {
    ansible: "ansible.builtin.copy: { dest: /etc/systemd/system/rlm.service } + systemd_service: { daemon_reload: true }",
    salt: "/etc/systemd/system/rlm.service: file.managed + module.run: service.systemctl_reload",
    puppet: "systemd::unit_file { 'rlm.service': content => '…' }",
  },
});
