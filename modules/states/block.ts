import { UserError } from "#core/errors.ts";
import { around, clear, isSecretRef, Secret } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";
import { Sh, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { removeIfOurs, rewrite } from "#states/edited-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, path, secretObject } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface Block {
  readonly path: string;
  readonly name: string;
  readonly block?: Text;
  readonly marker?: string;
  readonly insertAfter?: string;
  readonly insertBefore?: string;
  readonly create?: boolean;
  readonly ensure?: Ensure;
}

const mark = ({ name, marker = "# {mark} CONFORM {name}" }: Block, which: "BEGIN" | "END"): string =>
  marker.replace("{mark}", () => which).replace("{name}", () => name);

/** The block with the lines that mark it. */
const whole = (want: Block): Text => {
  const { block = "" } = want;
  const marked = (text: string): string => `${mark(want, "BEGIN")}\n${text.replace(/\n$/, "")}\n${mark(want, "END")}`;
  return isSecretRef(block) ? around(block, marked) : marked(block);
};

/**
 * Finds the blocks: `mine[i]` for each of their lines. Where somebody removed one of the two marks, the lines of the block beside the other
 * one are found by what they say.
 */
const find = `
function bare(i,   text) { text = l[i]; sub(/\\r$/, "", text); return text }
function is_block(from, to,   i) {
  if (from < 1 || to > NR) return 0
  for (i = from; i <= to; i++) if (bare(i) != want[i - from + 2]) return 0
  return 1
}
function find(   i, from, to) {
  inner = split(ENVIRON["_block"], want, "\\n") - 2
  for (i = 1; i <= NR; i++) {
    if (bare(i) == want[1]) {
      for (to = i + 1; to <= NR && bare(to) != want[1] && bare(to) != want[inner + 2]; to++);
      if (bare(to) != want[inner + 2] || to > NR) to = is_block(i + 1, i + inner) ? i + inner : i
      from = i
    } else if (bare(i) == want[inner + 2]) {
      to = i
      from = is_block(i - inner, i - 1) ? i - inner : i
    } else continue
    for (; from <= to; from++) mine[from]
    i = to
    found++
  }
}
`;

const show = `{ l[NR] = $0 }${find}END { find(); for (i = 1; i <= NR; i++) if (i in mine) print bare(i) }`;

/** The block takes the place of the first one that is there, else it comes after line `$_after`, which is the last one when it is empty. */
const place = `${find}END {
  find()
  after = ENVIRON["_after"] == "" ? NR : ENVIRON["_after"] + 0
  for (i = 1; i <= NR; i++) {
    if (i == after + 1) insert()
    if (!(i in mine)) put(i, l[i])
    else if (ENVIRON["_wanted"] && !placed++) {
      block = ENVIRON["_block"]
      gsub(/\\n/, cr_of(i) "\\n", block)
      # the last line of the file keeps its missing end only as the last line of the block
      for (to = i; to in mine; to++);
      put(to - 1, block cr_of(i))
    }
  }
  insert()
}
function insert() { if (ENVIRON["_wanted"] && !found && !placed++) add(ENVIRON["_block"], cr_of(1)) }`;

/** Sets `$_after`: the number of the last line that matches, or of the one before it. */
const where = ({ path, insertAfter, insertBefore }: Block): Sh => {
  if (insertBefore === "BOF") return sh`_after=0`;
  const pattern = insertAfter ?? insertBefore;
  if (pattern === undefined || pattern === "EOF") return sh`_after=''`;
  return sh`_after=$(grep -anE -e ${pattern} ${path} 2>/dev/null | tail -n 1 | cut -d: -f1)
    ${insertAfter === undefined && new Sh("_after=${_after:+$((_after - 1))}")}`;
};

const write = (want: Block, wanted: boolean): Sh =>
  rewrite(want.path, place, sh`_block=${whole(want)} _wanted=${wanted ? "yes" : ""} _after="$_after"`);

/**
 * Some lines, between two that mark them, in a file whose other lines belong to somebody else. Where it stands doesn't matter once it is
 * there: `insertAfter` and `insertBefore` say where it is put the first time.
 *
 * @example block({ path: "/etc/security/limits.conf", name: "audio", block: "@audio - rtprio 95\n@audio - memlock unlimited\n" })
 * @example block({ path: "/etc/ssh/ssh_config", name: "jump", insertBefore: "BOF", block: "Host san-*\n  ProxyJump lic-01\n" })
 */
export const block = defineState<Block, "block">({
  kind: "block",
  summary: "marked lines of a file",
  params: {
    type: "object",
    properties: {
      path: path("the file", "/etc/security/limits.conf"),
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9 _.:/-]*[A-Za-z0-9])?$",
        maxLength: 100,
        description: "tells this block from others in the same file; part of its marks",
        examples: ["audio"],
      },
      block: {
        anyOf: [
          { type: "string", pattern: "^[^\\u0000\\u0001\\r]*[^\\u0000\\u0001\\r\\n][^\\u0000\\u0001\\r]*$", maxLength: 32_000 },
          secretObject,
        ],
        description: "the lines between the marks; a secret is compared by digest and never shown",
      },
      marker: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f\\u007f]*\\{mark\\}[^\\u0000-\\u001f\\u007f]*$",
        maxLength: 200,
        description: "a comment of this file's language; {mark} becomes BEGIN and END, {name} the block's name",
        examples: ["<!-- {mark} CONFORM {name} -->"],
        default: "# {mark} CONFORM {name}",
      },
      insertAfter: {
        type: "string",
        pattern: "^[^\\u0000\\n]+$",
        description: "extended regular expression: the block comes after the last line that matches, else at the end; or `EOF`",
        default: "EOF",
      },
      insertBefore: {
        type: "string",
        pattern: "^[^\\u0000\\n]+$",
        description: "the same for the line that comes after the block; or `BOF`, the beginning of the file",
      },
      create: { type: "boolean", description: "whether the file is made when it is missing", default: false },
      ensure: ensure("`absent` when there shall be no such block"),
    },
    required: ["path", "name"],
    additionalProperties: false,
  },

  name: (want) => {
    const { path, name, block, marker, insertAfter, insertBefore, ensure } = want;
    const wrong = (what: string, fix: string): never => {
      throw new UserError(`the block "${name}" of ${path} ${what}`, fix);
    };
    if (block === undefined && ensure !== "absent") wrong("has no lines", "Say `block: <text>`, or `ensure: absent`.");
    if (insertAfter !== undefined && insertBefore !== undefined) wrong("has two places", "Say either `insertAfter` or `insertBefore`.");
    if (typeof block === "string" && block.split("\n").some((line) => [mark(want, "BEGIN"), mark(want, "END")].includes(line)))
      wrong("has one of its marks among its lines", "Give it another `marker`.");
    return `${path}:${marker === undefined || marker.includes("{name}") ? name : mark(want, "BEGIN")}`;
  },

  inspect: (want) => {
    const { path, insertAfter, insertBefore, ensure } = want;
    const pattern = insertAfter ?? insertBefore;
    const text = whole(want);
    if (isSecretRef(text) && !(text instanceof Secret)) return emitSecret("block", text);
    return sh`${
      pattern !== undefined &&
      sh`echo | grep -E -e ${pattern} >/dev/null 2>&1
    [ $? -lt 2 ] || cannot_look ${`grep does not understand the pattern ${pattern}`}`
    }
    _said=''
    [ ! -f ${path} ] || _said=$(_block=${text} awk ${show} ${path})
    ${isSecretRef(text) && ensure !== "absent" ? sh`printf %s "$_said" | ${emitSecret("block", text)}` : sh`emit block "$_said"`}`;
  },

  expect: (want) => ({ block: want.ensure === "absent" ? "" : isSecretRef(want.block) ? "same" : clear(whole(want)) }),

  repair: (want, drift) => [
    drift.block &&
      want.create !== true &&
      sh`[ -e ${want.path} ] || { echo ${`${want.path} is not there; say "create: true" if it shall be made`} >&2; exit 1; }`,
    drift.block &&
      sh`${where(want)}
    ${write(want, want.ensure !== "absent")}`,
  ],

  undo: (want) => [
    sh`if [ -f ${want.path} ]; then
    _after=''
    ${write(want, false)}
    fi`,
    removeIfOurs(want.path),
  ],

  elsewhere: {
    ansible: "ansible.builtin.blockinfile: { path: /etc/security/limits.conf, block: '…', marker: '# {mark} audio' }",
    salt: "/etc/security/limits.conf: file.blockreplace: [{marker_start: '# BEGIN audio'}, {marker_end: '# END audio'}, {content: '…'}]",
    puppet: "concat::fragment, or file_line for each line",
  },
});
