import { memory } from "#core/prelude.ts";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import type { Facts } from "#core/state.ts";
import { letsUsIn } from "#states/firewalld/keeps-own-way.ts";
import { asPrinted } from "#states/firewalld/rich-rule.ts";
import { tellZone, zoneOptions } from "#states/firewalld/zone.ts";

export interface Firewalld {
  readonly zone: string;
  readonly services?: readonly string[];
  readonly ports?: readonly string[];
  readonly richRules?: readonly string[];
  readonly sources?: readonly string[];
  readonly interfaces?: readonly string[];
  readonly target?: "default" | "ACCEPT" | "DROP" | "%%REJECT%%";
  readonly default?: boolean;
  readonly exclusive?: boolean;
}

// As firewalld calls them; rich rules come last, because each has a line of its own.
const lists = [
  ["services", "services"],
  ["ports", "ports"],
  ["sources", "sources"],
  ["interfaces", "interfaces"],
  ["richRules", "rich rules"],
] as const;

type Half = "permanent" | "running";
type List = (typeof lists)[number][0];
type Fact = Half | `${Half}.${List | "target" | "others" | "default"}` | "kernel";

/** As firewalld prints it: a MAC address is in capitals once it is in force. */
const spelt = (fact: List, item: string): string =>
  fact === "richRules" ? asPrinted(item) : fact === "sources" && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(item) ? item.toUpperCase() : item;

const declared = (want: Firewalld): { fact: List; list: string; items: string[] }[] =>
  lists.flatMap(([fact, list]) => {
    const items = want[fact];
    return items === undefined ? [] : [{ fact, list, items: [...new Set(items.map((item) => spelt(fact, item)))].toSorted() }];
  });

/** What else lets something in. */
const others = ["protocols", "source-ports", "forward-ports"];

const questions = (want: Firewalld): Sh => {
  const lines = [
    ...(want.exclusive === true ? others : []),
    ...declared(want).flatMap(({ list, items }) => [list, ...items.map((item) => `${list}\t${item}`)]),
  ];
  return sh`_zone=${want.zone} _exclusive=${want.exclusive === true ? "yes" : ""} _want=${lines.join("\n")}`;
};

const expectHalf = (want: Firewalld, half: Half): Facts<Fact> => ({
  [half]: "there",
  ...(want.target !== undefined && { [`${half}.target`]: want.target }),
  ...Object.fromEntries(declared(want).map(({ fact, items }) => [`${half}.${fact}`, items.join(fact === "richRules" ? "\n" : " ")])),
  ...(want.exclusive === true && { [`${half}.others`]: "" }),
  ...(want.default === true && { [`${half}.default`]: want.zone }),
});

/** Tells all facts of one half from what `--list-all-zones` printed. */
const tellHalf = (want: Firewalld, half: Half, listing: Sh): Sh => sh`
    _said=$(printf '%s\\n' ${listing} | ${questions(want)} ${tellZone})
    emit ${half} "\${_said%%"$_newline"*}"
    ${want.target !== undefined && sh`line_of 'target|' "$_said"; emit ${`${half}.target`} "$_line"`}
    ${want.exclusive === true && sh`line_of 'others|' "$_said"; emit ${`${half}.others`} "$_line"`}
    ${lines(
      declared(want).map(({ fact, list }) =>
        fact === "richRules"
          ? sh`emit ${`${half}.${fact}`} "\${_said#*"$_newline"rich rules|}"`
          : sh`line_of ${`${list}|`} "$_said"; emit ${`${half}.${fact}`} "$_line"`,
      ),
    )}`;

const onDisk = sh`timeout 60 firewall-offline-cmd --list-all-zones 2>/dev/null`;
const inForce = sh`timeout 60 firewall-cmd --list-all-zones 2>/dev/null`;
const setting = (name: string, file = "/etc/firewalld/firewalld.conf"): Sh =>
  sh`awk -F= ${`$1 ~ /^[ \t]*${name}[ \t]*$/ { gsub(/[ \t]/, "", $2); print $2 }`} ${file} 2>/dev/null`;

// The daemon's own view of the permanent half is some seconds behind the disk, so the disk is read. Status 252: it does not run.
const ask = sh`_zonesOnDisk=$(${onDisk}) || _zonesOnDisk=''
    _zonesInForce=$(${inForce})
    case $? in 0) _firewalld=runs ;; 252) _firewalld=stopped ;; *) _firewalld='' ;; esac`;

// Interfaces that NetworkManager manages have their zone from their connection, whatever the zone's file says.
const ofNetworkManager = sh`zones_of_connections() {
      timeout 10 nmcli -t -f UUID,DEVICE connection show --active 2>/dev/null | while IFS=: read -r _uuid _device; do
        printf '%s %s %s\\n' "$_device" "$_uuid" "$(nmcli -g connection.zone connection show "$_uuid" </dev/null 2>/dev/null)"
      done
    }`;

const connected = `
BEGIN {
  count = split(ENVIRON["_connections"], line, "\\n")
  for (i = 1; i <= count; i++) { split(line[i], of, " "); managed[of[1]]; if (of[3] == ENVIRON["_zone"]) ours = ours " " of[1] }
}
/^  interfaces:/ { text = "  interfaces:"; for (i = 2; i <= NF; i++) if (!($i in managed)) text = text " " $i; $0 = text }
/^[^ \\t]/ && $1 == ENVIRON["_zone"] { found = 1 }
{ print }
END { if (found) print ENVIRON["_zone"] "\\n  interfaces:" ours }`;

/** Puts the interfaces of connections into what the disk says. */
const withConnections = (want: Firewalld): Sh | false =>
  want.interfaces !== undefined &&
  sh`${ofNetworkManager}
    _connections=$(zones_of_connections)
    [ -z "$_connections" ] || _zonesOnDisk=$(printf '%s\\n' "$_zonesOnDisk" | _connections=$_connections _zone=${want.zone} awk ${connected})`;

/** Gives the connections of our interfaces the zone, which must be in force before, and takes it from others where the list is exclusive. */
const connect = ({ zone, interfaces = [], exclusive }: Firewalld): Sh => sh`${ofNetworkManager}
    _ours=${interfaces.join(" ")}
    zones_of_connections | while read -r _device _uuid _has; do
      case " $_ours " in
        *" $_device "*) [ "$_has" = ${zone} ] || quietly nmcli connection modify "$_uuid" connection.zone ${zone} || exit 1 ;;
        ${exclusive === true && sh`*) [ "$_has" != ${zone} ] || quietly nmcli connection modify "$_uuid" connection.zone '' || exit 1 ;;`}
      esac
    done`;

/** Succeeds while the kernel has firewalld's rules: `nft flush ruleset` takes them away without its knowledge. */
const inKernel = sh`case $(${setting("FirewallBackend")}) in
      iptables) timeout 10 iptables -w 5 -nL INPUT 2>/dev/null | grep -q INPUT_ZONES ;;
      *) timeout 10 nft list chain inet firewalld filter_INPUT 2>/dev/null | grep -q filter_INPUT_ZONES ;;
    esac`;

const zoneFile = ({ zone }: Firewalld): string => `/etc/firewalld/zones/${zone}.xml`;

/** Runs a command of firewalld, which explains itself on both outputs and warns of what is as it shall be already. */
const quietly = sh`quietly() { _told=$("$@" 2>&1) || { printf '%s\\n' "$_told" >&2; return 1; }; }`;

const disk = sh`firewall-offline-cmd`;

const reload = sh`quietly firewall-cmd --reload`;

const mustStay = "SSH must stay open for whoever is at work here, in the zone of their connection";

const onDiskNow = sh`"$(${setting("DefaultZone")})"`;

/** Succeeds when files can be loaded and would let us in, the zone having its interfaces. */
const letsUsInNext = ({ zone, interfaces = [] }: Firewalld, offline = disk, defaultZone = onDiskNow): Sh =>
  sh`{ quietly ${offline} --check-config && lets_us_in "$(${offline} --list-all-zones)$_newline"${`${zone}\n  interfaces: ${interfaces.join(" ")}`} ${defaultZone} "$_bound"; }`;

/** firewall-offline-cmd for a copy of the files, in which `rehearse` tries a change. */
const inCopy = sh`${disk} "--system-config=$_try"`;

/** Tries a change of the files in a copy. The repair ends with a sentence when it fails, or when the files would then shut us out. */
const rehearse = (want: Firewalld, change: Sh, defaultZone: Sh): Sh => sh`_try=$(mktemp -d)
    cp -pPR /etc/firewalld/. "$_try"
    _otherwise=''
    if ! ${change}; then _otherwise=${`the zone ${want.zone} is as it was`}
    elif ! ${letsUsInNext(want, inCopy, defaultZone)}; then _otherwise=${`the zone ${want.zone} is as it was: ${mustStay}`}
    fi
    rm -rf "$_try"
    [ -z "$_otherwise" ] || { echo "$_otherwise" >&2; exit 1; }`;

/** Defines `change_zone COMMAND...`: makes the zone in the files as declared, option by option. */
const changeZone = (want: Firewalld): Sh => {
  const { zone, target } = want;
  return sh`change_zone() {
      _zonesOnDisk=$("$@" --list-all-zones)
      ${withConnections(want)}
      printf '%s\\n' "$_zonesOnDisk" | grep -qE ${`^${zone}( |$)`} || quietly "$@" ${`--new-zone=${zone}`} || return 1
      printf '%s\\n' "$_zonesOnDisk" | ${questions(want)} ${zoneOptions} | while IFS= read -r _option; do
        case $1:$_option in
          ${disk}:--remove-service=*) _option=--remove-service-from-zone=\${_option#*=} ;;
          *:--*-interface=*) case $_newline\${_connections-} in *"$_newline\${_option#*=} "*) continue ;; esac ;;
        esac
        quietly "$@" ${`--zone=${zone}`} "$_option" || exit 1
      done || return 1
      ${target !== undefined && sh`quietly "$@" ${`--zone=${zone}`} ${`--set-target=${target}`}`}
    }`;
};

// A daemon that has not noticed a change of the files would write them as it knows them. It is then told to load them.
const repairFiles = (want: Firewalld): Sh => {
  const { zone } = want;
  const lines = sh`grep -v -e '^[^[:blank:]]' -e '^  interfaces:'`;
  return sh`${changeZone(want)}
    ${rehearse(want, sh`change_zone ${inCopy}`, want.default === true ? sh`${zone}` : onDiskNow)}
    keep_image ${zoneFile(want)}
    if firewall-cmd --state >/dev/null 2>&1 && [ "$(firewall-cmd --permanent ${`--zone=${zone}`} --list-all 2>/dev/null | ${lines})" = "$(${disk} ${`--zone=${zone}`} --list-all 2>/dev/null | ${lines})" ]
    then change_zone firewall-cmd --permanent
    else
      change_zone ${disk}
      ! firewall-cmd --state >/dev/null 2>&1 || ${reload}
    fi
    ${
      want.default === true &&
      sh`keep_image /etc/firewalld/firewalld.conf
    [ ${onDiskNow} = ${zone} ] || quietly ${disk} ${`--set-default-zone=${zone}`}`
    }`;
};

/** Brings the files into force as a whole, where single options can't. */
const bringIntoForce = (want: Firewalld, by: Sh): Sh =>
  sh`${letsUsInNext(want)} || { echo ${`nothing was loaded: ${mustStay}`} >&2; exit 1; }
    ${by}`;

const repairRunning = (
  want: Firewalld,
): Sh => sh`firewall-cmd --list-all-zones | ${questions(want)} ${zoneOptions} | while IFS= read -r _option; do
      quietly firewall-cmd ${`--zone=${want.zone}`} "$_option" || exit 1
    done
    lets_us_in "$(${inForce})" "$(firewall-cmd --get-default-zone)" || {
      ${reload}
      echo ${`the files were loaded again: ${mustStay}`} >&2
      exit 1
    }`;

/**
 * A zone of firewalld: in its files, which count at boot, and in force now, each property for itself; and that the kernel has firewalld's
 * rules at all. A list that is not given belongs to others; so do entries that are not declared, unless it is `exclusive`. The daemon is a
 * `service` that comes before. Rich rules may be written in any order, with or without quotation marks.
 *
 * A zone counts for its sources and interfaces, and for everything else if it is the default. What would shut out the SSH connection of
 * this run is refused, before it is in force. Policies, direct rules and ipsets are not looked at. A small Debian also needs the packages
 * netbase, without whose /etc/protocols firewalld loads nothing, and nftables.
 *
 * @example firewalld({ zone: "public", services: ["ssh"], target: "DROP", default: true, exclusive: true }, { controls: ["CIS 4.2.2"] })
 * @example firewalld({ zone: "san", sources: ["10.77.20.0/24"], services: ["nfs"], richRules: ["rule family=ipv4 source address=10.77.20.9 drop"] })
 */
export const firewalld = defineState<Firewalld, Fact>({
  kind: "firewalld",
  summary: "zone of firewalld, at boot and in force",
  params: {
    type: "object",
    properties: {
      zone: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
        maxLength: 17,
        description: "name of the zone, made when it is missing",
        examples: ["public"],
      },
      services: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$" },
        description: "services that may come in, as `firewall-cmd --get-services` names them",
        examples: [["ssh", "nfs"]],
      },
      ports: {
        type: "array",
        items: { type: "string", pattern: "^[0-9]{1,5}(-[0-9]{1,5})?/(tcp|udp|sctp|dccp)$" },
        description: "ports that may come in",
        examples: [["22/tcp", "5000-5010/udp"]],
      },
      richRules: {
        type: "array",
        items: { type: "string", pattern: "^rule [ -~]+$", maxLength: 1000 },
        description: "rules as firewalld.richlanguage(5) has them",
        examples: [['rule family="ipv4" source address="10.77.20.0/24" port port="2049" protocol="tcp" accept']],
      },
      sources: {
        type: "array",
        items: { type: "string", pattern: "^(ipset:)?[A-Za-z0-9:][A-Za-z0-9.:/_-]*$" },
        description: "whose traffic is in this zone: addresses and networks as firewalld prints them, MAC addresses, `ipset:NAME`",
        examples: [["10.77.20.0/24"]],
      },
      interfaces: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.:@-]*$", maxLength: 15 },
        description: "interfaces of this zone; those of NetworkManager get it as the zone of their connection",
        examples: [["eth1"]],
      },
      target: { type: "string", enum: ["default", "ACCEPT", "DROP", "%%REJECT%%"], description: "what happens to everything else" },
      default: {
        type: "boolean",
        description: "whether it is also the zone of every interface that no zone names; `false` leaves that to others",
        default: false,
      },
      exclusive: {
        type: "boolean",
        description: "whether what is not declared goes: from the lists that are given, and protocols, source ports and forwarded ports",
        default: false,
      },
    },
    required: ["zone"],
    additionalProperties: false,
  },

  name: (want) => want.zone,

  inspect: (want) => sh`
    needs firewall-cmd
    case $(${setting("FirewallBackend")}) in iptables) needs iptables ;; *) needs nft ;; esac
    if [ -z "\${_firewalld+asked}" ]; then
    ${ask}
    fi
    [ -n "$_firewalld" ] || cannot_look 'firewalld does not answer'
    [ -n "$_zonesOnDisk" ] || cannot_look "the files of firewalld can't be loaded: $(${disk} --list-all-zones 2>&1 | tr '\\n' ' ')"
    ${withConnections(want)}
    ${tellHalf(want, "permanent", sh`"$_zonesOnDisk"`)}
    ${tellHalf(want, "running", sh`"$_zonesInForce"`)}
    [ "$_firewalld" = runs ] || emit running 'firewalld does not run'
    ${want.default === true && sh`emit permanent.default "$(${setting("DefaultZone")})"; emit running.default "$(timeout 60 firewall-cmd --get-default-zone 2>/dev/null)"`}
    if [ "$_firewalld" = runs ] && ${inKernel}; then emit kernel filters; else emit kernel ''; fi`,

  survey: () => ask,

  expect: (want) => ({ ...expectHalf(want, "permanent"), ...expectHalf(want, "running"), kernel: "filters" }),

  repair: (want, drift) => {
    const differs = Object.keys(drift);
    if (differs.length === 0) return [];
    const files = differs.some((fact) => fact.startsWith("permanent"));
    const reloads = drift.running ?? drift["running.target"] ?? drift["running.default"];
    const runs = differs.some((fact) => !fact.startsWith("permanent"));
    return [
      sh`${letsUsIn}
    ${quietly}
    _bound=$(${inForce}) || :`,
      files && repairFiles(want),
      runs &&
        sh`firewall-cmd --state >/dev/null 2>&1 || { echo 'firewalld does not run: declare firewalld.service as a service before' >&2; exit 1; }`,
      drift.kernel && bringIntoForce(want, sh`systemctl restart firewalld.service`),
      reloads && !drift.kernel && bringIntoForce(want, reload),
      drift["permanent.interfaces"] && connect(want),
      runs && repairRunning(want),
    ];
  },

  undo: (want) => [
    sh`${letsUsIn}
    ${quietly}
    if command -v firewall-offline-cmd >/dev/null; then
    _bound=''
    ${want.interfaces === undefined && sh`_bound=$(${inForce}) || :`}
    _before=$_memory/before${zoneFile(want)}
    before_us() {
      if [ -e "$_before/=was" ]; then cp "$_before/=was" "$_try/zones/"${`${want.zone}.xml`}
      elif [ -e "$_before/=absent" ]; then rm -f "$_try/zones/"${`${want.zone}.xml`}; fi
    }
    _was=''
    ${want.default === true && sh`_was=$(${setting("DefaultZone", `${memory}/before/etc/firewalld/firewalld.conf/=was`)}) || :`}
    [ -n "$_was" ] || _was=${onDiskNow}
    ${rehearse({ zone: want.zone }, sh`before_us`, sh`"$_was"`)}
    [ ${onDiskNow} = "$_was" ] || quietly ${disk} "--set-default-zone=$_was"
    ${want.default === true && sh`rm -rf "$_memory/before/etc/firewalld/firewalld.conf"`}
    put_back ${zoneFile(want)}
    ${
      want.interfaces !== undefined &&
      sh`${ofNetworkManager}
    zones_of_connections | while read -r _device _uuid _has; do
      [ "$_has" != ${want.zone} ] || quietly nmcli connection modify "$_uuid" connection.zone ''
    done`
    }
    ! firewall-cmd --state >/dev/null 2>&1 || ${reload}
    else put_back ${zoneFile(want)}
    fi`,
  ],

  elsewhere: {
    ansible: "ansible.posix.firewalld: { zone: public, service: ssh, permanent: true, immediate: true, state: enabled }",
    salt: "public: firewalld.present: [{services: [ssh]}, {default: True}, {prune_services: True}]",
    puppet: "firewalld_zone { 'public': target => 'DROP', purge_rich_rules => true, purge_services => true }",
  },
});
