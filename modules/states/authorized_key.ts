import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { account } from "#states/params.ts";

export interface AuthorizedKey {
  readonly user: string;
  readonly keys: readonly string[];
  readonly exclusive?: boolean;
}

const sorted = (keys: readonly string[]): string[] => [...new Set(keys)].toSorted();

/** `$_keys`: the user's file. Empty where there is no such user. */
const find = (user: string): Sh => sh`set -f; IFS=:
    # shellcheck disable=SC2046 # its fields
    set -- $(timeout 10 getent passwd ${user}); unset IFS; set +f
    _folder=\${6:+"$6/.ssh"} _keys=\${6:+"$6/.ssh/authorized_keys"}`;

/**
 * Runs `write` as the user: its standard output becomes the file. A user may make any link in their own home, so root must not write there.
 */
const asUser = (user: string, keys: readonly string[], write: string): Sh => sh`${find(user)}
    [ -n "$_folder" ] || { echo ${`there is no user ${user}`} >&2; exit 1; }
    keep_image "$_keys"
    [ ! -d "$_folder" ] || chown -h ${user} "$_folder"
    printf %s ${keys.map((key) => `${key}\n`).join("")} | runuser -u ${user} -- sh -c ${`
      set -e; umask 077
      if [ -L "$1" ] || [ -L "$2" ]; then echo "$2 is reached by a symbolic link" >&2; exit 1; fi
      mkdir -p "$1"; chmod 0700 "$1"
      [ -e "$2" ] || : >"$2"
      ${write === replace ? "" : `[ -r "$2" ] || { echo "$2 belongs to somebody else and cannot be read: give it back with chown" >&2; exit 1; }`}
      new=$(mktemp "$1/.conform.XXXXXX")
      { ${write}
      } >"$new" && chmod 0600 "$new" && mv -f "$new" "$2" || { rm -f "$new"; exit 1; }`} sh "$_folder" "$_keys"
    relabel "$_folder"; relabel "$_keys"`;

const replace = "cat";

const append = `cat "$2"
        if [ -n "$(tail -c 1 "$2")" ]; then echo; fi
        while IFS= read -r key; do grep -qaFx -e "$key" "$2" || printf '%s\\n' "$key"; done`;

const remove = `gone=$(cat); grep -avFx -e "$gone" "$2" || :`;

/**
 * SSH keys that may log in as a user. With `exclusive`, no others may: an extra key is drift.
 *
 * @example authorizedKey({ user: "operator", keys: ["ssh-ed25519 AAAAC3… anna@grading"], exclusive: true })
 */
export const authorizedKey = defineState<AuthorizedKey, "keys" | "folder" | "file">({
  kind: "authorized_key",
  summary: "SSH keys that may log in as a user",
  params: {
    type: "object",
    properties: {
      user: account("whose login the keys open", "operator"),
      keys: {
        type: "array",
        items: { type: "string", pattern: "^[^\\u0000-\\u001f# ][^\\u0000-\\u001f]*[^\\u0000-\\u001f ]$" },
        uniqueItems: true,
        description: "whole lines as in authorized_keys(5), with options and comment",
      },
      exclusive: { type: "boolean", description: "whether other keys are drift and go", default: false },
    },
    required: ["user", "keys"],
    additionalProperties: false,
  },

  name: (want) => want.user,

  inspect: ({ user, keys, exclusive }) => sh`
    ${find(user)}
    emit keys "$(${
      exclusive === true
        ? sh`grep -avE '^[[:space:]]*(#|$)' "$_keys"`
        : sh`grep -aFx ${sorted(keys).flatMap((key) => ["-e", key])} "$_keys"`
    } 2>/dev/null | sort -u)"
    emit folder "$(stat -c '%a %U' "$_folder" 2>/dev/null)"
    emit file "$(stat -c '%a %U' "$_keys" 2>/dev/null)"`,

  expect: ({ user, keys }) => ({ keys: sorted(keys).join("\n"), folder: `700 ${user}`, file: `600 ${user}` }),

  repair: ({ user, keys, exclusive }, drift) => [
    (drift.keys ?? drift.folder ?? drift.file) && asUser(user, sorted(keys), exclusive === true ? replace : append),
  ],

  undo: ({ user, keys }) => [
    sh`${find(user)}
    if [ -n "$_keys" ] && [ -f "$_keys" ]; then ${asUser(user, sorted(keys), remove)}
    fi`,
  ],

  elsewhere: {
    ansible: "ansible.posix.authorized_key: { user: operator, key: 'ssh-ed25519 AAAA…', exclusive: true }",
    salt: "operator-keys: ssh_auth.manage: [{user: operator}, {ssh_keys: ['ssh-ed25519 AAAA…']}]",
    puppet: "ssh_authorized_key { 'anna@grading': user => 'operator', type => 'ssh-ed25519', key => 'AAAA…' }",
  },
});
