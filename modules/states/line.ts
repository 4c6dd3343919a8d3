import { dirname } from "node:path/posix";
import { lines, Sh, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { imageOf, removeIfOurs, rewrite } from "#states/edited-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, path } from "#states/params.ts";

export interface Line {
  readonly path: string;
  readonly line: string;
  readonly match?: string;
  readonly ensure?: Ensure;
}

/** grep for the lines that the declaration is about. */
const mine = ({ line, match }: Line): Sh => (match === undefined ? sh`grep -aFx -e ${line}` : sh`grep -aE -e ${match}`);

/** Sets `$_said` to what the file says: the declared line where it says nothing else, or what it says instead. */
const find = (want: Line): Sh => {
  const { path, line, match, ensure } = want;
  const otherwise = match !== undefined && sh`elif grep -qaFx -e ${line} ${path} 2>/dev/null; then _said=${line}`;
  // without a pattern they all say it, and the survey may have found it
  if (match === undefined && ensure !== "absent")
    return sh`_said=
    case $_newline\${_lines-}$_newline in
      *"$_newline"${`${path}:${line}`}"$_newline"*) _said=${line} ;;
      *) ! grep -qaFx -e ${line} ${path} 2>/dev/null || _said=${line} ;;
    esac`;
  const once = sh`
    # several lines that all say it say nothing else
    if [ -n "$_said" ]; then printf '%s\\n' "$_said" | grep -qvFx -e ${line} || _said=${line}
    ${otherwise}
    fi`;
  return sh`_said=$(${mine(want)} ${path} 2>/dev/null) || :${ensure !== "absent" && once}`;
};

/**
 * `$_line` takes the place of the first line that is ours, or goes to the end; the other ones of ours go. With an empty `$_line` all go.
 */
const place = `END {
  line = ENVIRON["_line"]
  count = split(ENVIRON["_mine"], number, " ")
  for (i = 1; i <= count; i++) mine[number[i]]
  for (i = 1; i <= NR; i++) {
    if (!(i in mine)) put(i, l[i])
    else if (line != "" && !placed++) put(i, line)
  }
  if (line != "" && !placed) add(line, "")
}`;

const write = (want: Line, line: Sh): Sh => sh`_line=${line} _mine=$(${mine(want)} -n ${want.path} 2>/dev/null | cut -d: -f1)
    ${rewrite(want.path, place, new Sh('_line="$_line" _mine="$_mine"'))}`;

/**
 * One line of a file whose other lines belong to somebody else. With `match`, it takes the place of the lines that the pattern finds,
 * so that the file says one thing only; without, or when nothing matches, it goes to the end.
 *
 * @example line({ path: "/etc/security/limits.conf", line: "@audio - rtprio 95" })
 * @example line({ path: "/etc/nfs.conf", match: "^#?threads=", line: "threads=32" })
 */
export const line = defineState<Line, "line">({
  kind: "line",
  summary: "line of a file",
  params: {
    type: "object",
    properties: {
      path: path("the file, made when it is missing", "/etc/security/limits.conf"),
      line: { type: "string", pattern: "^[^\\u0000\\n\\r]+$", description: "the line, without its end" },
      match: {
        type: "string",
        pattern: "^[^\\u0000\\n]+$",
        description: "extended regular expression of the lines that it replaces",
        examples: ["^#?threads="],
      },
      ensure: ensure("`absent` when there shall be no such line, or none that matches"),
    },
    required: ["path", "line"],
    additionalProperties: false,
  },

  name: ({ path, line, match }) => `${path}:${match ?? line}`,

  inspect: (want) => sh`
    ${
      want.match !== undefined &&
      sh`echo | grep -E -e ${want.match} >/dev/null 2>&1
    case $? in
      0) cannot_look ${`the pattern ${want.match} also finds empty lines`} ;;
      1) ;;
      *) cannot_look ${`grep does not understand the pattern ${want.match}`} ;;
    esac`
    }
    ${find(want)}
    emit line "$_said"`,

  survey: (wants) => {
    const plain = wants.filter(({ match, ensure }) => match === undefined && ensure !== "absent");
    const files = [...Map.groupBy(plain, ({ path }) => path)];
    return sh`_lines=$(${lines(files.map(([path, all]) => sh`grep -aFxH ${all.map(({ line }) => sh`-e ${line}`)} ${path} 2>/dev/null`))})`;
  },

  expect: ({ line, ensure }) => ({ line: ensure === "absent" ? "" : line }),

  repair: (want, drift) => [
    drift.line &&
      sh`${find(want)}
    if [ "$_said" != ${drift.line.want} ]; then ${write(want, sh`${drift.line.want}`)}
    fi`,
  ],

  // The file may have changed since, so only the line is put back as it was.
  undo: (want) => [
    sh`if [ -f ${want.path} ] && [ -d ${dirname(imageOf(want.path))} ]; then
    ${write(want, sh`$(${mine(want)} ${imageOf(want.path)} 2>/dev/null | head -n 1)`)}
    fi`,
    removeIfOurs(want.path),
  ],

  elsewhere: {
    ansible: "ansible.builtin.lineinfile: { path: /etc/nfs.conf, regexp: '^#?threads=', line: 'threads=32' }",
    salt: "/etc/nfs.conf: file.replace: [{pattern: '^#?threads=.*'}, {repl: 'threads=32'}, {append_if_not_found: True}]",
    puppet: "file_line { 'threads': path => '/etc/nfs.conf', match => '^#?threads=', line => 'threads=32' }",
  },
});
