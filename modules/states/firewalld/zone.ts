import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** What a zone may hold lists of, as `--list-all` names them, with the option that adds one (`--add-port`) and the word that it begins with. */
const parts = `
BEGIN {
  count = split("services service ports port sources source interfaces interface protocols protocol source-ports source-port forward-ports forward-port", option, " ")
  for (i = 1; i < count; i += 2) called[option[i]] = option[i + 1]
  called["rich rules"] = "rich-rule"
  lines = split(ENVIRON["_want"], line, "\\n")
  for (i = 1; i <= lines; i++) {
    tab = index(line[i], "\\t")
    if (!tab) declared[++lists] = line[i]
    else { part = substr(line[i], 1, tab - 1); wanted[part, ++wants[part]] = text = substr(line[i], tab + 1); is_wanted[part, text] }
  }
}
/^[^ \\t]/ { mine = $1 == ENVIRON["_zone"]; if (mine) found = 1; next }
!mine { next }
/^\\t/ { hold(part, substr($0, 2)); next }
/^  [a-z]/ {
  colon = index($0, ":")
  part = substr($0, 3, colon - 3)
  rest = substr($0, colon + 2)
  if (part == "target") target = rest
  else { count = split(rest, word, " "); for (i = 1; i <= count; i++) hold(part, word[i]) }
}
# a MAC address is kept as it was written, and printed in capitals while it is in force
function hold(part, text,   at) {
  if (part == "sources" && text ~ /^([0-9A-Fa-f][0-9A-Fa-f]:)+[0-9A-Fa-f][0-9A-Fa-f]$/) text = toupper(text)
  if ((part, text) in holds) return
  holds[part, text]
  for (at = ++has[part]; at > 1 && have[part, at - 1] "" > text ""; at--) have[part, at] = have[part, at - 1]
  have[part, at] = text
}
# a port also where a range has it, unless the list is exclusive
function is_held(part, text,   i, one, other) {
  if ((part, text) in holds) return 1
  if (part != "ports" || ENVIRON["_exclusive"]) return 0
  range(text, one)
  for (i = 1; i <= has[part]; i++) { range(have[part, i], other); if (other[3] == one[3] && other[1] <= one[1] && one[2] <= other[2]) return 1 }
  return 0
}
function range(port, of,   side) {
  split(port, side, "/")
  if (split(side[1], of, "-") < 2) of[2] = of[1]
  of[3] = side[2]; of[1] += 0; of[2] += 0
}
`;

/** Whether it is there, then `LIST|its items` for the lists that are declared; rich rules come last, each on a line. */
export const tellZone: Sh = sh`awk ${`${parts}
END {
  print found ? "there" : ""
  print "target|" target
  for (n = 1; n <= lists; n++) {
    part = declared[n]; told = ""; separator = part == "rich rules" ? "\\n" : " "
    if (ENVIRON["_exclusive"]) { for (i = 1; i <= has[part]; i++) told = told (i > 1 ? separator : "") have[part, i] }
    else for (i = 1; i <= wants[part]; i++) if (is_held(part, wanted[part, i])) told = told (told != "" ? separator : "") wanted[part, i]
    if (part !~ /^(protocols|source-ports|forward-ports)$/) ends = ends part "|" told "\\n"
    else if (told != "") others = others (others != "" ? "; " : "") part " " told
  }
  print "others|" others
  printf "%s", ends
}`}`;

/** The options that make a zone as it shall be, one a line: first what goes, then what comes. */
export const zoneOptions: Sh = sh`awk ${`${parts}
END {
  for (n = 1; n <= lists; n++) {
    part = declared[n]
    if (ENVIRON["_exclusive"]) for (i = 1; i <= has[part]; i++) if (!((part, have[part, i]) in is_wanted)) print "--remove-" called[part] "=" have[part, i]
    adds = part ~ /^(sources|interfaces)$/ ? "--change-" : "--add-"
    for (i = 1; i <= wants[part]; i++) if (!is_held(part, wanted[part, i])) print adds called[part] "=" wanted[part, i]
  }
}`}`;
