import type { SecretRef } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { account, path, secretRef } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface User {
  readonly name: string;
  readonly uid?: number;
  readonly group?: string;
  readonly groups?: readonly string[];
  readonly append?: boolean;
  readonly shell?: string;
  readonly home?: string;
  readonly password?: SecretRef;
  readonly locked?: boolean;
  readonly system?: boolean;
}

/**
 * A local account. Accounts that come from a directory service (SSSD, LDAP, AD) are left alone.
 *
 * @example user({ name: "editor", uid: 5001, groups: ["editors", "audio"], shell: "/bin/bash" })
 * @example user({ name: "rlm", system: true, home: "/opt/rlm", shell: "/usr/sbin/nologin" })
 */
export const user = defineState<User, "exists" | "uid" | "group" | "groups" | "shell" | "home" | "password" | "locked">({
  kind: "user",
  summary: "local account: number, groups, shell, home, password",
  params: {
    type: "object",
    properties: {
      name: account("the login name", "editor"),
      uid: { type: "integer", minimum: 1, maximum: 4_294_967_294, description: "its number; without one, the host picks it" },
      group: account("its primary group, which must be there; without one, the group of its own name", "editors"),
      groups: {
        type: "array",
        items: { type: "string", pattern: "^[a-z_][a-z0-9_-]*[$]?$" },
        uniqueItems: true,
        description: "the other groups it is in, and no more than these unless `append`",
      },
      append: { type: "boolean", description: "whether it may be in other groups, too", default: false },
      shell: path("its login shell", "/bin/bash"),
      home: path("its home directory", "/home/editor"),
      password: secretRef("the hash of its password as crypt(5) writes it"),
      locked: { type: "boolean", description: "whether no password opens it; keys still do" },
      system: { type: "boolean", description: "whether it is a daemon's: a low number, and no home is made", default: false },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  // One awk reads all three files: six users are looked at as fast as one.
  inspect: ({ name, groups = [], append, password }) => sh`
    _account=$(_name=${name} awk -F: '
      FILENAME == "/etc/passwd" && $1 == ENVIRON["_name"] { exists = "yes"; uid = $3; gid = $4; home = $6; shell = $7 }
      FILENAME == "/etc/group" && exists && $3 == gid && group == "" { group = $1 }
      FILENAME == "/etc/group" && index("," $4 ",", "," ENVIRON["_name"] ",") {
        for (i = ++n; i > 1 && in_[i - 1] "" > $1 ""; i--) in_[i] = in_[i - 1]
        in_[i] = $1
      }
      FILENAME == "/etc/shadow" && $1 == ENVIRON["_name"] { hash = $2 }
      END {
        for (i = 1; i <= n; i++) list = list (i > 1 ? "," : "") in_[i]
        print exists ":" uid ":" group ":" list ":" home ":" shell ":" hash
      }' /etc/passwd /etc/group /etc/shadow)
    set -f; IFS=:
    # shellcheck disable=SC2086 # its fields
    set -- $_account; unset IFS
    [ -n "\${1-}" ] || ! timeout 10 getent passwd ${name} >/dev/null 2>&1 || cannot_look ${`the user ${name} comes from a directory service and is managed there`}
    emit exists "\${1-}"
    emit uid "\${2-}"
    emit group "\${3-}"
    _in=\${4-} _hash=\${7-}
    ${append === true && sh`_all=,$_in, _in=; for _group in ${groups.toSorted()}; do case $_all in *",$_group,"*) _in=$_in\${_in:+,}$_group ;; esac; done`}
    emit groups "$_in"
    emit home "\${5-}"
    emit shell "\${6-}"
    case $_hash in '!'* | '*'*) emit locked yes ;; ?*) emit locked no ;; *) emit locked '' ;; esac
    _hash=\${_hash#!}; _hash=\${_hash#!}
    ${password !== undefined && sh`printf %s "$_hash" | ${emitSecret("password", password)}`}`,

  expect: ({ uid, group, groups, shell, home, password, locked }) => ({
    exists: "yes",
    ...(uid !== undefined && { uid: String(uid) }),
    ...(group !== undefined && { group }),
    ...(groups !== undefined && { groups: groups.toSorted().join(",") }),
    ...(shell !== undefined && { shell }),
    ...(home !== undefined && { home }),
    ...(password !== undefined && { password: "same" }),
    ...(locked !== undefined && { locked: locked ? "yes" : "no" }),
  }),

  repair: (want, drift) => {
    const { name, group, password, system, append } = want;
    const flags = (made: boolean): string[] => [
      ...(drift.uid ? ["-u", drift.uid.want] : []),
      ...(drift.group ? ["-g", drift.group.want] : []),
      ...(drift.groups ? [...(append === true && !made ? ["-a"] : []), "-G", drift.groups.want] : []),
      ...(drift.shell ? ["-s", drift.shell.want] : []),
      ...(drift.home ? ["-d", drift.home.want] : []),
    ];
    const change = flags(false);
    return [
      drift.exists &&
        sh`set -- ${[...(system === true ? ["-r", "-M"] : ["-m"]), ...flags(true)]}
    ${group === undefined && sh`if grep -q ${`^${name}:`} /etc/group; then set -- "$@" -g ${name}; else set -- "$@" -U; fi`}
    useradd "$@" -- ${name}`,
      !drift.exists && change.length > 0 && sh`usermod ${change} -- ${name}`,
      drift.password && password && sh`printf '%s:%s\\n' ${name} ${password} | chpasswd -e`,
      // A new password would open a locked account.
      want.locked === true && (drift.locked ?? drift.password) && sh`usermod -L -- ${name}`,
      want.locked === false && drift.locked && sh`usermod -U -- ${name}`,
    ];
  },

  elsewhere: {
    ansible: "ansible.builtin.user: { name: editor, uid: 5001, groups: [editors, audio], append: false, shell: /bin/bash }",
    salt: "editor: user.present: [{uid: 5001}, {groups: [editors, audio]}, {shell: /bin/bash}]",
    puppet: "user { 'editor': uid => 5001, groups => ['editors', 'audio'], membership => inclusive, shell => '/bin/bash' }",
  },
});
