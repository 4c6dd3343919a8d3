import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";

export interface Link {
  readonly path: string;
  readonly target: string;
}

/**
 * A symbolic link. It changes its target in one step, so whoever opens it gets the old or the new one.
 *
 * @example link({ path: "/opt/resolve/current", target: "/opt/resolve/19.1.2" })
 */
export const link = defineState<Link, "target">({
  kind: "link",
  summary: "symbolic link",
  params: {
    type: "object",
    properties: {
      path: path("where the link is", "/opt/resolve/current"),
      target: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f-][^\\u0000-\\u001f]*$",
        description: "what it points to, as written into the link; need not be there",
        examples: ["/opt/resolve/19.1.2"],
      },
    },
    required: ["path", "target"],
    additionalProperties: false,
  },

  name: (want) => want.path,

  inspect: ({ path }) => sh`
    if [ -L ${path} ]; then emit target "$(readlink ${path})"
    elif [ -e ${path} ]; then emit target 'not a link'
    else emit target ''; fi`,

  expect: ({ target }) => ({ target }),

  repair: ({ path, target }, drift) => [
    drift.target &&
      sh`if [ -e ${path} ] && [ ! -L ${path} ]; then echo ${`${path} is there but is not a link: move it away first`} >&2; exit 1; fi
    keep_image ${path}
    _new=$(mktemp -u ${`${path}.XXXXXX`})
    ln -s ${target} "$_new"
    mv -fT "$_new" ${path} || { rm -f "$_new"; exit 1; }`,
  ],

  undo: ({ path }) => [sh`put_back ${path}`],

  elsewhere: {
    ansible: "ansible.builtin.file: { path: /opt/resolve/current, src: /opt/resolve/19.1.2, state: link }",
    salt: "/opt/resolve/current: file.symlink: [{target: /opt/resolve/19.1.2}]",
    puppet: "file { '/opt/resolve/current': ensure => link, target => '/opt/resolve/19.1.2' }",
  },
});
