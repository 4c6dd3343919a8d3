import { dirname } from "node:path/posix";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { checksum, fetch, needsFetching, url } from "#states/fetched.ts";
import { mode, owner, path } from "#states/params.ts";

export interface Download {
  readonly url: string;
  readonly dest: string;
  readonly checksum: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/**
 * A file that is fetched, and known by its checksum: an installer, a font, a firmware. The checksum is part of the declaration, so it does
 * not matter who answers. Every look reads the whole file; an older one in its place is not kept.
 *
 * @example download({ url: "https://mirror.post.example/resolve-19.1.2.run", dest: "/opt/install/resolve.run", checksum: `sha256:${sha256}`, mode: "0755" })
 */
export const download = defineState<Download, "checksum" | "access">({
  kind: "download",
  summary: "fetched file with a known checksum",
  params: {
    type: "object",
    properties: {
      url: url(
        "where it is fetched from: https, http, or file:// for a path on the host, written as it is",
        "https://mirror.post.example/resolve-19.1.2.run",
      ),
      dest: path("where it shall be; missing folders above it are made", "/opt/install/resolve.run"),
      checksum: checksum("SHA-256 of the file"),
      mode: mode("0644"),
      owner: owner("the user it belongs to"),
      group: owner("the group it belongs to"),
    },
    required: ["url", "dest", "checksum"],
    additionalProperties: false,
  },

  name: ({ dest }) => dest,

  inspect: ({ url, dest, checksum }) => sh`
    emit_access ${dest}
    _sum=''
    if [ "$_type" = file ]; then
      _sum=$(timeout -s KILL 60 sha256sum <${dest}) || cannot_look 'reading it took longer than a minute'
      _sum=sha256:\${_sum%% *}
    fi
    ${needsFetching(url) && sh`[ "$_sum" = ${checksum} ] || ${needsFetching(url)}`}
    emit checksum "$_sum"`,

  survey: (wants) => sh`survey_stats ${wants.map(({ dest }) => dest)}`,

  expect: ({ checksum, mode = "0644", owner = "root", group = "root" }) => ({ checksum, access: `${mode} ${owner}:${group}` }),

  repair: ({ url, dest, checksum, mode = "0644", owner = "root", group = "root" }, drift) => [
    drift.checksum &&
      sh`if [ -L ${dest} ] || { [ -e ${dest} ] && [ ! -f ${dest} ]; }; then echo ${`${dest} is there but is not a regular file: move it away first`} >&2; exit 1; fi
    [ -e ${dest} ] || keep_image ${dest}
    mkdir -p ${dirname(dest)}
    ${fetch(url, dest, checksum)}
    if chown ${`${owner}:${group}`} "$_new" && chmod ${mode} "$_new" && { sync "$_new" 2>/dev/null || :; } && mv -f "$_new" ${dest}; then relabel ${dest}
    else rm -f "$_new"; exit 1; fi`,
    !drift.checksum && drift.access && sh`chown -h ${`${owner}:${group}`} ${dest} && chmod ${mode} ${dest}`,
  ],

  undo: ({ dest }) => [sh`put_back ${dest}`],

  elsewhere: {
    ansible: "ansible.builtin.get_url: { url: 'https://…', dest: /opt/install/resolve.run, checksum: 'sha256:…', mode: '0755' }",
    salt: "/opt/install/resolve.run: file.managed: [{source: 'https://…'}, {source_hash: 'sha256=…'}, {mode: '0755'}]",
    puppet: "archive { '/opt/install/resolve.run': source => 'https://…', checksum => '…', checksum_type => 'sha256' }",
  },
});
