import { UserError } from "#core/errors.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface Exec {
  readonly name: string;
  readonly command: string;
  readonly creates?: string;
  readonly unless?: string;
  readonly probe?: string;
  readonly expected?: string;
  readonly match?: string;
}

const guarded = ({ creates, unless }: Exec): boolean => creates !== undefined || unless !== undefined;

/** A command that only reads, cut off when it doesn't end. */
const reading = (command: string): Sh => sh`timeout -k 5 30 sh -c ${command} </dev/null`;

/**
 * A command for what no other kind covers, such as a vendor's installer. It runs when one of its guards says that it has not done its
 * work: the path that it `creates` is missing, or the command `unless` fails, or what `probe` prints is not what is `expected`, or has no
 * line that fits `match`. Of a probe, drift shows what it printed: prefer it where there is a version to read. Guards run at every look,
 * so they must only read.
 *
 * @example exec({ name: "install Nuke", command: "sh /root/nuke.run --accept-eula --prefix=/usr/local", creates: "/usr/local/Nuke15.1v3" })
 * @example exec({ name: "install Resolve", command: "/root/resolve.run -i -y", probe: "cat /opt/resolve/version", match: "^19[.]1[.]" })
 */
export const exec = defineState<Exec, "done" | "probe">({
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
      probe: {
        type: "string",
        pattern: "^[^\\u0000]+$",
        description: "a command that reads only and prints what is there now; has 30 seconds",
        examples: ["cat /opt/resolve/version"],
      },
      expected: {
        type: "string",
        pattern: "^[^\\u0000\\u0001]*[^\\u0000\\u0001\\n]$",
        maxLength: 4096,
        description: "what the probe prints once the work is done, without the end of its last line",
        examples: ["19.1.2"],
      },
      match: {
        type: "string",
        pattern: "^[^\\u0000\\n]+$",
        description: "extended regular expression that one line of the probe fits once the work is done",
        examples: ["^19[.]1[.]"],
      },
    },
    required: ["name", "command"],
    additionalProperties: false,
  },

  name: ({ name, creates, unless, probe, expected, match }) => {
    if (creates === undefined && unless === undefined && probe === undefined)
      throw new UserError(
        `the command "${name}" has no guard`,
        "Say how to see that it has done its work: `creates: <path>`, `unless: <command>`, or `probe: <command>` with `expected` or `match`.",
      );
    if ([expected, match].filter((each) => each !== undefined).length !== (probe === undefined ? 0 : 1))
      throw new UserError(
        `the command "${name}" does not say what its probe shall print`,
        "Say `probe: <command>` with either `expected: <text>` or `match: <pattern>`.",
      );
    return name;
  },

  // A probe that fails may still have printed something; one that does not end has no say.
  inspect: (want) => {
    const { creates, unless, probe, match } = want;
    return sh`${
      guarded(want) &&
      sh`
    if ${creates !== undefined && sh`[ -e ${creates} ]`}${creates !== undefined && unless !== undefined && sh` && `}${
      unless !== undefined && sh`${reading(unless)} >/dev/null 2>&1`
    }; then emit 'done' yes; else emit 'done' ''; fi`
    }${
      probe !== undefined &&
      sh`
    _said=$(${reading(probe)} 2>/dev/null; printf '\\n%s' "$?")
    case \${_said##*"$_newline"} in 124 | 137) cannot_look 'its probe did not end within 30 seconds' ;; esac
    _said=$(printf '%s\\n' "\${_said%"$_newline"*}" | head -c 4096)
    ${
      match !== undefined &&
      sh`printf '%s\\n' "$_said" | grep -aqE -e ${match}
    case $? in
      0) _said=${match} ;;
      1) ;;
      *) cannot_look ${`grep does not understand the pattern ${match}`} ;;
    esac`
    }
    emit probe "$_said"`
    }`;
  },

  expect: (want) => ({
    ...(guarded(want) && { done: "yes" }),
    ...(want.probe !== undefined && { probe: want.expected ?? want.match ?? "" }),
  }),

  repair: ({ command }, drift) => [(drift.done ?? drift.probe) && sh`sh -c ${command}`],

  elsewhere: {
    ansible: "ansible.builtin.command: { cmd: /root/resolve.run -i -y, creates: /opt/resolve/bin/resolve }",
    salt: "/root/resolve.run -i -y: cmd.run: [{creates: /opt/resolve/bin/resolve}]",
    puppet: "exec { '/root/resolve.run -i -y': creates => '/opt/resolve/bin/resolve' }",
  },
});
