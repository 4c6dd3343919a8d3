import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { clear, isSecretRef } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { tried } from "#states/owned-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, mode, owner, path, text } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface File {
  readonly path: string;
  readonly content?: Text;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  readonly ensure?: Ensure;
  readonly makedirs?: boolean;
  readonly validate?: string;
}

const access = ({ mode = "0644", owner = "root", group = "root" }: File) => ({ mode, owner, group });

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The command with the file's name where it says `%s`. mktemp(1) makes names that need no quotes. */
const judge = (validate: string): Sh => {
  const [first = "", ...rest] = validate.split("%s");
  return rest.reduce((command, part) => sh`${command}"$_try"${part}`, sh`timeout -k 5 60 sh -c ${first}`);
};

/**
 * A regular file: its bytes, mode, owner and group. Links are not followed. Without `content`, whatever it holds is right.
 * With `validate`, a text that the command refuses never comes into force.
 *
 * @example file({ path: "/etc/motd", content: "Suite 3, colour grading\n" })
 * @example file({ path: "/etc/crontab", mode: "0600" }, { controls: ["CIS 2.4.1.2"] })
 * @example file({ path: "/etc/sudoers.d/render", content: "render ALL=(root) NOPASSWD: /usr/bin/nice\n", mode: "0440", validate: "visudo -cf %s" })
 * @example file({ path: "/opt/licences/daemon.lic", content: { secret: "env:DAEMON_LICENCE" }, mode: "0600" }, { restarts: "flexlm.service" })
 */
export const file = defineState<File, "type" | "content" | "mode" | "owner" | "group">({
  kind: "file",
  summary: "regular file: content, mode, owner, group",
  params: {
    type: "object",
    properties: {
      path: path("where it is", "/etc/motd"),
      content: text("every byte of it; a secret is compared by digest and never shown; without it any content is right"),
      mode: mode("0644"),
      owner: owner("the user it belongs to"),
      group: owner("the group it belongs to"),
      ensure: ensure("`absent` when there shall be no such file"),
      makedirs: { type: "boolean", description: "whether missing folders above it are made, open to all readers", default: false },
      validate: {
        type: "string",
        pattern: "^[^\\u0000]*%s[^\\u0000]*$",
        description: "a command that fails for a text with a mistake, `%s` being the name of a file with the new text; has 60 seconds",
        examples: ["visudo -cf %s"],
      },
    },
    required: ["path"],
    additionalProperties: false,
  },

  name: (want) => want.path,

  inspect: ({ path, content, ensure }) => sh`
    emit_stat ${path}
    ${
      content !== undefined &&
      ensure !== "absent" &&
      sh`if [ "$_type" != file ]; then emit content ''
    else ${isSecretRef(content) ? sh`${emitSecret("content", content)} <${path}` : sh`emit_text_or_same content ${path} ${sha256(content)}`}
    fi`
    }`,

  survey: (wants) => {
    const texts = wants.filter(({ content, ensure }) => typeof content === "string" && ensure !== "absent");
    return sh`survey_stats ${wants.map(({ path }) => path)}
    ${texts.length > 0 && sh`survey_texts ${texts.map(({ path }) => path)}`}`;
  },

  expect: (want) => {
    if (want.ensure === "absent") return { type: "" };
    const { content } = want;
    return { type: "file", ...(content !== undefined && { content: isSecretRef(content) ? "same" : content }), ...access(want) };
  },

  repair: (want, drift) => {
    const { path, content, ensure, makedirs, validate } = want;
    if (ensure === "absent") return [drift.type && sh`remove_file ${path}`];
    const { mode, owner, group } = access(want);
    const folders = makedirs === true && drift.type && sh`mkdir -p ${dirname(path)}`;
    if (content !== undefined && (drift.type || drift.content))
      return [
        validate !== undefined && tried(content, judge(validate)),
        folders,
        sh`printf %s ${content} | write_file ${path} ${mode} ${owner} ${group} ${Buffer.byteLength(clear(content))}`,
      ];
    const owned = drift.owner ?? drift.group;
    return [
      folders,
      drift.type && sh`[ -e ${path} ] || write_file ${path} ${mode} ${owner} ${group} </dev/null`,
      owned && sh`chown -h ${`${owner}:${group}`} ${path}`,
      // chown takes setuid and setgid away
      (drift.mode ?? owned) && sh`chmod ${mode} ${path}`,
    ];
  },

  undo: ({ path }) => [sh`put_back ${path}`],

  elsewhere: {
    ansible: `ansible.builtin.copy: { dest: /etc/motd, content: "…", mode: "0644", owner: root, group: root }`,
    salt: `/etc/motd: file.managed: [{contents: "…"}, {mode: "0644"}, {user: root}, {group: root}]`,
    puppet: `file { '/etc/motd': content => '…', mode => '0644', owner => 'root', group => 'root' }`,
  },
});
