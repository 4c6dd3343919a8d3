import { memory } from "#core/prelude.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { unit } from "#states/params.ts";

export interface Restart {
  readonly unit: string;
}

const marker = (name: string): string => `${memory}/owed/${name}`;

/**
 * A restart that is owed to a unit since a state with `restarts` was changed. Roles don't declare it: it comes after the states of a role
 * that says so. The marker goes only when the restart went well, so a crash in between forgets nothing.
 *
 * @example file({ path: "/etc/chrony/chrony.conf", content }, { restarts: "chrony.service" })
 */
export const restart = defineState<Restart, "owed">({
  kind: "restart",
  summary: "restart owed to a unit",
  params: {
    type: "object",
    properties: { unit: unit("the unit with its suffix", "chrony.service") },
    required: ["unit"],
    additionalProperties: false,
  },

  name: (want) => want.unit,

  inspect: ({ unit }) => sh`if [ -e ${marker(unit)} ]; then emit owed owed; else emit owed ''; fi`,

  expect: () => ({ owed: "" }),

  // A unit that doesn't run has nothing to restart; whether it shall run is said by a `service`.
  repair: ({ unit }) => [
    sh`case $(systemctl show -p NeedDaemonReload -- ${unit}) in *=yes) systemctl daemon-reload ;; esac`,
    sh`systemctl try-restart -- ${unit} || { systemctl status --no-pager --lines=10 -- ${unit} || :; exit 1; }`,
    sh`rm -f ${marker(unit)}`,
  ],

  undo: ({ unit }) => [sh`rm -f ${marker(unit)}`],

  elsewhere: {
    ansible: "notify + handlers: ansible.builtin.systemd_service: { name: chrony, state: restarted }",
    salt: "watch: [{file: /etc/chrony/chrony.conf}]",
    puppet: "File['/etc/chrony/chrony.conf'] ~> Service['chrony']",
  },
});
