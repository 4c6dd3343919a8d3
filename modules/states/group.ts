import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { account } from "#states/params.ts";

export interface Group {
  readonly name: string;
  readonly gid?: number;
  readonly system?: boolean;
}

/** Finds the group's line in /etc/group as `$_entry`; one that only a directory knows is not ours to manage. */
const find = (name: string): Sh => sh`_entry=$(grep ${`^${name}:`} /etc/group 2>/dev/null)
    [ -n "$_entry" ] || ! timeout 10 getent group ${name} >/dev/null 2>&1 || cannot_look ${`the group ${name} comes from a directory service and is managed there`}`;

/**
 * A local group. Its gid is the same on every host that shares storage.
 *
 * @example group({ name: "editors", gid: 5000 }, { why: "NFS compares numbers, not names" })
 */
export const group = defineState<Group, "exists" | "gid">({
  kind: "group",
  summary: "local group",
  params: {
    type: "object",
    properties: {
      name: account("the group's name", "editors"),
      gid: { type: "integer", minimum: 1, maximum: 4_294_967_294, description: "its number; without one, the host picks it" },
      system: { type: "boolean", description: "whether a number for daemons is picked when it is made", default: false },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: ({ name }) => sh`
    ${find(name)}
    emit exists "\${_entry:+yes}"
    _gid=\${_entry#*:*:}; emit gid "\${_gid%%:*}"`,

  expect: ({ gid }) => ({ exists: "yes", ...(gid !== undefined && { gid: String(gid) }) }),

  // Files that carry the old number keep it: who owns them from now on is for a person to decide.
  repair: ({ name, gid, system }, drift) => [
    drift.exists &&
      sh`grep -q ${`^${name}:`} /etc/group || groupadd ${[...(system === true ? ["-r"] : []), ...(gid === undefined ? [] : ["-g", String(gid)]), "--", name]}`,
    drift.gid && sh`groupmod -g ${drift.gid.want} -- ${name}`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.group: { name: editors, gid: 5000 }",
    salt: "editors: group.present: [{gid: 5000}]",
    puppet: "group { 'editors': ensure => present, gid => 5000 }",
  },
});
