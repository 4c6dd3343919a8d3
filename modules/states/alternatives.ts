import { UserError } from "#core/errors.ts";
import { memory } from "#core/prelude.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface Alternatives {
  readonly name: string;
  readonly path: string;
  readonly link?: string;
  readonly priority?: number;
}

const image = ({ name }: Alternatives): string => `${memory}/before-alternatives/${name}`;

const elsewhereOnly = "alternatives are managed on the Debian and Red Hat families only";

/** Sets `$_tool`. On the Red Hat family it is chkconfig's, which prints something else. */
const tool = (otherwise: Sh): Sh => sh`case $(os_family) in
      debian) _tool=update-alternatives ;;
      rhel) _tool=alternatives ;;
      *) ${otherwise} ;;
    esac`;

/** Sets `$_mode`, `$_path` and `$_priority`, the last one to that of the declared path; empty where there is none. */
const find = ({ name, path }: Alternatives): Sh => sh`_priority=''
    if [ "$_tool" = alternatives ]; then
      _shown=$(alternatives --display ${name} 2>/dev/null) || _shown=''
      line_of ${`${name} - status is `} "$_shown"; _mode=\${_line%.}
      line_of ' link currently points to ' "$_shown"; _path=$_line
      line_of ${`${path} - `} "$_shown"; _priority=\${_line##*priority }
    else
      _shown=$(update-alternatives --query ${name} 2>/dev/null) || _shown=''
      line_of 'Status: ' "$_shown"; _mode=$_line
      line_of 'Value: ' "$_shown"; _path=$_line; [ "$_path" != none ] || _path=''
      _choice=${`\nAlternative: ${path}\nPriority: `}
      case $_shown in *"$_choice"*) _priority=\${_shown#*"$_choice"}; _priority=\${_priority%%"$_newline"*} ;; esac
    fi`;

/**
 * Which of several programs a name stands for, as update-alternatives(1) keeps it: the version of an application that people get. It is
 * set by hand, in the words of that tool, so that no package changes it. With \`link\` and \`priority\` the path is made one of the choices.
 *
 * @example alternatives({ name: "nuke", link: "/usr/local/bin/nuke", path: "/usr/local/Nuke15.1v3/Nuke15.1", priority: 15 })
 * @example alternatives({ name: "editor", path: "/usr/bin/vim.tiny" })
 */
export const alternatives = defineState<Alternatives, "path" | "mode" | "link" | "priority">({
  kind: "alternatives",
  summary: "which of several programs a name stands for",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_][A-Za-z0-9_.+-]*$",
        maxLength: 200,
        description: "the name of the choice, as below /etc/alternatives",
        examples: ["nuke"],
      },
      path: path("the program it shall stand for", "/usr/local/Nuke15.1v3/Nuke15.1"),
      link: path(
        "the link that people use; needed where the path is not one of the choices yet, together with the priority",
        "/usr/local/bin/nuke",
      ),
      priority: {
        type: "integer",
        minimum: 0,
        maximum: 1_000_000_000,
        description: "which choice wins where nobody has chosen: the one with the highest number",
        examples: [50],
      },
    },
    required: ["name", "path"],
    additionalProperties: false,
  },

  name: ({ name, link, priority }) => {
    if ((link === undefined) !== (priority === undefined))
      throw new UserError(
        `the alternative "${name}" has only one of link and priority`,
        "Say both, so that it can be made one of the choices, or none.",
      );
    return name;
  },

  inspect: (want) => {
    const { link, priority } = want;
    return sh`
    ${tool(sh`cannot_look ${elsewhereOnly}`)}
    needs "$_tool"
    ${find(want)}
    emit path "$_path"
    emit mode "$_mode"
    ${priority !== undefined && sh`emit priority "$_priority"`}
    ${
      link !== undefined &&
      sh`if [ -L ${link} ]; then emit link "$(readlink ${link})"
    elif [ -e ${link} ]; then emit link 'not a link'
    else emit link ''; fi`
    }`;
  },

  expect: ({ name, path, link, priority }) => ({
    path,
    mode: "manual",
    ...(link !== undefined && { link: `/etc/alternatives/${name}` }),
    ...(priority !== undefined && { priority: String(priority) }),
  }),

  repair: (want, drift) => {
    const { name, path, link, priority } = want;
    return [
      Object.keys(drift).length > 0 &&
        sh`${tool(sh`echo ${elsewhereOnly} >&2; exit 1`)}
    [ -e ${path} ] || { echo ${`${path} is not there: is it installed?`} >&2; exit 1; }
    [ -e ${image(want)} ] || {
      ${find(want)}
      (umask 077 && mkdir -p ${`${memory}/before-alternatives`})
      printf '%s\\n' "$_mode" "$_priority" "$_path" >${image(want)}
    }
    ${
      link !== undefined &&
      sh`if [ -e ${link} ] && [ ! -L ${link} ]; then echo ${`${link} is there but is not a link: move it away first`} >&2; exit 1; fi
    "$_tool" --install ${link} ${name} ${path} ${priority} >/dev/null`
    }
    "$_tool" --set ${name} ${path} >/dev/null || { echo ${`${path} is not one of the choices; say "link" and "priority" to make it one`} >&2; exit 1; }`,
    ];
  },

  undo: (want) => {
    const { name, path } = want;
    return [
      sh`if [ -r ${image(want)} ]; then
      ${tool(sh`echo ${elsewhereOnly} >&2; exit 1`)}
      { read -r _mode; read -r _priority; read -r _path; } <${image(want)}
      [ -n "$_priority" ] || "$_tool" --remove ${name} ${path} >/dev/null 2>&1 || :
      case $_mode in
        auto) "$_tool" --auto ${name} >/dev/null ;;
        manual) [ -z "$_path" ] || "$_tool" --set ${name} "$_path" >/dev/null ;;
      esac
      rm -f ${image(want)}
    fi`,
    ];
  },

  elsewhere: {
    ansible:
      "community.general.alternatives: { name: nuke, link: /usr/local/bin/nuke, path: /usr/local/Nuke15.1v3/Nuke15.1, priority: 15 }",
    salt: "nuke: alternatives.install: [{link: /usr/local/bin/nuke}, {path: …}, {priority: 15}] + alternatives.set",
    puppet: "alternative_entry { '/usr/local/Nuke15.1v3/Nuke15.1': altname => 'nuke', altlink => '/usr/local/bin/nuke', priority => 15 }",
  },
});
