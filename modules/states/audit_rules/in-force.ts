import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/**
 * Prints the lines of `$_want` that `auditctl -l` and `auditctl -s` on the standard input also say. Both spellings of a rule are taken to
 * pieces and compared as sets, for auditctl prints its own: system calls by number (here by name), `-k` as `-F key=`, `-S all` where none
 * was named, `auid!=unset` as `-1`, permissions as `rwxa`, no slash at the end of a path, a watch for `-F path= -F perm=`.
 */
export const inForce: Sh = sh`awk '
      function sorted(text,   letter, found) {
        for (letter = 1; letter <= 4; letter++) if (index(text, substr("rwxa", letter, 1))) found = found substr("rwxa", letter, 1)
        return found
      }
      function add(piece,   i) {
        for (i = count++; i > 0 && pieces[i] "" > piece ""; i--) pieces[i + 1] = pieces[i]
        pieces[i + 1] = piece
      }
      function watched(place) { if (place != "/") sub(/\\/$/, "", place); return "watch=" place }
      function field(text) {
        if (text ~ /^(path|dir)=/) { sub(/^[a-z]*=/, "", text); return watched(text) }
        if (text ~ /^perm=/) return "perm=" sorted(substr(text, 6))
        sub(/=(unset|4294967295)$/, "=-1", text)
        sub(/^arch=x86_64$/, "arch=b64", text)
        return text
      }
      function compared(text,   side) {
        if (split(text, side, /!?=/) == 2 && side[1] "" > side[2] "") return side[2] (text ~ /!=/ ? "!=" : "=") side[1]
        return text
      }
      function meaning(rule,   n, word, i, j, m, part, perm, text) {
        n = split(rule, word, /[ \\t]+/)
        count = 0
        for (i = 1; i <= n; i++) {
          if (word[i] == "") continue
          if (word[i] == "-w") { add("always,exit"); add(watched(word[++i])); perm = perm == "" ? "rwxa" : perm }
          else if (word[i] == "-p") perm = sorted(word[++i])
          else if (word[i] == "-k") add("key=" word[++i])
          else if (word[i] == "-a" || word[i] == "-A") { split(word[++i], part, ","); add(part[1] ~ /^(always|never|possible)$/ ? part[1] "," part[2] : part[2] "," part[1]) }
          else if (word[i] == "-F") add(field(word[++i]))
          else if (word[i] == "-C") add("-C " compared(word[++i]))
          else if (word[i] == "-S") { m = split(word[++i], part, ","); for (j = 1; j <= m; j++) if (part[j] != "all") add("-S " part[j]) }
          else add(word[i])
        }
        if (perm != "") add("perm=" perm)
        for (i = 1; i <= count; i++) text = text " " pieces[i]
        return text
      }
      $1 == "enabled" { has[meaning("-e " $2)] }
      $1 == "failure" { has[meaning("-f " $2)] }
      $1 == "rate_limit" { has[meaning("-r " $2)] }
      $1 == "backlog_limit" { has[meaning("-b " $2)] }
      $1 == "backlog_wait_time" { has[meaning("--backlog_wait_time " $2)] }
      $1 == "loginuid_immutable" && $2 == 1 { has[meaning("--loginuid-immutable")] }
      /^-/ { has[meaning($0)] }
      END {
        count_wanted = split(ENVIRON["_want"], wanted, "\\n")
        for (line = 1; line <= count_wanted; line++) if (meaning(wanted[line]) in has) print wanted[line]
      }'`;
