import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { line } from "#states/line.ts";
import { ownedFile, surveyOwned, tried } from "#states/owned-file.ts";
import type { OwnedFile } from "#states/owned-file.ts";

export interface Dconf {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly locks?: readonly string[];
  readonly database?: string;
  readonly profile?: string;
}

const database = ({ database = "local" }: Dconf): string => database;

const folder = (want: Dconf): string => `/etc/dconf/db/${database(want)}.d`;

const keyfile = (want: Dconf): OwnedFile & { readonly text: string } => {
  const groups = Map.groupBy(Object.entries(want.settings), ([key]) => key.slice(1, key.lastIndexOf("/")));
  const texts = [...groups].map(
    ([group, settings]) => `[${group}]\n${settings.map(([key, value]) => `${key.slice(key.lastIndexOf("/") + 1)}=${value}\n`).join("")}`,
  );
  return { path: `${folder(want)}/${want.name}`, text: texts.join("\n") };
};

const lockFile = (want: Dconf): OwnedFile<string> => ({
  path: `${folder(want)}/locks/${want.name}`,
  text: want.locks?.map((key) => `${key}\n`).join(""),
  facts: ["locks", "locks_access"],
});

const profilePath = ({ profile = "user" }: Dconf): string => `/etc/dconf/profile/${profile}`;

/**
 * What the compiled databases say, `DATABASE|/PATH/KEY=VALUE` and `DATABASE|!/PATH/KEY` for a lock. It is read without a session bus and
 * without root's own settings: a run-time folder that can't be made keeps dconf from writing there.
 */
const compiled = (databases: readonly string[]): Sh =>
  lines(
    databases.map(
      (name) => sh`printf 'system-db:%s\\n' ${name} | DCONF_PROFILE=/dev/stdin timeout 10 dconf dump / 2>/dev/null |
      _name=${name} awk '/^\\[/ { at = "/" substr($0, 2, length($0) - 2) "/"; if (at == "///") at = "/"; next } NF { print ENVIRON["_name"] "|" at $0 }'
    printf 'user-db:conform\\nsystem-db:%s\\n' ${name} | XDG_RUNTIME_DIR=/proc/none XDG_CONFIG_HOME=/proc/none DCONF_PROFILE=/dev/stdin timeout 10 dconf list-locks / 2>/dev/null |
      _name=${name} awk '{ print ENVIRON["_name"] "|!" $0 }'`,
    ),
  );

const understood = sh`{ mkdir "$_try.d" && cp "$_try" "$_try.d/settings"
    if dconf compile "$_try.db" "$_try.d"; then _understood=yes; else _understood=''; fi
    rm -rf "$_try.d" "$_try.db"
    [ -n "$_understood" ]; }`;

/** A database that somebody compiled by hand is newer than its folder, and dconf would leave it. */
const update = (want: Dconf): Sh => sh`mkdir -p ${folder(want)}; touch ${folder(want)}; dconf update`;

/**
 * Settings of the desktop for everybody on a host, and which of them nobody may change: a file of a system database, its locks, the
 * profile that makes sessions read it, and what the compiled database says, since nothing counts before `dconf update`.
 *
 * A running session follows at once, unless it was started before there was a profile.
 *
 * @example dconf({ name: "50-screen-lock", settings: { "/org/gnome/desktop/session/idle-delay": "uint32 600" }, locks: ["/org/gnome/desktop/session/idle-delay"] })
 */
export const dconf = defineState<Dconf, string>({
  kind: "dconf",
  summary: "desktop settings for everybody, with locks (dconf)",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
        maxLength: 100,
        description: "name of the file; of two that set one key, the later one in order counts",
        examples: ["50-screen-lock"],
      },
      settings: {
        type: "object",
        propertyNames: { pattern: "^(/[A-Za-z0-9_:.-]+)+$" },
        additionalProperties: {
          type: "string",
          pattern: "^[^\\u0000-\\u0020\\u007f]([^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f])?$",
          maxLength: 4000,
        },
        minProperties: 1,
        description: "keys with their values, spelt as `dconf dump` prints them: uint32 600, true, 'text', ['a', 'b'], @as []",
        examples: [{ "/org/gnome/desktop/session/idle-delay": "uint32 600" }],
      },
      locks: {
        type: "array",
        items: { type: "string", pattern: "^(/[A-Za-z0-9_:.-]+)+$" },
        minItems: 1,
        uniqueItems: true,
        description: "keys that nobody may change",
        examples: [["/org/gnome/desktop/session/idle-delay"]],
      },
      database: { type: "string", pattern: "^[a-z][a-z0-9_-]*$", description: "the system database", default: "local" },
      profile: {
        type: "string",
        pattern: "^[a-z][a-z0-9_-]*$",
        description: "the profile that reads it: gdm for the login screen",
        default: "user",
      },
    },
    required: ["name", "settings"],
    additionalProperties: false,
  },

  name: (want) => `${database(want)}/${want.name}`,

  inspect: (want) => sh`
    needs dconf
    ${ownedFile(keyfile(want)).inspect}
    ${want.locks && ownedFile(lockFile(want)).inspect}
    if grep -qsx ${`system-db:${database(want)}`} ${profilePath(want)}; then emit profile yes; else emit profile ''; fi
    _compiled=\${_dconf-$(${compiled([database(want)])})}
    ${lines(Object.keys(want.settings).map((key) => sh`line_of ${`${database(want)}|${key}=`} "$_compiled"; emit ${key} "$_line"`))}
    ${
      want.locks &&
      sh`_locked=''
    for _each in ${want.locks}; do
      case $_newline$_compiled$_newline in *"$_newline"${`${database(want)}|!`}"$_each$_newline"*) _locked=$_locked\${_locked:+ }$_each ;; esac
    done
    emit locked "$_locked"`
    }`,

  survey: (wants) => sh`${surveyOwned(wants.flatMap((want) => [keyfile(want), ...(want.locks ? [lockFile(want)] : [])]))}
    if command -v dconf >/dev/null; then _dconf=$(${compiled([...new Set(wants.map(database))])}); fi`,

  expect: (want) => ({
    ...ownedFile(keyfile(want)).expect,
    ...(want.locks && { ...ownedFile(lockFile(want)).expect, locked: want.locks.join(" ") }),
    profile: "yes",
    ...want.settings,
  }),

  repair: (want, drift) => {
    const profileLine = { path: profilePath(want), line: `system-db:${database(want)}` };
    const { access: _, locks_access: __, ...rest } = drift;
    return [
      drift["file"] && tried(keyfile(want).text, understood),
      ...ownedFile(keyfile(want)).repair(drift),
      ...(want.locks ? ownedFile(lockFile(want)).repair(drift) : []),
      drift["profile"] &&
        sh`mkdir -p /etc/dconf/profile
    [ -e ${profilePath(want)} ] || printf 'user-db:user\\n' | write_file ${profilePath(want)} 0644 root root`,
      ...(drift["profile"] ? line.repair(profileLine, { line: { want: profileLine.line, have: "" } }) : []),
      Object.keys(rest).length > 0 && update(want),
    ];
  },

  // The profile stays: it may have been read by others, and a database that is not there does no harm.
  undo: (want) => [
    ...ownedFile(keyfile(want)).undo,
    ...(want.locks ? ownedFile(lockFile(want)).undo : []),
    sh`! command -v dconf >/dev/null || { ${update(want)}; }`,
  ],

  elsewhere: {
    ansible:
      "community.general.ini_file: { path: /etc/dconf/db/local.d/50-screen-lock, section: org/gnome/desktop/session } + dconf update",
    salt: "/etc/dconf/db/local.d/50-screen-lock: file.managed + cmd.run: dconf update (onchanges)",
    puppet: "dconf::settings { 'screen-lock': settings_hash => { 'org/gnome/desktop/session' => { 'idle-delay' => 'uint32 600' } } }",
  },
});
