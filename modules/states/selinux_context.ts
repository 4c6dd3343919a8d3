import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface SelinuxContext {
  readonly target: string;
  readonly setype: string;
  readonly ftype?: "a" | "b" | "c" | "d" | "f" | "l" | "p" | "s";
  readonly path?: string;
}

/** How file_contexts(5) has a kind of file. */
const flag = ({ ftype = "a" }: SelinuxContext): string => (ftype === "a" ? "" : ftype === "f" ? "-- " : `-${ftype} `);

// Lines of three words, with single spaces: target, flag if any, context.
const rules = sh`$(_policy=$(grep '^SELINUXTYPE=' /etc/selinux/config 2>/dev/null)
    awk '{ $1 = $1; print }' "/etc/selinux/\${_policy#*=}/contexts/files/file_contexts.local" 2>/dev/null)`;

/**
 * Which type SELinux gives to files whose path matches, and that a path which is there already has it. Only this path is compared, not
 * the whole tree below it, which may hold millions of files; when it differs, all of the tree is labelled anew.
 *
 * @example selinuxContext({ target: "/srv/projects(/.*)?", setype: "samba_share_t", path: "/srv/projects" })
 */
export const selinuxContext = defineState<SelinuxContext, "rule" | "label">({
  kind: "selinux_context",
  summary: "SELinux type of files, as a rule and on the disk",
  params: {
    type: "object",
    properties: {
      target: {
        type: "string",
        pattern: "^/[^\\u0000-\\u0020\\u007f]*$",
        maxLength: 4000,
        description: "regular expression of the whole path, as semanage-fcontext(8) has it",
        examples: ["/srv/projects(/.*)?"],
      },
      setype: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_]*$", maxLength: 200, description: "the type", examples: ["samba_share_t"] },
      ftype: {
        type: "string",
        enum: ["a", "b", "c", "d", "f", "l", "p", "s"],
        description: "for which files: a all, f regular, d directories, l links, c and b devices, p pipes, s sockets",
        default: "a",
      },
      path: path("a path that has this type as soon as it is there", "/srv/projects"),
    },
    required: ["target", "setype"],
    additionalProperties: false,
  },

  name: (want) => `${flag(want)}${want.target}`,

  inspect: (want) => sh`
    needs semanage
    [ -e /sys/fs/selinux/enforce ] || cannot_look 'SELinux is off on this host, so nothing has a label'
    line_of ${`${want.target} ${flag(want)}`} "\${_fcontexts-${rules}}"
    case $_line in -*) _line='' ;; *:*:*) _line=\${_line#*:*:}; _line=\${_line%%:*} ;; esac
    emit rule "$_line"
    ${
      want.path !== undefined &&
      sh`_label=$(stat -c %C ${want.path} 2>/dev/null) _label=\${_label#*:*:}
    if [ -e ${want.path} ]; then emit label "\${_label%%:*}"; else emit label ${want.setype}; fi`
    }`,

  survey: () => sh`_fcontexts=${rules}`,

  expect: ({ setype, path }) => ({ rule: setype, ...(path !== undefined && { label: setype }) }),

  repair: ({ target, setype, ftype = "a", path }, drift) => [
    drift.rule && sh`semanage fcontext ${drift.rule.have === "" ? "-a" : "-m"} -t ${setype} -f ${ftype} -- ${target}`,
    path !== undefined && (drift.rule ?? drift.label) && sh`[ ! -e ${path} ] || restorecon -RF ${path}`,
  ],

  undo: ({ target, ftype = "a", path }) => [
    sh`if command -v semanage >/dev/null; then semanage fcontext -d -f ${ftype} -- ${target} 2>/dev/null || :; fi`,
    ...(path === undefined ? [] : [sh`[ ! -e ${path} ] || ! command -v restorecon >/dev/null || restorecon -RF ${path}`]),
  ],

  elsewhere: {
    ansible:
      "community.general.sefcontext: { target: '/srv/projects(/.*)?', setype: samba_share_t } + command: restorecon -R /srv/projects",
    salt: "'/srv/projects(/.*)?': selinux.fcontext_policy_present: [{sel_type: samba_share_t}] + selinux.fcontext_policy_applied",
    puppet: "selinux::fcontext { '/srv/projects(/.*)?': seltype => 'samba_share_t' } + selinux::exec_restorecon",
  },
});
