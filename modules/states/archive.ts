import { basename } from "node:path/posix";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { checksum, fetch, needsFetching, url } from "#states/fetched.ts";
import { path } from "#states/params.ts";

export interface Archive {
  readonly src: string;
  readonly dest: string;
  readonly checksum: string;
  readonly format?: "tar" | "zip";
  readonly creates?: string;
}

const fileName = (src: string): string => basename(src.replace(/^(https?:[^?#]*).*$/, "$1"));

const formatOf = ({ src, format }: Archive): "tar" | "zip" => format ?? (/\.zip$/i.test(fileName(src)) ? "zip" : "tar");

/** Says which archive was unpacked here, in a place where it goes with what was unpacked. */
const stamp = ({ src, dest }: Archive): string => `${dest}/.conform-${fileName(src)}`;

/** The programs that tar starts, by the names that such archives have. */
const decompressors: readonly (readonly [name: RegExp, tool: string])[] = [
  [/\.(tar\.gz|tgz)$/i, "gzip"],
  [/\.(tar\.xz|txz)$/i, "xz"],
  [/\.(tar\.bz2|tbz2?)$/i, "bzip2"],
  [/\.(tar\.zst|tzst)$/i, "zstd"],
];

const tools = (want: Archive): readonly string[] =>
  formatOf(want) === "zip" ? ["unzip"] : ["tar", ...decompressors.flatMap(([name, tool]) => (name.test(fileName(want.src)) ? [tool] : []))];

// Owners in an archive are those of whoever made it; a folder that is there keeps its mode. unzip says 1 where it only warned.
const unpack = (want: Archive): Sh =>
  formatOf(want) === "zip"
    ? sh`{ unzip -q -o "$_new" -d ${want.dest} || [ $? -eq 1 ]; }`
    : sh`tar -x -f "$_new" --no-same-owner --no-overwrite-dir -C ${want.dest}`;

/**
 * An archive that is unpacked, and known by its checksum: fonts, looks, an application that comes as a folder. A stamp beside the files says
 * which one it was, so the archive itself need not stay. Files that a new archive no longer has are not removed: unpack each version to a
 * folder of its own, and let a \`link\` say which one is used.
 *
 * @example archive({ src: "https://mirror.post.example/fonts-2026.tar.xz", dest: "/usr/local/share/fonts/house", checksum: `sha256:${sha256}` })
 * @example archive({ src: "/srv/install/Nuke15.1v3.tgz", dest: "/usr/local/Nuke15.1v3", checksum: `sha256:${sha256}`, creates: "/usr/local/Nuke15.1v3/Nuke15.1" })
 */
export const archive = defineState<Archive, "unpacked" | "creates">({
  kind: "archive",
  summary: "unpacked archive with a known checksum",
  params: {
    type: "object",
    properties: {
      src: {
        type: "string",
        pattern: [path("", "/"), url("", "")].map(({ pattern }) => pattern).join("|"),
        description: "the archive: a path on the host, or where it is fetched from",
        examples: ["https://mirror.post.example/fonts-2026.tar.xz", "/srv/install/Nuke15.1v3.tgz"],
      },
      dest: path("the folder to unpack it to, made when it is missing", "/usr/local/share/fonts/house"),
      checksum: checksum("SHA-256 of the archive"),
      format: {
        type: "string",
        enum: ["tar", "zip"],
        description: "what it is, where its name does not end in .zip though it is one; tar knows by itself how it was compressed",
      },
      creates: path("a path that must be there once it is unpacked", "/usr/local/Nuke15.1v3/Nuke15.1"),
    },
    required: ["src", "dest", "checksum"],
    additionalProperties: false,
  },

  name: ({ src, dest }) => `${dest}/${fileName(src)}`,

  inspect: (want) => {
    const { src, checksum, creates } = want;
    return sh`
    _unpacked='' _creates=''
    if [ -f ${stamp(want)} ] && [ ! -L ${stamp(want)} ]; then read -r _unpacked <${stamp(want)} || :; fi
    ${creates !== undefined && sh`[ ! -e ${creates} ] || _creates=yes`}
    if [ "$_unpacked" != ${checksum} ]${creates !== undefined && sh` || [ -z "$_creates" ]`}; then
      for _each in ${tools(want)}; do needs "$_each"; done
      ${needsFetching(src)}
    fi
    emit unpacked "$_unpacked"
    ${creates !== undefined && sh`emit creates "$_creates"`}`;
  },

  expect: ({ checksum, creates }) => ({ unpacked: checksum, ...(creates !== undefined && { creates: "yes" }) }),

  repair: (want, drift) => {
    const { src, dest, checksum, creates } = want;
    return [
      (drift.unpacked ?? drift.creates) &&
        sh`mkdir -p ${dest}
    ${fetch(src, `${dest}/.`, checksum)}
    ${unpack(want)} || { rm -f "$_new"; echo ${`${src} could not be unpacked whole`} >&2; exit 1; }
    rm -f "$_new"
    ${creates !== undefined && sh`[ -e ${creates} ] || { echo ${`${src} was unpacked, but ${creates} is not there`} >&2; exit 1; }`}
    if command -v selinuxenabled >/dev/null 2>&1 && selinuxenabled; then restorecon -R ${dest}; fi
    printf '%s\\n' ${checksum} | write_file ${stamp(want)} 0644 root root`,
    ];
  },

  // What was unpacked stays: people may have worked with it.
  undo: (want) => [sh`rm -f ${stamp(want)}`],

  elsewhere: {
    ansible:
      "ansible.builtin.unarchive: { src: 'https://…/fonts.tar.xz', dest: /usr/local/share/fonts/house, remote_src: true, creates: … }",
    salt: "/usr/local/share/fonts/house: archive.extracted: [{source: 'https://…/fonts.tar.xz'}, {source_hash: 'sha256=…'}]",
    puppet: "archive { '/tmp/fonts.tar.xz': source => 'https://…', checksum => '…', extract => true, extract_path => '…', creates => '…' }",
  },
});
