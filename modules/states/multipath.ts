import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { inUse } from "#states/in-use.ts";
import { ownedFile } from "#states/owned-file.ts";

export interface Multipath {
  readonly wwids: readonly string[];
  readonly paths?: number;
  readonly findMultipaths?: "strict" | "yes" | "no" | "greedy" | "smart";
  readonly userFriendlyNames?: boolean;
  readonly blacklist?: readonly string[];
}

const flag = (value: boolean): string => (value ? "yes" : "no");

/** A regular expression that finds this name only. */
const exactly = (wwid: string): string => `^${wwid.replaceAll(".", "[.]")}$`;

const section = (name: string, entries: readonly (readonly [key: string, value: string])[]): string =>
  `${name} {\n${entries.map(([key, value]) => `\t${key} "${value}"\n`).join("")}}\n`;

const textOf = ({ wwids, findMultipaths = "strict", userFriendlyNames = false, blacklist = [] }: Multipath): string =>
  section("defaults", [
    ["find_multipaths", findMultipaths],
    ["user_friendly_names", flag(userFriendlyNames)],
  ]) +
  section("blacklist", [...blacklist.map((each) => ["devnode", each] as const), ["wwid", ".*"]]) +
  section(
    "blacklist_exceptions",
    wwids.map((wwid) => ["wwid", exactly(wwid)]),
  );

const conf = (want: Multipath) => ownedFile({ path: "/etc/multipath.conf", text: textOf(want), check: sh`understood` });

// multipath reads its configuration from one place only, so it is shown another one there; nobody else sees that.
const understood = sh`understood() {
      _said=$(unshare -m sh -c '
        if [ -e /etc/multipath.conf ]; then mount --bind "$1" /etc/multipath.conf
        else mkdir -p /etc/multipath && mount -t tmpfs tmpfs /etc/multipath && mkdir /etc/multipath/conf.d && cp "$1" /etc/multipath/conf.d/trial.conf; fi
        multipath -t 2>&1 >/dev/null' sh "$1")
      case $_said in *multipath.conf* | *trial.conf*) printf '%s\\n' "$_said"; return 1 ;; esac
    }`;

const enough = ({ paths = 2 }: Multipath): string => `${paths} paths or more`;

const liveOf = ({ wwids, findMultipaths = "strict", userFriendlyNames = false }: Multipath): string =>
  `find_multipaths ${findMultipaths}, user_friendly_names ${flag(userFriendlyNames)}, wwids ${wwids.map(exactly).join(" ")}`;

/**
 * Sets `$_live` to what the daemon goes by, and `$_working` to how many paths work, by WWID, for maps that there are. A daemon that does
 * not run is not asked: systemd would start it for that.
 */
const ask = sh`_live='' _working=''
    if systemctl -q is-active multipathd.service 2>/dev/null; then
      _live=$(timeout 10 multipathd show config 2>/dev/null </dev/null | awk '
        { gsub(/"/, "") }
        $2 == "{" { section = $1 }
        section == "defaults" { set[$1] = $2 }
        section == "blacklist_exceptions" && $1 == "wwid" { wwids = wwids " " $2 }
        END { if ("find_multipaths" in set) print "find_multipaths " set["find_multipaths"] ", user_friendly_names " set["user_friendly_names"] ", wwids" wwids }')
      _working=$(timeout 10 multipathd show paths raw format '%w|%t|%T' 2>/dev/null </dev/null | awk -F'|' '
        $2 == "active" { count[$1] += $3 == "ready" }
        $2 == "failed" { count[$1] += 0 }
        END { for (wwid in count) printf "|%s=%d|", wwid, count[wwid] }')
    fi`;

/** `count_of WWID` sets `$_count` to how many of its paths work, and to nothing where there is no map. */
const countOf = sh`count_of() {
      _count=''
      case $_working in *"|$1="*) _count=\${_working#*"|$1="}; _count=\${_count%%|*} ;; esac
    }`;

/**
 * Multipath access to LUNs: an allow-list of them, so that no local disk is ever taken, and for each that its map is there with enough
 * working paths. `known:…` is whether it will be a map at the next boot, `map:…` whether it is one now.
 *
 * It owns /etc/multipath.conf as a whole. The daemon is told at once. A map that is in use and not in the list is not taken away: then
 * nothing changes. A path that is dead (a cable, a switch) stays a finding, because no command repairs it.
 *
 * @example multipath({ wwids: ["3600a098038314c4a433f4d3772354b41"], paths: 4 }, { why: "two fabrics to both controllers of the RAID" })
 */
export const multipath = defineState<Multipath, string>({
  kind: "multipath",
  summary: "multipath access to LUNs: which ones, by how many paths",
  params: {
    type: "object",
    properties: {
      wwids: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._:-]*$", maxLength: 127 },
        minItems: 1,
        uniqueItems: true,
        description: "the LUNs as multipath names them; no other disk is taken",
        examples: [["3600a098038314c4a433f4d3772354b41"]],
      },
      paths: { type: "integer", minimum: 1, maximum: 64, description: "how many working paths each must have", default: 2 },
      findMultipaths: {
        type: "string",
        enum: ["strict", "yes", "no", "greedy", "smart"],
        description: "how multipath decides what is one; `strict` goes by the list alone",
        default: "strict",
      },
      userFriendlyNames: {
        type: "boolean",
        description: "whether maps are called mpatha, mpathb, which differ between hosts; otherwise by their WWID",
        default: false,
      },
      blacklist: {
        type: "array",
        items: { type: "string", pattern: '^[^"\\u0000-\\u001f\\u007f]+$' },
        uniqueItems: true,
        description: "device names that are not even looked at, as regular expressions",
        examples: [["^nvme"]],
      },
    },
    required: ["wwids"],
    additionalProperties: false,
  },

  name: () => "multipath.conf",

  inspect: (want) => sh`
    needs multipathd
    ${conf(want).inspect}
    ${ask}
    ${countOf}
    emit live "$_live"
    for _wwid in ${want.wwids}; do
      if grep -qsFx "/$_wwid/" /etc/multipath/wwids; then emit "known:$_wwid" yes; else emit "known:$_wwid" ''; fi
      count_of "$_wwid"
      if [ "\${_count:-0}" -ge ${want.paths ?? 2} ]; then emit "map:$_wwid" ${enough(want)}; else emit "map:$_wwid" "$_count"; fi
    done`,

  expect: (want) => ({
    ...conf(want).expect,
    live: liveOf(want),
    ...Object.fromEntries(
      want.wwids.flatMap((wwid) => [
        [`known:${wwid}`, "yes"],
        [`map:${wwid}`, enough(want)],
      ]),
    ),
  }),

  repair: (want, drift) => {
    const unknown = want.wwids.filter((wwid) => drift[`known:${wwid}`]);
    const missing = want.wwids.filter((wwid) => drift[`map:${wwid}`]);
    const tell = drift["file"] ?? drift["live"] ?? (unknown.length > 0 || missing.length > 0);
    return [
      (drift["file"] ?? drift["live"]) &&
        sh`${inUse}
    for _map in /sys/block/dm-*; do
      read -r _uuid 2>/dev/null <"$_map/dm/uuid" || continue
      case $_uuid in mpath-*) ;; *) continue ;; esac
      case ${` ${want.wwids.join(" ")} `} in *" \${_uuid#mpath-} "*) continue ;; esac
      in_use "$_map"
      [ -z "$_why" ] || { echo "the map \${_uuid#mpath-} is $_why, and is not in the list" >&2; exit 1; }
    done`,
      drift["file"] && understood,
      ...conf(want).repair(drift),
      unknown.length > 0 && sh`for _wwid in ${unknown}; do multipath -q -a "$_wwid" >/dev/null; done`,
      tell &&
        sh`systemctl -q is-active multipathd.service || systemctl start multipathd.service
    multipathd reconfigure >/dev/null
    ${countOf}
    # it answers before it is done
    for _second in 1 2 3 4 5 6 7 8 9 10; do
      sleep 1
      ${ask}
      [ "$_live" = ${liveOf(want)} ] || continue
      for _wwid in ${want.wwids}; do
        count_of "$_wwid"
        [ "\${_count:-0}" -ge ${want.paths ?? 2} ] || continue 2
      done
      break
    done`,
    ];
  },

  undo: (want) => [...conf(want).undo, sh`multipathd reconfigure >/dev/null 2>&1 || :`],

  elsewhere: {
    ansible: "copy: { dest: /etc/multipath.conf, content: …, validate: … }, then a handler: multipathd reconfigure",
    salt: "/etc/multipath.conf: file.managed, with multipathd: service.running: [{watch: [file: /etc/multipath.conf]}]",
    puppet: "class { 'multipath': wwids => […], find_multipaths => 'strict' }",
  },
});
