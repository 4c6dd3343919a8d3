import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { UserError } from "#core/errors.ts";
import { clear, isSecretRef } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { mode, owner, path, text } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface TreeFile {
  readonly content: Text;
  readonly mode?: string;
}

export interface Tree {
  readonly path: string;
  readonly files: { readonly [name: string]: Text | TreeFile };
  readonly dirMode?: string;
  readonly fileMode?: string;
  readonly owner?: string;
  readonly group?: string;
  readonly purge?: boolean;
  readonly exclude?: readonly string[];
}

interface Entry {
  /** Relative, as find(1) prints it: `.`, `./looks`, `./looks/a.cube`. */
  readonly at: string;
  readonly mode: string;
  readonly file?: { readonly fact: string; readonly content: Text };
}

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Folders and files, each folder before what is in it. */
function entriesOf({ files, dirMode = "0755", fileMode = "0644" }: Tree): readonly Entry[] {
  const folders = new Set(["."]);
  for (const name of Object.keys(files)) for (let up = dirname(name); up !== "."; up = dirname(up)) folders.add(`./${up}`);
  return [
    ...[...folders].toSorted(bytewise).map((at) => ({ at, mode: dirMode })),
    ...Object.entries(files)
      .toSorted(([a], [b]) => bytewise(a, b))
      .map(([name, file]) => {
        const { content, mode = fileMode } = typeof file === "string" || isSecretRef(file) ? { content: file } : file;
        return { at: `./${name}`, mode, file: { fact: name === "access" || name === "extra" ? `./${name}` : name, content } };
      }),
  ];
}

const isFile = (entry: Entry): entry is Entry & { readonly file: object } => entry.file !== undefined;

const ownerOf = ({ owner = "root", group = "root" }: Tree): string => `${owner}:${group}`;

/** Compares what stat(1) tells with what shall be: both as `PATH<tab>directory 0755 root:root`. */
const compare = `BEGIN { FS = "\\t" }
NF == 2 { want[$1] = $2; order[++count] = $1; next }
{
  type = $2 ~ /^regular/ ? "file" : $2 == "symbolic link" ? "link" : $2
  have[$1] = type " " substr("0000", 1, 4 - length($3)) $3 " " $4 ":" $5
}
END {
  for (i = 1; i <= count; i++) {
    at = order[i]
    name = at == "." ? at : substr(at, 3)
    if (!(at in have)) print name " is not there"
    else if (have[at] != want[at]) {
      split(have[at], is, " ")
      split(want[at], shall, " ")
      print name " is " (is[1] == shall[1] ? substr(have[at], length(is[1]) + 2) ", not " substr(want[at], length(shall[1]) + 2) : "a " is[1] ", not a " shall[1])
    }
  }
}`;

/** Mount points below here, with a \`?\` for what find(1) would take for a pattern. */
const mounts = `{
  gsub(/\\\\040/, " ", $5); gsub(/\\\\011/, "\\t", $5); gsub(/\\\\134/, "\\\\", $5)
  if (index($5, ENVIRON["_here"] "/") != 1) next
  below = substr($5, length(ENVIRON["_here"]) + 1)
  gsub(/[^A-Za-z0-9_.\\/-]/, "?", below)
  print "." below
}`;

const pattern = (at: string): string => at.replaceAll(/[*?[\]\\]/g, String.raw`\$&`);

/**
 * Makes "$@" the tests of find(1) that only something extra passes, and `$_extra` the list of it. Folders go by themselves when they hold
 * nothing, so only empty ones are listed. What is excluded or mounted keeps the folders above it. A server that is dead may be mounted
 * further down.
 */
const extras = (
  want: Tree,
  otherwise: (why: string) => Sh,
): Sh => sh`[ -r /proc/self/mountinfo ] || ${otherwise("mount points cannot be told from folders here")}
    _mounts=$(_here=$(pwd -P) awk ${mounts} /proc/self/mountinfo)
    set -- ${entriesOf(want).flatMap(({ at }) => ["!", "-path", pattern(at)])}
    set -- "$@" ${(want.exclude ?? []).flatMap((glob) =>
      glob.includes("/") ? ["!", "-path", `./${glob}`, "!", "-path", `./${glob}/*`] : ["!", "-name", glob, "!", "-path", `*/${glob}/*`],
    )}
    set -f; IFS=$_newline
    for _each in $_mounts; do set -- "$@" ! -path "$_each" ! -path "$_each/*"; done
    unset IFS; set +f
    set -- "$@" \\( ! -type d -o -empty \\)
    _extra=$(timeout -s KILL 60 find . -xdev "$@" 2>/dev/null) || [ $? -lt 124 ] || ${otherwise("listing what is there took longer than a minute")}
    _extra=$(printf '%s\\n' "$_extra" | cut -c 3- | sort | awk 'NR <= 1000; END { if (NR > 1000) print "and " NR - 1000 " more" }')`;

/** Goes into the tree; a link in the place of its root would lead elsewhere. */
const enter = (path: string): Sh => sh`[ ! -L ${path} ] && [ -d ${path} ] && cd -P ${path}`;

/**
 * A folder with files in it, from data: looks, fonts' settings, panel layouts. Every declared file is a fact of its own. With \`purge\`,
 * whatever else is in the folder is drift, listed by name, and goes for good: nobody keeps a copy. Links are never followed, mount points
 * and what \`exclude\` names are never touched.
 *
 * @example tree({ path: "/opt/luts", files: { "rec709/a.cube": lut, "README": "Suite LUTs\n" }, group: "editors", purge: true, exclude: ["*.tmp", "local"] })
 * @example tree({ path: "/etc/opt/panels", files: { "login.sh": { content: "#!/bin/sh\n", mode: "0755" } } })
 */
export const tree = defineState<Tree, string>({
  kind: "tree",
  summary: "folder with its files",
  params: {
    type: "object",
    properties: {
      path: path("the folder, made when it is missing", "/opt/luts"),
      files: {
        type: "object",
        propertyNames: {
          pattern: "^(?!\\.{1,2}(/|$))[^/\\u0000-\\u001f\\u007f]+(/(?!\\.{1,2}(/|$))[^/\\u0000-\\u001f\\u007f]+)*$",
          maxLength: 1000,
        },
        additionalProperties: {
          anyOf: [
            text("every byte of it"),
            {
              type: "object",
              properties: { content: text("every byte of it"), mode: mode("0644") },
              required: ["content"],
              additionalProperties: false,
            },
          ],
        },
        description: "text, or text and mode, by the path below the folder; a secret is compared by digest and never shown",
        examples: [{ "rec709/a.cube": "LUT_3D_SIZE 33\n", "login.sh": { content: "#!/bin/sh\n", mode: "0755" } }],
      },
      dirMode: { ...mode("0755"), description: "permissions of the folder and those below it, in octal, four digits" },
      fileMode: { ...mode("0644"), description: "permissions of the files, in octal, four digits" },
      owner: owner("the user all of it belongs to"),
      group: owner("the group all of it belongs to"),
      purge: { type: "boolean", description: "whether everything else in the folder goes", default: false },
      exclude: {
        type: "array",
        items: { type: "string", pattern: "^[^/\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$", maxLength: 1000 },
        uniqueItems: true,
        description: "patterns of what purge leaves alone, with all that is below: a name, or with a slash a path below the folder",
        examples: [["*.tmp", "local/cache"]],
      },
    },
    required: ["path", "files"],
    additionalProperties: false,
  },

  name: ({ path, files, purge }) => {
    const both = Object.keys(files).find((name) => Object.keys(files).some((other) => other.startsWith(`${name}/`)));
    if (both !== undefined) throw new UserError(`${both} is both a file and a folder in the tree ${path}`, "Rename one of them.");
    if (purge === true && dirname(path) === "/")
      throw new UserError(`everything else in ${path} would go`, "Purge a folder further down, which nobody else puts anything into.");
    return path;
  },

  inspect: (want) => {
    const entries = entriesOf(want);
    const files = entries.filter(isFile);
    const plain = files.flatMap(({ at, file }) => (isSecretRef(file.content) ? [] : [at]));
    return sh`
    _inside=''
    if ${enter(want.path)}; then _inside=yes; fi
    # whether no link leads to it from here
    is_inside() {
      _up=$1
      while [ -n "$_inside" ] && [ "$_up" != . ]; do
        [ ! -L "$_up" ] || return 1
        _up=\${_up%/*}
      done
      [ -n "$_inside" ] && [ -f "$1" ]
    }
    emit access "$({
      printf '%s\\n' ${entries.map(({ at, mode, file }) => `${at}\t${file === undefined ? "directory" : "file"} ${mode} ${ownerOf(want)}`)}
      if [ -n "$_inside" ]; then stat -c ${"%n\t%F\t%a\t%U\t%G"} ${entries.map(({ at }) => at)} 2>/dev/null; fi
    } | awk ${compare})"
    ${plain.length > 0 && sh`[ -z "$_inside" ] || survey_texts ${plain} 2>/dev/null`}
    ${lines(
      files.map(
        ({ at, file: { fact, content } }) =>
          sh`if is_inside ${at}; then ${
            isSecretRef(content) ? sh`${emitSecret(fact, content)} <${at}` : sh`emit_text_or_same ${fact} ${at} ${sha256(content)}`
          }; else emit ${fact} ''; fi`,
      ),
    )}
    ${
      want.purge === true &&
      sh`_extra=''
    if [ -n "$_inside" ]; then ${extras(want, (why) => sh`cannot_look ${why}`)}
    fi
    emit extra "$_extra"`
    }`;
  },

  expect: (want) => ({
    ...Object.fromEntries(
      entriesOf(want).flatMap(({ file }) => (file === undefined ? [] : [[file.fact, isSecretRef(file.content) ? "same" : file.content]])),
    ),
    access: "",
    ...(want.purge === true && { extra: "" }),
  }),

  repair: (want, drift) => {
    if (Object.keys(drift).length === 0) return [];
    const entries = entriesOf(want);
    const files = entries.filter(isFile);
    const folders = entries.filter((entry) => !isFile(entry));
    const { path, owner = "root", group = "root" } = want;
    // What is missing shows in the access alone where a file is empty.
    const missing = new Set(drift["access"]?.have.split("\n"));
    const modes = Map.groupBy(entries, ({ mode }) => mode);
    return [
      sh`for _each in ${folders.map(({ at }) => at)}; do
      _folder=${path}\${_each#.}
      if [ -L "$_folder" ] || { [ -e "$_folder" ] && [ ! -d "$_folder" ]; }; then
        echo "$_folder is in the way of a folder: move it away first" >&2; exit 1
      fi
      [ -d "$_folder" ] || { keep_image "$_folder"; mkdir -p "$_folder"; }
    done
    cd -P ${path} || exit 1`,
      ...files.map(({ at, mode, file: { fact, content } }) => {
        const whole = `${path}/${at.slice(2)}`;
        return (
          (drift[fact] !== undefined || missing.has(`${at.slice(2)} is not there`)) &&
          sh`printf %s ${content} | write_file ${whole} ${mode} ${owner} ${group} ${Buffer.byteLength(clear(content))}`
        );
      }),
      drift["access"] &&
        sh`for _each in ${entries.map(({ at }) => at)}; do
      if [ -L "$_each" ]; then echo "$_each is a symbolic link: move it away first" >&2; exit 1; fi
    done
    chown -h ${`${owner}:${group}`} ${entries.map(({ at }) => at)}
    ${lines([...modes].map(([mode, ofMode]) => sh`chmod ${`0${mode}`} ${ofMode.map(({ at }) => at)}`))}`,
      // The list is made anew, and must be the one that people saw: something else may have been mounted here since.
      drift["extra"] &&
        sh`${extras(want, (why) => sh`{ echo ${why} >&2; exit 1; }`)}
    [ "$_extra" = ${drift["extra"].have} ] || { echo ${`what else is in ${path} has changed since it was listed: nothing was purged`} >&2; exit 1; }
    if find . -maxdepth 0 ! -path . -delete 2>/dev/null; then timeout -s KILL 600 find . -xdev -depth "$@" -delete
    else
      # BusyBox has none that is safe from whoever exchanges a folder for a link meanwhile
      find . -xdev "$@" ! -type d -exec rm -f {} +
      find . -xdev -depth "$@" -exec rmdir {} \\;
    fi`,
    ];
  },

  // Files as they were, then folders from the innermost: those that were made and hold nothing go. What was purged does not come back.
  undo: (want) =>
    entriesOf(want)
      .toReversed()
      .map(({ at }) => sh`put_back ${at === "." ? want.path : `${want.path}/${at.slice(2)}`}`),

  elsewhere: {
    ansible: "ansible.posix.synchronize: { src: luts/, dest: /opt/luts, delete: true }, or a loop over ansible.builtin.copy",
    salt: "/opt/luts: file.recurse: [{source: salt://luts}, {dir_mode: '0755'}, {file_mode: '0644'}, {clean: True}, {exclude_pat: '*.tmp'}]",
    puppet: "file { '/opt/luts': ensure => directory, recurse => true, purge => true, source => 'puppet:///…', ignore => '*.tmp' }",
  },
});
