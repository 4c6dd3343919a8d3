import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { mode, owner, path } from "#states/params.ts";

export interface Directory {
  readonly path: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

const access = ({ mode = "0755", owner = "root", group = "root" }: Directory) => ({ mode, owner, group });

/**
 * A directory with its mode, owner and group; parents that are missing are made too. What is in it is left alone.
 *
 * @example directory({ path: "/srv/media/incoming", mode: "2775", group: "editors" }, { why: "setgid keeps new clips in the editors' group" })
 */
export const directory = defineState<Directory, "type" | "mode" | "owner" | "group">({
  kind: "directory",
  summary: "directory: mode, owner, group",
  params: {
    type: "object",
    properties: {
      path: path("where it is", "/srv/media/incoming"),
      mode: mode("0755"),
      owner: owner("the user it belongs to"),
      group: owner("the group it belongs to"),
    },
    required: ["path"],
    additionalProperties: false,
  },

  name: (want) => want.path,

  inspect: ({ path }) => sh`emit_stat ${path}`,

  survey: (wants) => sh`survey_stats ${wants.map(({ path }) => path)}`,

  expect: (want) => ({ type: "directory", ...access(want) }),

  repair: (want, drift) => {
    const { path } = want;
    const { mode, owner, group } = access(want);
    const owned = drift.owner ?? drift.group;
    return [
      drift.type && sh`[ -d ${path} ] || { keep_image ${path}; mkdir -p ${path}; }`,
      drift.type && sh`if [ -L ${path} ]; then echo ${`${path} is a symbolic link: declare the directory it points to`} >&2; exit 1; fi`,
      owned && sh`chown ${`${owner}:${group}`} ${path}`,
      // chown takes setgid away; GNU chmod leaves it on directories unless five digits say otherwise
      (drift.mode ?? owned) && sh`chmod ${`0${mode}`} ${path}`,
    ];
  },

  // Only where it was made by us, and only when nothing is left in it.
  undo: ({ path }) => [sh`put_back ${path}`],

  elsewhere: {
    ansible: `ansible.builtin.file: { path: /srv/media/incoming, state: directory, mode: "2775", group: editors }`,
    salt: `/srv/media/incoming: file.directory: [{mode: "2775"}, {group: editors}, {makedirs: True}]`,
    puppet: `file { '/srv/media/incoming': ensure => directory, mode => '2775', group => 'editors' }`,
  },
});
