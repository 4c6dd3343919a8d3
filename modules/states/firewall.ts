import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedParts } from "#states/owned-file.ts";

export interface OpenPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly from?: readonly string[];
}

export interface Firewall {
  readonly ssh: number;
  readonly open?: readonly OpenPort[];
  readonly policy?: "drop" | "accept";
}

const port = { type: "integer", minimum: 1, maximum: 65_535 } as const;

const openPort = {
  type: "object",
  properties: {
    port,
    protocol: { type: "string", enum: ["tcp", "udp"] },
    from: {
      type: "array",
      items: { type: "string", pattern: "^([0-9]{1,3}([.][0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-f:]*:[0-9a-f:]*(/[0-9]{1,3})?)$" },
    },
  },
  required: ["port", "protocol"],
  additionalProperties: false,
} as const;

const openRules = ({ port, protocol, from }: OpenPort): string[] =>
  from === undefined
    ? [`${protocol} dport ${port} accept`]
    : from.map((cidr) => `${cidr.includes(":") ? "ip6" : "ip"} saddr ${cidr} ${protocol} dport ${port} accept`);

/** The table as nft(8) itself prints it, so that a difference reads line by line. */
const table = ({ ssh, open = [], policy = "drop" }: Firewall): string =>
  [
    "table inet conform {",
    "\tchain input {",
    `\t\ttype filter hook input priority filter; policy ${policy};`,
    ...[
      "ct state established,related accept",
      "ct state invalid drop",
      'iif "lo" accept',
      "meta l4proto { icmp, igmp, ipv6-icmp } accept",
      `tcp dport ${ssh} accept`,
      ...open.flatMap(openRules),
    ].map((rule) => `\t\t${rule}`),
    "\t}",
    "}",
  ].join("\n");

/** Replaces our table in one transaction, whether it is there or not, and leaves all others alone. */
const ruleset = (want: Firewall): string => `# Written by conform.\ntable inet conform\ndelete table inet conform\n${table(want)}\n`;

// From where nftables.service restores the rules at boot.
const find = sh`_file=/etc/nftables.conf; [ "$(os_family)" != rhel ] || _file=/etc/sysconfig/nftables.conf`;

const fileOf = (want: Firewall): OwnedParts => ownedFile({ path: sh`"$_file"`, text: ruleset(want), check: sh`nft -c -f` });

/** The kernel tells who listens with the port as four hexadecimal digits, in state 0A. */
const listens = (port: number): Sh =>
  sh`cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ${`^ *[0-9]*: [0-9A-F]*:${port.toString(16).toUpperCase().padStart(4, "0")} [0-9A-F:]* 0A `}`;

/**
 * What may come in: SSH, answers, ICMP and the ports that are open; nothing else. nftables, in a table of our own: the rules in force now
 * and the file from which nftables.service restores them. The service itself is a `service`. Rules that would shut out SSH, because it
 * listens on another port, are refused.
 *
 * @example firewall({ ssh: 22, open: [{ port: 2049, protocol: "tcp", from: ["10.77.20.0/24"] }] })
 */
export const firewall = defineState<Firewall, "live" | OwnedFact>({
  kind: "firewall",
  summary: "incoming traffic (nftables), live and at boot",
  params: {
    type: "object",
    properties: {
      ssh: {
        ...port,
        description: "the port of SSH, open to everybody so that nobody locks themselves out",
        examples: [22],
      },
      open: {
        type: "array",
        items: { anyOf: [openPort] },
        description: "ports open to some networks (`from`, as CIDR), or to everybody without `from`",
      },
      policy: { type: "string", enum: ["drop", "accept"], description: "what happens to everything else", default: "drop" },
    },
    required: ["ssh"],
    additionalProperties: false,
  },

  name: () => "conform",

  // Versions of nft spell the same rules differently. The declared ones are then read back from a network namespace of their own,
  // which ends with the command; the host's rules are not touched.
  inspect: (want) => sh`
    needs nft
    _tables=$(nft list tables 2>/dev/null) || cannot_look 'the kernel does not answer nft'
    _live='' _table=${table(want)}
    case $_tables in *'table inet conform'*) _live=$(nft -s list table inet conform 2>/dev/null) ;; esac
    if [ -n "$_live" ] && [ "$_live" != "$_table" ]; then
      _spelt=$(printf '%s\\n' "$_table" | unshare -n sh -c 'nft -f - && nft -s list table inet conform' 2>/dev/null)
      [ "$_live" != "$_spelt" ] || _live=$_table
    fi
    emit live "$_live"
    ${find}
    ${fileOf(want).inspect}`,

  expect: (want) => ({ live: table(want), ...fileOf(want).expect }),

  repair: (want, drift) => [
    (drift.file ?? drift.live) &&
      want.policy !== "accept" &&
      sh`${listens(want.ssh)} || { echo ${`nothing listens on port ${want.ssh}, so these rules would shut out SSH: they are not in force`} >&2; exit 1; }`,
    (drift.file ?? drift.access) && find,
    ...fileOf(want).repair(drift),
    drift.live && sh`printf %s ${ruleset(want)} | nft -f -`,
  ],

  undo: (want) => [
    sh`${find}
    ${lines(fileOf(want).undo)}`,
    sh`! command -v nft >/dev/null || nft 'table inet conform; delete table inet conform'`,
  ],

  elsewhere: {
    ansible: "ansible.posix.firewalld: { port: 2049/tcp, source: 10.77.20.0/24, permanent: true, immediate: true, state: enabled }",
    salt: "nftables.append: [{chain: input}, {dport: 2049}, {source: 10.77.20.0/24}, {jump: accept}, {save: True}]",
    puppet: "nftables::rule { 'default_in-nfs': content => 'ip saddr 10.77.20.0/24 tcp dport 2049 accept' }",
  },
});
