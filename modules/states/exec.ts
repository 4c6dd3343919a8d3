import { UserError } from "#core/errors.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface Exec {
  readonly name: string;
  readonly command: string;
  readonly creates?: string;
  readonly unless?: string;
}

/**
 * A command for what no other kind covers, such as a vendor's installer. It runs when its guard says that it has not done its work:
 * the path that it `creates` is missing, or the command `unless` fails. `unless` runs at every look, so it must only read.
 *
 * @example exec({ name: "install Resolve", command: "/root/resolve.run -i -y", creates: "/opt/resolve/bin/resolve" })
 * @example exec({ name: "export projects", command: "exportfs -ra", unless: "exportfs -s | grep -q '^/srv/projects '" })
 */
export const exec = defineState<Exec, "done">({
  kind: "exec",
  summary: "command with a guard",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f]+$",
        maxLength: 200,
        description: "what it does, in a few words",
        examples: ["install Resolve"],
      },
      command: { type: "string", pattern: "^[^\\u0000]+$", description: "run by sh, once, with nothing on its standard input" },
      creates: path("a path that is there once the command has done its work", "/opt/resolve/bin/resolve"),
      unless: {
        type: "string",
        pattern: "^[^\\u0000]+$",
        description: "a command that reads only and succeeds once the work is done; has 30 seconds",
      },
    },
    required: ["name", "command"],
    additionalProperties: false,
  },

  name: ({ name, creates, unless }) => {
    if (creates === undefined && unless === undefined)
      throw new UserError(
        `the command "${name}" has no guard`,
        "Say how to see that it has done its work: `creates: <path>` or `unless: <command>`.",
      );
    return name;
  },

  inspect: ({ creates, unless }) => sh`
    if ${creates !== undefined && sh`[ -e ${creates} ]`}${creates !== undefined && unless !== undefined && sh` && `}${
      unless !== undefined && sh`timeout -k 5 30 sh -c ${unless} </dev/null >/dev/null 2>&1`
    }; then emit 'done' yes; else emit 'done' ''; fi`,

  expect: () => ({ done: "yes" }),

  repair: ({ command }, drift) => [drift.done && sh`sh -c ${command}`],

  elsewhere: {
    ansible: "ansible.builtin.command: { cmd: /root/resolve.run -i -y, creates: /opt/resolve/bin/resolve }",
    salt: "/root/resolve.run -i -y: cmd.run: [{creates: /opt/resolve/bin/resolve}]",
    puppet: "exec { '/root/resolve.run -i -y': creates => '/opt/resolve/bin/resolve' }",
  },
});
