import { UserError } from "#core/errors.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { canBecomeRoot, findOwnWay, onTrial } from "#states/own-way.ts";
import type { Ensure } from "#states/params.ts";
import { anyAccount, ensure } from "#states/params.ts";

export interface Sudoers {
  readonly name: string;
  readonly user?: string;
  readonly group?: string;
  readonly commands?: readonly string[];
  readonly runas?: string;
  readonly nopassword?: boolean;
  readonly setenv?: boolean;
  readonly host?: string;
  readonly defaults?: readonly string[];
  readonly ensure?: Ensure;
}

// sudoers(5): a backslash before what would end a name, such as the space in the name of a group of a directory.
const escaped = (name: string): string => name.replaceAll(/[ @!=:,()\\]/g, "\\$&");

const who = ({ user, group }: Sudoers): string | undefined => (user === undefined ? group && `%${escaped(group)}` : escaped(user));

const text = (want: Sudoers): string => {
  const { commands, runas, nopassword, setenv, host = "ALL", defaults = [] } = want;
  const whose = who(want);
  const tags = `${nopassword === true ? "NOPASSWD: " : ""}${setenv === true ? "SETENV: " : ""}`;
  return [
    ...defaults.map((entry) => `Defaults${whose === undefined ? "" : `:${whose}`} ${entry}\n`),
    ...(commands ? [`${whose} ${host}=${runas === undefined ? "" : `(${runas}) `}${tags}${commands.join(", ")}\n`] : []),
  ].join("");
};

const path = ({ name }: Sudoers): string => `/etc/sudoers.d/${name}`;

const entry = (want: Sudoers): OwnedFile => ({
  path: path(want),
  text: want.ensure === "absent" ? undefined : text(want),
  mode: "0440",
  check: sh`>/dev/null visudo -cf`,
});

/** Finds the line with which /etc/sudoers reads the folder; `#includedir` is no comment there. */
const including = sh`grep -E '^[@#]includedir[[:blank:]]+"?/etc/sudoers[.]d/?"?[[:blank:]]*$' /etc/sudoers 2>/dev/null`;

/**
 * What some may do as root, or as others: a file of its own in /etc/sudoers.d, and that sudo reads this folder.
 *
 * sudo takes the last entry that matches, in the order of the files' names. A text with a mistake never comes into force, nor does one
 * after which this run's user could no longer become root. Where faillock counts, a wrong password counts once for each time that
 * sudo asks, so `passwd_tries=1` belongs to a strict lock-out.
 *
 * @example sudoers({ name: "operators", group: "operators", commands: ["/usr/bin/systemctl restart rlm.service"], nopassword: true })
 * @example sudoers({ name: "00-house", defaults: ["use_pty", "passwd_tries=1", "logfile=/var/log/sudo.log"] }, { controls: ["CIS 5.2.2"] })
 */
export const sudoers = defineState<Sudoers, OwnedFact | "included">({
  kind: "sudoers",
  summary: "who may do what as root (sudo)",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_][A-Za-z0-9_-]*$",
        maxLength: 200,
        description: "name of the file in /etc/sudoers.d, without dots, which sudo would pass over",
        examples: ["operators"],
      },
      user: anyAccount("the user who may; without user and group, `defaults` are for everybody", "anna"),
      group: anyAccount("the group whose members may", "operators"),
      commands: {
        type: "array",
        items: { type: "string", pattern: "^[^\\u0000-\\u001f#]+$" },
        minItems: 1,
        description: "commands with their whole path, arguments and wildcards as sudoers(5) has them, or ALL",
        examples: [["/usr/bin/systemctl restart rlm.service"]],
      },
      runas: {
        type: "string",
        pattern: "^[A-Za-z0-9_%#][A-Za-z0-9_.$:,% -]*$",
        description: "as whom: `USER`, `USER:GROUP` or `ALL`; without it, as root",
        examples: ["ALL"],
      },
      nopassword: { type: "boolean", description: "whether sudo asks for no password", default: false },
      setenv: { type: "boolean", description: "whether they may keep variables of their own", default: false },
      host: { type: "string", pattern: "^[A-Za-z0-9_.:/!-]+$", description: "the host on which it holds", default: "ALL" },
      defaults: {
        type: "array",
        items: { type: "string", pattern: "^(?!requiretty)[!a-z_][^\\u0000-\\u001f#]*$" },
        description:
          "settings as after `Defaults` in sudoers(5), for the user or group if there is one; never requiretty, as Conform comes without a terminal",
        examples: [["use_pty", "passwd_tries=1"]],
      },
      ensure: ensure("`absent` when there shall be no such file"),
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => {
    const { name, user, group, commands, defaults, ensure } = want;
    if (ensure === "absent") return name;
    if (user !== undefined && group !== undefined)
      throw new UserError(`the sudoers entry "${name}" is for a user and for a group`, "Declare one for each.");
    if (commands !== undefined && who(want) === undefined)
      throw new UserError(`the sudoers entry "${name}" does not say who may`, "Say `user: <name>` or `group: <name>`.");
    if (commands === undefined && defaults === undefined)
      throw new UserError(`the sudoers entry "${name}" says nothing`, "Say `commands` or `defaults`.");
    return name;
  },

  inspect: (want) => sh`
    needs visudo
    ${ownedFile(entry(want)).inspect}
    ${want.ensure !== "absent" && sh`if [ -n "\${_including:-$(${including})}" ]; then emit included yes; else emit included ''; fi`}`,

  survey: (wants) => sh`${surveyOwned(wants.map(entry))}
    _including=$(${including})`,

  expect: (want) => ({ ...ownedFile(entry(want)).expect, ...(want.ensure !== "absent" && { included: "yes" }) }),

  repair: (want, drift) => {
    const changes = ownedFile(entry(want)).repair(drift).filter(Boolean);
    return [
      changes.length > 0 &&
        sh`${findOwnWay}
    ${onTrial([path(want)], changes, {
      proof: canBecomeRoot,
      otherwise: `/etc/sudoers.d/${want.name} is as it was: whoever is at work here must still be able to become root`,
    })}`,
      drift.included &&
        sh`_whole=$(mktemp)
    { cat /etc/sudoers; echo '@includedir /etc/sudoers.d'; } >"$_whole"
    visudo -cqf "$_whole" || { rm -f "$_whole"; exit 1; }
    write_file /etc/sudoers 0440 root root <"$_whole"
    rm -f "$_whole"`,
    ];
  },

  undo: (want) => [
    sh`${findOwnWay}
    ${onTrial([path(want)], ownedFile(entry(want)).undo, {
      proof: canBecomeRoot,
      otherwise: `/etc/sudoers.d/${want.name} stays: without it, whoever is at work here could no longer become root`,
    })}`,
  ],

  elsewhere: {
    ansible: "community.general.sudoers: { name: operators, group: operators, commands: /usr/bin/systemctl restart rlm, nopassword: true }",
    salt: "/etc/sudoers.d/operators: file.managed: [{contents: '…'}, {mode: '0440'}, {check_cmd: visudo -cf}]",
    puppet: "sudo::conf { 'operators': content => '%operators ALL=NOPASSWD: /usr/bin/systemctl restart rlm' }",
  },
});
