import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { imageOf, removeIfOurs, rewrite } from "#states/edited-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure } from "#states/params.ts";

export interface HostEntry {
  readonly ip: string;
  readonly names: readonly string[];
  readonly ensure?: Ensure;
}

const hosts = "/etc/hosts";

const question = ({ ip, names }: HostEntry): string => [ip, ...names].join(" ");

// As hosts(5) has it: address, names, a comment. IPv4 and IPv6 are looked up each for itself, so an address of the other kind is no rival.
const grammar = `
function is_v6(address) { return address ~ /:/ }
# Sets word[] to address and names, lead to what stands before the names, and rest to the comment with the space before it.
function parse(line,   body) {
  match(line, /[ \\t\\r]*(#.*)?$/)
  rest = substr(line, RSTART)
  body = substr(line, 1, RSTART - 1)
  match(body, /^[ \\t]*[^ \\t]*[ \\t]*/)
  lead = substr(body, 1, RLENGTH)
  sub(/^[ \\t]+/, "", body)
  return split(body, word, /[ \\t]+/)
}
`;

// Each answer is a question with an address and one of its names that the file gives it, in the order of the file.
const answers = `${grammar}
{ asked[NR] = $0 }
END {
  while ((getline line < ENVIRON["_hosts"]) > 0) {
    words = parse(line)
    for (n = 1; n <= NR; n++) {
      count = split(asked[n], want, " ")
      for (i = 2; i <= words; i++) for (j = 2; j <= count; j++)
        if (tolower(word[i]) == tolower(want[j]) && is_v6(word[1]) == is_v6(want[1]) && !told[n, tolower(word[1]), j]++)
          print asked[n] "\\t" tolower(word[1]) " " want[j]
    }
  }
}`;

const ask = (wants: readonly HostEntry[]): Sh => sh`printf '%s\\n' ${wants.map(question)} | _hosts=${hosts} awk ${answers}`;

// The names go from every other line; what else is said there stays. Lines that say it already stay as they are.
// When the entry goes, what the file said of these names before us comes back: a host must go on knowing itself.
const place = `${grammar}
END {
  count = split(ENVIRON["_question"], want, " ")
  for (j = 2; j <= count; j++) names = names " " want[j]
  if (ENVIRON["_image"] != "") while ((getline line < ENVIRON["_image"]) > 0) {
    sub(/\\r$/, "", line)
    found(line)
    if (ours != "") { was[++before] = line; were[before] = word[1] "\\t" substr(ours, 2); besides[before] = others; behind[before] = above }
    above = line
  }
  for (i = 1; i <= NR; i++) {
    found(l[i])
    if (same) said = joined(said, ours)
  }
  for (i = 1; i <= NR; i++) {
    found(l[i])
    if (before && same && ours != "") {
      for (k = 1; k <= before && (was[k] == "" || besides[k] != others); k++);
      if (k <= before) { put(i, was[k] (cr_of(i) == "" ? "" : "\\r")); was[k] = ""; continue }
    }
    if (ours == "" || (!ENVIRON["_wanted"] && !same)) { put(i, l[i]); bring_back(l[i]) }
    else if (ENVIRON["_wanted"] && same && said == names) put(i, l[i])
    else if (ENVIRON["_wanted"] && same && !placed++) put(i, lead substr(names others, 2) rest)
    else if (others != "") put(i, lead substr(others, 2) rest)
  }
  if (ENVIRON["_wanted"] && !placed && said != names) add(want[1] "\\t" substr(names, 2), cr_of(1))
  for (k = 1; k <= before; k++) if (was[k] != "") add(were[k], cr_of(1))
}
# What stood below a line before us stands there again.
function bring_back(line,   k) {
  sub(/\\r$/, "", line)
  for (k = 1; k <= before; k++) if (was[k] != "" && besides[k] == "" && behind[k] == line) {
    line = was[k]
    add(line, cr_of(1))
    was[k] = ""
  }
}
function joined(all, more,   word, count, k) {
  count = split(more, word, " ")
  for (k = 1; k <= count; k++) if (!index(all " ", " " word[k] " ")) all = all " " word[k]
  return all
}
# Sets ours to the names that a line gives an address of our kind, others to the other ones, same to whether it is our address.
function found(line,   words, k, j) {
  words = parse(line)
  ours = others = ""
  same = tolower(word[1]) == tolower(want[1])
  if (is_v6(word[1]) != is_v6(want[1])) return
  for (k = 2; k <= words; k++) {
    for (j = 2; j <= count && tolower(word[k]) != tolower(want[j]); j++);
    if (j > count) others = others " " word[k]
    else ours = joined(ours, want[j])
  }
}`;

const write = (want: HostEntry, wanted: boolean, image = ""): Sh =>
  rewrite(hosts, place, sh`_question=${question(want)} _wanted=${wanted ? "yes" : ""} _image=${image}`);

/**
 * An address with its names in /etc/hosts. The first name is the one by which the host calls itself in full. The same name with another
 * address of the same kind is drift and goes: which one a program gets would be luck. Other names, lines and comments stay.
 *
 * @example hostEntry({ ip: "10.77.20.10", names: ["san-01.post.example", "san-01"] }, { why: "mounts must not wait for the resolver" })
 */
export const hostEntry = defineState<HostEntry, "names" | "conflicts">({
  kind: "host_entry",
  summary: "address and names in /etc/hosts",
  params: {
    type: "object",
    properties: {
      ip: {
        type: "string",
        pattern: "^([0-9]{1,3}([.][0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9]+)?)$",
        description: "IPv4 or IPv6 address, spelt as in the file",
        examples: ["10.77.20.10"],
      },
      names: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", maxLength: 253 },
        minItems: 1,
        uniqueItems: true,
        description: "the full name first, then its aliases",
        examples: [["san-01.post.example", "san-01"]],
      },
      ensure: ensure("`absent` when this address shall have none of these names"),
    },
    required: ["ip", "names"],
    additionalProperties: false,
  },

  name: ({ ip, names }) => `${names[0]}${ip.includes(":") ? " (IPv6)" : ""}`,

  inspect: (want) => sh`
    if [ -n "\${_hosts+x}" ]; then _answers=$_hosts; else _answers=$(${ask([want])}); fi
    _names='' _conflicts='' IFS=$_newline
    set -f
    for _each in $_answers; do
      case $_each in
        ${`${question(want)}\t${want.ip.toLowerCase()} `}*) _names="$_names \${_each##* }" ;;
        ${`${question(want)}\t`}*) _conflicts=$_conflicts\${_conflicts:+$_newline}\${_each#*"\t"} ;;
      esac
    done
    emit names "\${_names# }"
    emit conflicts "$_conflicts"`,

  survey: (wants) => sh`_hosts=$(${ask(wants)})`,

  expect: ({ names, ensure }) => (ensure === "absent" ? { names: "" } : { names: names.join(" "), conflicts: "" }),

  repair: (want, drift) => [(drift.names ?? drift.conflicts) && write(want, want.ensure !== "absent")],

  undo: (want) => [sh`[ ! -f ${hosts} ] || { ${write(want, false, imageOf(hosts))}\n}`, removeIfOurs(hosts)],

  elsewhere: {
    ansible: "ansible.builtin.lineinfile: { path: /etc/hosts, regexp: '\\ssan-01$', line: '10.77.20.10 san-01.post.example san-01' }",
    salt: "san-01: host.present: [{ip: 10.77.20.10}, {names: [san-01.post.example, san-01]}, {clean: True}]",
    puppet: "host { 'san-01.post.example': ip => '10.77.20.10', host_aliases => ['san-01'] }",
  },
});
