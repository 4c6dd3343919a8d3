import { dirname } from "node:path/posix";
import { UserError } from "#core/errors.ts";
import { around, clear, isSecretRef } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";
import { lines, Sh, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { imageOf, removeIfOurs, rewrite } from "#states/edited-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, lineText, path } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface Ini {
  readonly path: string;
  readonly section?: string;
  readonly option: string;
  readonly value?: Text;
  readonly separator?: string;
  readonly ensure?: Ensure;
}

const beginning = ({ option, separator = " = " }: Ini): string => option + separator;

/** The line that says it, as far as it is compared: spaces around the separator are the file's own affair. */
const said = (want: Ini): Text => {
  const { value = "" } = want;
  return isSecretRef(value) ? around(value, (clearValue) => beginning(want) + clearValue) : beginning(want) + value;
};

/** What the awk programs are asked; the separator without spaces is empty where spaces are the separator. */
const question = ({ path, section = "", option, separator = " = " }: Ini, file = path): string =>
  [file, separator.trim(), section, option].join("\t");

const grammar = `
# Sets part to the section that the line begins.
function is_header(line) {
  if (line !~ /^[ \\t]*\\[[^]]+\\][ \\t\\r]*([#;].*)?$/) return 0
  part = line
  sub(/^[ \\t]*\\[[ \\t]*/, "", part)
  sub(/[ \\t]*\\].*$/, "", part)
  return 1
}
function is_comment(line) { return line ~ /^[ \\t]*[#;]/ }
# Sets value, and lead to all that stands before it.
function says(line, option, separator,   at) {
  match(line, /^[ \\t]*/)
  at = RLENGTH + 1
  if (substr(line, at, length(option)) != option) return 0
  at += length(option)
  match(substr(line, at), /^[ \\t]*/)
  if (separator == "" && RLENGTH == 0 && substr(line, at) !~ /^\\r?$/) return 0
  at += RLENGTH
  if (separator != "") {
    if (substr(line, at, 1) != separator) return 0
    match(substr(line, at + 1), /^[ \\t]*/)
    at += 1 + RLENGTH
  }
  lead = substr(line, 1, at - 1)
  value = substr(line, at)
  sub(/[ \\t\\r]+$/, "", value)
  return 1
}
`;

// Each answer is a question with a value of the option; none where the option is not set.
const answers = `${grammar}
BEGIN { FS = "\\t" }
{ asked[$1] = asked[$1] " " NR; text[NR] = $0; separator[NR] = $2; section[NR] = $3; option[NR] = $4 }
END {
  for (file in asked) {
    count = split(asked[file], of, " ")
    part = ""
    while ((getline line < file) > 0) {
      if (is_header(line) || is_comment(line)) continue
      for (i = 1; i <= count; i++) {
        n = of[i]
        if (section[n] == part && says(line, option[n], separator[n]) && !told[n, value]++) print text[n] "\\t" value
      }
    }
    close(file)
  }
}`;

/** Shell that prints what some files say. Only of regular files: on a directory or a pipe, awk would fail or wait. */
const ask = (wants: readonly Ini[], fileOf = ({ path }: Ini): string => path): Sh =>
  sh`{ ${lines([...Map.groupBy(wants, fileOf)].map(([file, ofFile]) => sh`[ ! -f ${file} ] || printf '%s\\n' ${ofFile.map((want) => question(want, file))}`))}
    } | awk ${answers}`;

/** Sets `$_said` to what `$_answers` hold for a question, each value on a line of its own, with `prefix` before it. */
const collect = (asked: string, prefix: string): Sh => sh`_said='' IFS=$_newline
    set -f
    for _each in $_answers; do
      case $_each in ${`${asked}\t`}*) _said=$_said\${_said:+$_newline}${prefix}\${_each#${`${asked}\t`}} ;; esac
    done
    set +f
    unset IFS`;

/**
 * With `$_value`, the option has it in the place where it is set first, else after the last comment that names it, else at the end of its
 * section; the section is made at the end of the file. Every other setting of it goes.
 */
const place = `${grammar}
END {
  split(ENVIRON["_question"], asked, "\\t")
  separator = asked[2]; section = asked[3]; option = asked[4]
  wanted = ENVIRON["_wanted"]; setting = ENVIRON["_begin"] ENVIRON["_value"]
  found = section == ""
  for (i = 1; i <= NR; i++) {
    if (is_header(l[i])) {
      headers++
      if (part == section) { found++; after = begin = i }
    } else if (part != section) continue
    else if (is_blank(l[i])) { if (section == "" && !settings) after = i }
    else if (is_comment(l[i])) {
      comment = l[i]
      sub(/^[ \\t]*[#;]+/, "", comment)
      if (says(comment, option, separator)) hint = i
      left++
    } else {
      settings++
      after = i
      if (says(l[i], option, separator)) { mine[i] = lead; right[i] = value == ENVIRON["_value"]; set++ }
      else left++
    }
  }
  if (section == "" && !headers && !settings) after = NR
  if (hint) after = hint
  if (ENVIRON["_drops"] && !wanted && begin && found == 1 && !left) {
    mine[begin]
    if (begin > 1 && is_blank(l[begin - 1])) mine[begin - 1]
  }
  for (i = 1; i <= NR; i++) {
    if (i == after + 1) insert()
    if (!(i in mine)) put(i, l[i])
    else if (wanted && !placed++)
      put(i, right[i] ? l[i] : (separator == "" && mine[i] !~ /[ \\t]$/ ? setting : mine[i] ENVIRON["_value"]) cr_of(i))
  }
  insert()
  if (wanted && !placed) {
    if (NR && !is_blank(l[NR])) add("", cr_of(1))
    add("[" section "]\\n" setting, cr_of(1))
  }
}
function insert() {
  if (wanted && found && !set && !placed++) add(setting, cr_of(1))
}`;

const write = (want: Ini, environment: Sh): Sh =>
  rewrite(want.path, place, sh`_question=${question(want)} _begin=${beginning(want)} ${environment}`);

/**
 * An option of a section, in a file whose other lines belong to somebody else: comments, order, spaces and line ends stay as they are.
 * With an empty section and a separator of spaces it also does for files of plain `key value` lines, such as login.defs.
 *
 * Whatever follows the value on its line is part of it, as most programs have it. An option that is set twice says two things: the first
 * one takes the value, the others go. Options that may be repeated on purpose are therefore not for this kind.
 *
 * @example ini({ path: "/etc/nfs.conf", section: "nfsd", option: "threads", value: "32" })
 * @example ini({ path: "/etc/login.defs", option: "PASS_MAX_DAYS", value: "365", separator: "\t" }, { controls: ["CIS 5.4.1.1"] })
 */
export const ini = defineState<Ini, "option">({
  kind: "ini",
  summary: "option of an INI file, or of one with keys and values",
  params: {
    type: "object",
    properties: {
      path: path("the file, made when it is missing", "/etc/nfs.conf"),
      section: {
        type: "string",
        pattern: "^([^\\u0000-\\u0020\\u007f\\[\\]]([^\\u0000-\\u001f\\u007f\\[\\]]*[^\\u0000-\\u0020\\u007f\\[\\]])?)?$",
        description: "name of the section without brackets; empty for what stands before the first one",
        examples: ["nfsd"],
        default: "",
      },
      option: {
        type: "string",
        pattern: "^[^\\u0000-\\u0020\\u007f#;\\[=:]([^\\u0000-\\u001f\\u007f=:]*[^\\u0000-\\u0020\\u007f=:])?$",
        description: "name of the option, in upper and lower case as the program has it",
        examples: ["threads"],
      },
      value: lineText("its value, with quotation marks where the program wants them; a secret is compared by digest and never shown", "32"),
      separator: {
        type: "string",
        pattern: "^([ \\t]*[=:][ \\t]*|[ \\t]+)$",
        description: "what stands between option and value in a new line; the number of spaces in a line that is there does not matter",
        default: " = ",
      },
      ensure: ensure("`absent` when the option shall not be set in this section"),
    },
    required: ["path", "option"],
    additionalProperties: false,
  },

  name: ({ path, section = "", option, value, ensure }) => {
    if (value === undefined && ensure !== "absent")
      throw new UserError(`the option "${option}" of ${path} has no value`, "Say `value: <text>`, or `ensure: absent`.");
    return `${path}:${section === "" ? "" : `[${section}]`}${option}`;
  },

  inspect: (want) => {
    const text = said(want);
    return sh`if [ -n "\${_inis+x}" ]; then _answers=$_inis; else _answers=$(${ask([want])}); fi
    ${collect(question(want), beginning(want))}
    ${isSecretRef(text) && want.ensure !== "absent" ? sh`printf %s "$_said" | ${emitSecret("option", text)}` : sh`emit option "$_said"`}`;
  },

  survey: (wants) => sh`_inis=$(${ask(wants)})`,

  expect: (want) => ({ option: want.ensure === "absent" ? "" : isSecretRef(want.value) ? "same" : clear(said(want)) }),

  repair: (want, drift) => [
    drift.option && write(want, sh`_wanted=${want.ensure === "absent" ? "" : "yes"} _value=${want.value ?? ""} _drops=''`),
  ],

  // The file may have changed since, so only the option is put back as it was. A section that was made for it goes when it is empty.
  undo: (want) => {
    const before = imageOf(want.path);
    const { section = "" } = want;
    return [
      sh`if [ -f ${want.path} ] && [ -d ${dirname(before)} ]; then
    _answers=$(${ask([want], () => before)})
    ${collect(question(want, before), ":")}
    _said=\${_said%%"$_newline"*} _drops=yes
    [ ! -f ${before} ] || ! tr -d ' \\t' <${before} | grep -qaF -e ${`[${section.replaceAll(" ", "")}]`} || _drops=''
    ${write(want, new Sh('_wanted="$_said" _value="${_said#:}" _drops="$_drops"'))}
    fi`,
      removeIfOurs(want.path),
    ];
  },

  elsewhere: {
    ansible: "community.general.ini_file: { path: /etc/nfs.conf, section: nfsd, option: threads, value: '32' }",
    salt: "/etc/nfs.conf: ini.options_present: [{sections: {nfsd: {threads: 32}}}]; without sections: file.keyvalue",
    puppet: "ini_setting { 'threads': path => '/etc/nfs.conf', section => 'nfsd', setting => 'threads', value => '32' }",
  },
});
