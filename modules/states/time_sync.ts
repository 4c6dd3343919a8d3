import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { clockWriters, stopTimesyncd } from "#states/time_sync/clock-writers.ts";
import { inSeconds, spanParam } from "#states/time_sync/span.ts";
import type { Span } from "#states/time_sync/span.ts";

/** A source of time, in the words of Ansible's role timesync. */
export interface TimeServer {
  readonly hostname: string;
  readonly pool?: boolean;
  readonly iburst?: boolean;
  readonly prefer?: boolean;
  readonly nts?: boolean;
  readonly minpoll?: number;
  readonly maxpoll?: number;
}

export interface TimeSync {
  readonly servers: readonly TimeServer[];
  readonly allow?: readonly string[];
  readonly makestep?: string;
  readonly extra?: readonly string[];
  readonly maxOffset?: Span;
  readonly maxStratum?: number;
}

const serverSchema = {
  type: "object",
  properties: {
    hostname: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$", maxLength: 253 },
    pool: { type: "boolean" },
    iburst: { type: "boolean" },
    prefer: { type: "boolean" },
    nts: { type: "boolean" },
    minpoll: { type: "integer", minimum: -6, maximum: 24 },
    maxpoll: { type: "integer", minimum: -6, maximum: 24 },
  },
  required: ["hostname"],
  additionalProperties: false,
} as const;

const source = ({ hostname, pool, iburst, prefer, nts, minpoll, maxpoll }: TimeServer): string =>
  [
    pool === true ? "pool" : "server",
    hostname,
    ...(iburst === true ? ["iburst"] : []),
    ...(prefer === true ? ["prefer"] : []),
    ...(nts === true ? ["nts"] : []),
    ...(minpoll === undefined ? [] : [`minpoll ${minpoll}`]),
    ...(maxpoll === undefined ? [] : [`maxpoll ${maxpoll}`]),
  ].join(" ");

const conf = ({ servers, allow = [], makestep = "1.0 3", extra = [] }: TimeSync): string =>
  [
    ...servers.map(source),
    "driftfile /var/lib/chrony/drift",
    `makestep ${makestep}`,
    "rtcsync",
    ...allow.map((net) => `allow ${net}`),
    ...extra,
    "",
  ].join("\n");

// The unit is called after the package on Debian, after the program on the Red Hat family.
const where = sh`_conf=/etc/chrony/chrony.conf _unit=chrony.service
    if [ "$(os_family)" = rhel ]; then _conf=/etc/chrony.conf _unit=chronyd.service; fi`;

const file = (want: TimeSync): OwnedFile => ({ path: sh`"$_conf"`, text: conf(want), check: sh`>/dev/null chronyd -p -f` });

const farthest = ({ maxOffset = "100 ms" }: TimeSync): Span => maxOffset;
const within = (want: TimeSync): string => `within ${farthest(want)}`;
const atMost = ({ maxStratum = 15 }: TimeSync): string => `at most ${maxStratum}`;

/** Sets `$_said` to what chronyd tells of its clock: `SYNCHRONISED|OFFSET|STRATUM`. The fields are those of `chronyc -c`. */
// `tracking` tells the last update as if it were of now: only `sources` marks, with *, the one that it follows. 7F7F0101 is its own clock.
const tracking = (want: TimeSync): Sh => sh`
    _said=$({ timeout 5 chronyc -n -c tracking${want.servers.length > 0 && sh`; timeout 5 chronyc -n -c sources`}; } 2>/dev/null |
      _offset=${inSeconds(farthest(want))} _within=${within(want)} _stratum=${want.maxStratum ?? 15} _atmost=${atMost(want)} awk -F, '
      $2 == "*" { follows = 1 }
      NF > 13 { reference = $1; stratum = $3; offset = $5 < 0 ? -$5 : $5; leap = $14 }
      END {
        if (leap == "") exit
        if (leap == "Not synchronised" || ${want.servers.length} > 0 && !follows) {
          print "no: " (reference == "7F7F0101" ? "it follows its own clock and no server" : "it follows no server") "|unknown|unknown"
          exit
        }
        printf "yes|%s|", offset <= ENVIRON["_offset"] + 0 ? ENVIRON["_within"] : offset " s"
        print stratum <= ENVIRON["_stratum"] + 0 ? ENVIRON["_atmost"] : stratum
      }')`;

/**
 * The time of the host, kept by chrony: its configuration, and that the clock really follows a source, how closely and at which stratum.
 * A change restarts chronyd and waits up to a minute until it follows, so give this state no `restarts`. Nothing else may set the clock: with
 * PTP, let chrony read its hardware clock (`extra: ["refclock PHC /dev/ptp0 poll 0 dpoll -2 offset -37"]`) and run no phc2sys.
 *
 * @example timeSync({ servers: [{ hostname: "ntp1.facility.example", iburst: true }, { hostname: "ntp2.facility.example", iburst: true }] })
 * @example timeSync({ servers: [], allow: ["10.77.0.0/24"], extra: ["local stratum 8"] }, { why: "the facility's own clock when the line is down" })
 */
export const timeSync = defineState<TimeSync, OwnedFact | "synchronised" | "offset" | "stratum" | "writers">({
  kind: "time_sync",
  summary: "system clock (chrony): configuration, and how well it follows",
  params: {
    type: "object",
    properties: {
      servers: {
        type: "array",
        items: { anyOf: [serverSchema] },
        description: "where time comes from; `pool` when a name stands for many, `minpoll` and `maxpoll` as powers of two seconds",
        examples: [[{ hostname: "ntp1.facility.example", iburst: true }]],
      },
      allow: {
        type: "array",
        items: { type: "string", pattern: "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$" },
        uniqueItems: true,
        description: "networks that may ask this host for the time, as CIDR",
        examples: [["10.77.0.0/24"]],
      },
      makestep: {
        type: "string",
        pattern: "^[0-9]+([.][0-9]+)? -?[0-9]+$",
        description: "seconds from which the clock jumps instead of drifting, and in how many of the first updates it may",
        default: "1.0 3",
      },
      extra: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z!#][^\\u0000-\\u001f]*$" },
        description: "further lines of chrony.conf(5)",
        examples: [["refclock PHC /dev/ptp0 poll 0 dpoll -2 offset -37"]],
      },
      maxOffset: spanParam("how far the clock may be from its source", "100 ms"),
      maxStratum: {
        type: "integer",
        minimum: 1,
        maximum: 15,
        description: "how many steps it may be away from a reference clock",
        default: 15,
      },
    },
    required: ["servers"],
    additionalProperties: false,
  },

  name: () => "chrony",

  inspect: (want) => sh`
    needs chronyc
    ${where}
    ${ownedFile(file(want)).inspect}
    ${tracking(want)}
    _said=\${_said:-no: chronyd does not answer||}
    emit synchronised "\${_said%%|*}"; _said=\${_said#*|}
    emit offset "\${_said%%|*}"
    emit stratum "\${_said#*|}"
    ${clockWriters}
    emit writers "$_writers"`,

  expect: (want) => ({
    ...ownedFile(file(want)).expect,
    synchronised: "yes",
    offset: within(want),
    stratum: atMost(want),
    writers: "chronyd",
  }),

  repair: (want, drift) => {
    const follows = drift.file ?? drift.synchronised ?? drift.writers;
    const live = follows ?? drift.offset ?? drift.stratum;
    return [
      (drift.file ?? drift.access ?? live) && where,
      ...ownedFile(file(want)).repair(drift),
      drift.writers && stopTimesyncd,
      follows && sh`systemctl restart -- "$_unit" || { systemctl status --no-pager --lines=10 -- "$_unit" || :; exit 1; }`,
      !follows && drift.offset && sh`chronyc makestep >/dev/null`,
      // Not `chronyc waitsync`, which never trusts a clock of our own (`local`).
      live &&
        sh`_tries=0
    while :; do
      ${tracking(want)}
      [ "$_said" != ${`yes|${within(want)}|${atMost(want)}`} ] || break
      _tries=$((_tries + 1))
      if [ "$_tries" -gt 30 ]; then
        timeout 5 chronyc -n sources || :
        echo "the clock does not follow as declared after a minute (\${_said:-chronyd does not answer}): do the servers answer on UDP port 123?" >&2
        exit 1
      fi
      sleep 2
    done`,
      drift.writers &&
        sh`${clockWriters}
    [ "$_writers" = chronyd ] || { echo "more than one program sets the clock: $_writers; which one stays is for people to say" >&2; exit 1; }`,
    ];
  },

  // Where the package brought no settings of its own, the daemon has none left to start with.
  undo: (want) => [
    where,
    ...ownedFile(file(want)).undo,
    sh`if [ -e "$_conf" ]; then systemctl try-restart -- "$_unit"; else systemctl stop -- "$_unit"; fi`,
  ],

  elsewhere: {
    ansible:
      "fedora.linux_system_roles.timesync: { timesync_ntp_servers: [{ hostname: ntp1, iburst: true }], timesync_ntp_provider: chrony }",
    salt: "chrony formula: chrony: {ntpservers: [ntp1], makestep: '1.0 3'}",
    puppet: "class { 'chrony': servers => { 'ntp1' => ['iburst'] } }",
  },
});
