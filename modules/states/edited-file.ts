import { memory } from "#core/prelude.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** Where the file is remembered as it was before the first change. */
export const imageOf = (path: string): string => `${memory}/before${path}/=was`;

/**
 * awk functions for whoever prints a file anew. `l[1]` to `l[NR]` are its lines; a last line without an end stays without one.
 * Texts reach awk by its environment: an assignment on its command line would read `\n` in them as the end of a line.
 */
const program = `
{ l[NR] = $0 }
# text in the place of line i, with the end that this line has
function put(i, text) {
  open = i > ENVIRON["_ends"] + 0
  ORS = open ? "" : "\\n"
  print text
  last = text
}
# lines of our own
function add(text, cr) {
  ORS = "\\n"
  if (open) print last ~ /\\r$/ ? "" : cr
  open = 0
  gsub(/\\n/, cr "\\n", text)
  print text cr
}
# a carriage return where line i ends with one
function cr_of(i) { return l[i] ~ /\\r$/ ? "\\r" : "" }
function is_blank(text) { return text ~ /^[ \\t\\r]*$/ }
`;

/**
 * Writes a file anew that others edit, too: what `end`, the last part of an awk program, prints, with some variables in its
 * environment. A file that is missing is made. What was not printed whole never takes the file's place.
 */
export const rewrite = (path: string, end: string, environment: Sh): Sh => sh`
    if [ ! -f ${path} ] || [ -L ${path} ]; then write_file ${path} 0644 root root </dev/null; fi
    [ "$(tr -d '\\000' <${path} | wc -c)" -eq "$(wc -c <${path})" ] || { echo ${`${path} holds NUL bytes, so it is no text`} >&2; exit 1; }
    _made=$(mktemp)
    if _ends=$(wc -l <${path}) ${environment} awk ${program + end} ${path} >"$_made" &&
      write_file ${path} "$(stat -c %a ${path})" "$(stat -c %u ${path})" "$(stat -c %g ${path})" "$(wc -c <"$_made")" <"$_made"
    then rm -f "$_made"; else rm -f "$_made"; exit 1; fi`;

/** Takes the file away again if it was made here and nothing is left in it. */
export const removeIfOurs = (path: string): Sh =>
  sh`if [ -f ${path} ] && [ ! -s ${path} ] && [ -e ${`${memory}/before${path}/=absent`} ]; then put_back ${path}; fi`;
