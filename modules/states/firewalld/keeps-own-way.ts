import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { findOwnWay, inNetwork } from "#states/own-way.ts";

// Finds the zone of our connection in what `--list-all-zones` prints (its source, else its interface, else the default), and whether a new
// connection to our port would be let in there. A rule that drops or rejects comes before one that accepts, as firewalld has it.
const judge = `
/^[^ \\t]/ { zone = $1; next }
/^  [a-z]/ {
  colon = index($0, ":")
  part = substr($0, 3, colon - 3)
  count = split(substr($0, colon + 1), word, " ")
  if (part == "target" && word[1] == "ACCEPT") open[zone]
  for (i = 1; i <= count; i++) {
    if (part == "sources" && is_in(word[i], ENVIRON["_near"]) && !nearest) nearest = zone
    if (part == "interfaces" && word[i] == ENVIRON["_interface"]) bound = zone
    if (part == "services" && is_in(word[i], ENVIRON["_through"]) || part == "ports" && is_ours(word[i]) || part == "protocols" && word[i] == "tcp") open[zone]
  }
  next
}
/^\\t/ && part == "rich rules" { if (applies($0)) { if ($0 ~ / accept/) open[zone]; if ($0 ~ / (drop|reject)/) shut[zone] } }
END {
  zone = nearest != "" ? nearest : bound != "" ? bound : ENVIRON["_else"]
  exit !(zone in open) || zone in shut
}
function is_in(word, list) { return index(" " list " ", " " word " ") > 0 }
function is_ours(port,   of, range) {
  split(port, of, "/")
  if (split(of[1], range, "-") < 2) range[2] = range[1]
  return of[2] == "tcp" && range[1] + 0 <= ENVIRON["_port"] + 0 && ENVIRON["_port"] + 0 <= range[2] + 0
}
function value(rule, name) {
  if (!match(rule, name "=\\"[^\\"]*\\"")) return ""
  return substr(rule, RSTART + length(name) + 2, RLENGTH - length(name) - 3)
}
function applies(rule,   is_near) {
  gsub(/ prefix="[^"]*"/, "", rule); $0 = rule
  if (rule ~ / family="/ && (rule ~ / family="ipv6"/) != (ENVIRON["_client"] ~ /:/)) return 0
  if (rule ~ / source( NOT)? (mac|ipset)="/) return 0
  if (rule ~ / source( NOT)? address="/) {
    sub(/.* source /, "", rule)
    is_near = is_in(value(rule, "address"), ENVIRON["_near"])
    if (is_near == (rule ~ /^NOT /)) return 0
    rule = $0
  }
  if (rule ~ / service name="/) return is_in(value(rule, "service name"), ENVIRON["_through"])
  if (rule ~ / port port="/) { sub(/.* port port=/, "port=", rule); return is_ours(value(rule, "port") "/" value(rule, "protocol")) }
  if (rule ~ / protocol value="/) return value(rule, "protocol value") == "tcp"
  return rule !~ / (source-port|icmp-block|icmp-type|masquerade|forward-port|tcp-mss-clamp)/
}`;

/** Every address that zones have as a source or in a rule, one a line. */
const addresses = `
/^  sources:/ { for (i = 2; i <= NF; i++) print $i }
/^\\t/ { while (match($0, / address="[^"]*"/)) { print substr($0, RSTART + 10, RLENGTH - 11); $0 = substr($0, RSTART + RLENGTH) } }`;

/**
 * Defines `lets_us_in LISTING DEFAULT [RUNNING]`: whether zones, as `--list-all-zones` prints them, would let in a new connection of whoever
 * is at work here, from the same address to the same port. An interface that no zone names is where RUNNING has it, else in DEFAULT.
 */
export const letsUsIn: Sh = sh`${findOwnWay}
    ${inNetwork}
    _through='' _near=''
    if [ -n "$_port" ]; then
      _interface=$(timeout 10 ip -o addr show to "$_server" | awk '{ print $2; exit }')
      # shellcheck disable=SC2013 # firewalld's names have no spaces
      for _each in $(grep -lE -e 'port="'"$_port"'"[^>]*protocol="tcp"' -e 'protocol="tcp"[^>]*port="'"$_port"'"' /usr/lib/firewalld/services/*.xml /etc/firewalld/services/*.xml 2>/dev/null); do
        _name=\${_each##*/}
        case $_each in /usr/*) [ ! -e "/etc/firewalld/services/$_name" ] || continue ;; esac
        _through="$_through \${_name%.xml}"
      done
    fi
    lets_us_in() {
      [ -n "$_port" ] || return 0
      _near=''
      for _each in $(printf '%s\\n' "$1" | awk ${addresses}); do ! in_network "$_client" "$_each" || _near="$_near $_each"; done
      _else=$(printf '%s\\n' "\${3-}" | awk -v interface="$_interface" '/^[^ \\t]/ { zone = $1 } /^  interfaces:/ { for (i = 2; i <= NF; i++) if ($i == interface) print zone }')
      printf '%s\\n' "$1" | _near=$_near _through=$_through _interface=$_interface _port=$_port _client=$_client _else=\${_else:-$2} awk ${judge}
    }`;
