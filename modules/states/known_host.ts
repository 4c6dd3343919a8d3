import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { removeIfOurs, rewrite } from "#states/edited-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure } from "#states/params.ts";

export interface KnownHost {
  readonly names: readonly string[];
  readonly key: string;
  readonly ensure?: Ensure;
}

const knownHosts = "/etc/ssh/ssh_known_hosts";

const line = ({ names, key }: KnownHost): string => `${names.join(",")} ${key}`;

// Each answer is a question with a name and a key of the same type that the file has for it. Marked, hashed and commented lines, and
// patterns, belong to others: sshd(8).
const answers = `
{ asked[NR] = $0 }
END {
  while ((getline line < ENVIRON["_known"]) > 0) {
    sub(/\\r$/, "", line)
    words = split(line, word, " ")
    if (words < 3 || line ~ /^[ \\t]*[#@|]/) continue
    for (n = 1; n <= NR; n++) {
      split(asked[n], want, " ")
      count = split(want[1], name, ",")
      if (word[2] == want[2]) for (j = 1; j <= count; j++)
        if (index("," word[1] ",", "," name[j] ",") && !told[n, j, word[3]]++) print asked[n] "\\t" name[j] " " word[2] " " word[3]
    }
  }
}`;

const ask = (wants: readonly KnownHost[]): Sh => sh`printf '%s\\n' ${wants.map(line)} | _known=${knownHosts} awk ${answers}`;

// The names go from every line with another key of that type. Those that have the right key nowhere join the first line with it.
const place = `
END {
  split(ENVIRON["_question"], want, " ")
  count = split(want[1], name, ",")
  for (j = 1; j <= count; j++) missing[name[j]]
  for (i = 1; i <= NR; i++) if (parse(i) && same) for (j = 1; j <= count; j++) if (index(have ",", "," name[j] ",")) delete missing[name[j]]
  absent = ""
  for (j = 1; j <= count; j++) if (name[j] in missing) absent = absent "," name[j]
  for (i = 1; i <= NR; i++) {
    if (!parse(i) || (!ENVIRON["_wanted"] && !same)) put(i, l[i])
    else if (ENVIRON["_wanted"] && same) put(i, placed++ ? l[i] : names(word[1] absent))
    else if (others != "") put(i, names(substr(others, 2)))
  }
  if (ENVIRON["_wanted"] && !placed) add(ENVIRON["_question"], cr_of(1))
}
# Sets have to those of our names that line i is about, others to the other ones, same to whether it has our key.
function parse(i,   bare, words, listed, each, k, j) {
  bare = l[i]
  sub(/\\r$/, "", bare)
  words = split(bare, word, " ")
  have = others = ""
  if (words < 3 || bare ~ /^[ \\t]*[#@|]/ || word[2] != want[2]) return 0
  each = split(word[1], listed, ",")
  for (k = 1; k <= each; k++) {
    if (index("," want[1] ",", "," listed[k] ",")) have = have "," listed[k]
    else others = others "," listed[k]
  }
  same = word[3] == want[3]
  return have != ""
}
# line i with other names
function names(text,   all) {
  all = l[i]
  sub(/^[ \\t]*[^ \\t]+/, "", all)
  return text all
}`;

const write = (want: KnownHost, wanted: boolean): Sh =>
  rewrite(knownHosts, place, sh`_question=${line(want)} _wanted=${wanted ? "yes" : ""}`);

/**
 * The key by which ssh on this host knows another one, for all its users, in /etc/ssh/ssh_known_hosts. Another key of the same type for
 * one of its names is drift and goes; keys of other types stay, so declare each type that the host may show.
 *
 * @example knownHost({ names: ["san-01", "10.77.20.10"], key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ0MUHpK3pUCZNS1A8bTfMMhyjvxmPJFKzcQVbyaiPk" })
 */
export const knownHost = defineState<KnownHost, "key" | "conflicts">({
  kind: "known_host",
  summary: "SSH host key that all users of the host trust",
  params: {
    type: "object",
    properties: {
      names: {
        type: "array",
        items: { type: "string", pattern: "^(\\[[a-z0-9.:%_-]+\\]:[0-9]+|[a-z0-9:][a-z0-9.:%_-]*)$", maxLength: 253 },
        minItems: 1,
        uniqueItems: true,
        description: "names and addresses by which it is reached, in lower case; `[name]:port` where the port is not 22",
        examples: [["san-01", "10.77.20.10"]],
      },
      key: {
        type: "string",
        pattern: "^[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}$",
        description: "type and key, as in /etc/ssh/ssh_host_ed25519_key.pub of that host, without the comment",
      },
      ensure: ensure("`absent` when this key shall not be trusted for these names"),
    },
    required: ["names", "key"],
    additionalProperties: false,
  },

  name: ({ names, key }) => `${names[0]} ${key.split(" ")[0]}`,

  inspect: (want) => sh`
    if [ -n "\${_known+x}" ]; then _answers=$_known; else _answers=$(${ask([want])}); fi
    _names='' _conflicts='' IFS=$_newline
    set -f
    for _each in $_answers; do
      case $_each in
        ${`${line(want)}\t`}*${` ${want.key}`}) _each=\${_each#*"\t"}; _names=$_names,\${_each%% *}, ;;
        ${`${line(want)}\t`}*) _conflicts=$_conflicts\${_conflicts:+$_newline}\${_each#*"\t"} ;;
      esac
    done
    _found=
    for _each in ${want.names}; do case $_names in *",$_each,"*) _found=$_found,$_each ;; esac; done
    [ -z "$_found" ] || _found=\${_found#,}' '${want.key}
    emit key "$_found"
    emit conflicts "$_conflicts"`,

  survey: (wants) => sh`_known=$(${ask(wants)})`,

  expect: (want) => (want.ensure === "absent" ? { key: "" } : { key: line(want), conflicts: "" }),

  repair: (want, drift) => [
    (drift.key ?? drift.conflicts) && sh`mkdir -p /etc/ssh`,
    (drift.key ?? drift.conflicts) && write(want, want.ensure !== "absent"),
  ],

  undo: (want) => [sh`[ ! -f ${knownHosts} ] || { ${write(want, false)}\n}`, removeIfOurs(knownHosts)],

  elsewhere: {
    ansible: "ansible.builtin.known_hosts: { name: san-01, key: 'san-01 ssh-ed25519 AAAA…', path: /etc/ssh/ssh_known_hosts }",
    salt: "san-01: ssh_known_hosts.present: [{enc: ssh-ed25519}, {key: 'AAAA…'}, {hash_known_hosts: False}]",
    puppet: "sshkey { 'san-01': type => 'ssh-ed25519', key => 'AAAA…', host_aliases => ['10.77.20.10'] }",
  },
});
