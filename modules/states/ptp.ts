import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { clockWriters, stopTimesyncd } from "#states/time_sync/clock-writers.ts";
import { inSeconds, spanParam } from "#states/time_sync/span.ts";
import type { Span } from "#states/time_sync/span.ts";

export interface Ptp {
  readonly interface: string;
  readonly domain?: number;
  readonly timeStamping?: "hardware" | "software";
  readonly phc2sys?: boolean;
  readonly maxOffset?: Span;
}

const domainOf = ({ domain = 127 }: Ptp): number => domain;

// SMPTE ST 2059-2: announce every 0.25 s and lost after three, sync and delay request every 0.125 s, end to end, UDP over IPv4.
const conf = (want: Ptp): string =>
  [
    "[global]",
    "dataset_comparison ieee1588",
    `domainNumber ${domainOf(want)}`,
    "slaveOnly 1",
    "logAnnounceInterval -2",
    "announceReceiptTimeout 3",
    "logSyncInterval -3",
    "logMinDelayReqInterval -3",
    "delay_mechanism E2E",
    "network_transport UDPv4",
    `time_stamping ${want.timeStamping ?? "hardware"}`,
    // Common cards need longer than the default of older versions, 1 ms, and would fall silent.
    "tx_timestamp_timeout 50",
    "",
    `[${want.interface}]`,
    "",
  ].join("\n");

// Debian starts an instance for each interface. The Red Hat family starts one, with options from a file that names an interface of its own.
const where = (want: Ptp): Sh => sh`_conf=/etc/linuxptp/ptp4l.conf _unit=${`ptp4l@${want.interface}.service`}
    if [ "$(os_family)" = rhel ]; then _conf=/etc/ptp4l.conf _unit=ptp4l.service; fi`;

const file = (want: Ptp): OwnedFile => ({ path: sh`"$_conf"`, text: conf(want) });

const options = `OPTIONS="-f /etc/ptp4l.conf"\n`;

type Phc2sysFact = "phc2sys" | "phc2sysAccess";

const phc2sysUnit = (want: Ptp): string => `phc2sys@${want.interface}.service`;

// The unit that Debian ships asks for a ptp4l.service that isn't there, and phc2sys listens to domain 0 unless it is told another.
const phc2sysFile = (want: Ptp): OwnedFile<Phc2sysFact> => ({
  path: `/etc/systemd/system/${phc2sysUnit(want)}`,
  text: `[Unit]
Description=The system clock follows the PTP clock of ${want.interface}
After=ptp4l.service ptp4l@${want.interface}.service
Before=time-sync.target

[Service]
ExecStart=/usr/sbin/phc2sys -w -s ${want.interface} -n ${domainOf(want)}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
`,
  facts: ["phc2sys", "phc2sysAccess"],
});

const units = (want: Ptp): Sh[] => [sh`"$_unit"`, ...(want.phc2sys === true ? [sh`${phc2sysUnit(want)}`] : [])];

const farthest = ({ maxOffset = "10 us" }: Ptp): Span => maxOffset;
const within = (want: Ptp): string => `within ${farthest(want)}`;

/** Who may set the system clock: phc2sys, ptp4l itself where it has no hardware clock, or another program that is declared elsewhere. */
const writer = ({ timeStamping, phc2sys }: Ptp): string | undefined =>
  timeStamping === "software" ? "" : phc2sys === true ? "phc2sys" : undefined;

/** What ptp4l says of a domain; it gives no answer in another one. */
const ask = (domain: number, what: readonly string[]): Sh => sh`timeout 5 pmc -u -b 0 -d ${domain} ${what} 2>/dev/null`;

/** Sets `$_state`, `$_domain` and `$_offset` to what the port does now. */
const live = (want: Ptp): Sh => sh`
    _state_now='' _domain='' _offset=''
    _said=$(${ask(domainOf(want), ["GET PORT_DATA_SET", "GET TIME_STATUS_NP"])} |
      _farthest=${inSeconds(farthest(want))} _within=${within(want)} awk '
        $1 == "portState" { state = $2 }
        $1 == "master_offset" { offset = $2 < 0 ? -$2 : $2 }
        $1 == "gmPresent" { present = $2 }
        END {
          if (state == "") exit
          if (present != "true") offset = "no grandmaster"
          else offset = offset / 1e9 <= ENVIRON["_farthest"] + 0 ? ENVIRON["_within"] : offset " ns"
          print state "|" offset
        }')
    if [ -n "$_said" ]; then _state_now=\${_said%%|*} _domain=${domainOf(want)} _offset=\${_said#*|}
    else
      # the domain of AES67 and of ptp4l itself: mixed domains are the classic fault
      case $(${ask(0, ["GET DEFAULT_DATA_SET"])}) in *domainNumber*) _domain=0 ;; esac
    fi`;

/**
 * PTP of a network of ST 2110 (profile SMPTE ST 2059-2): this host as a client on one interface, and that it really follows a
 * grandmaster, how closely and in which domain. A change restarts ptp4l and waits up to 90 seconds, so give this state no `restarts`.
 *
 * With hardware time stamps it is the clock of the card that follows; `phc2sys` lets the system clock follow that one. Leave it out where
 * chrony reads the card (`time_sync`). With software time stamps ptp4l sets the system clock itself. Exactly one program may.
 *
 * @example ptp({ interface: "enp65s0f0" }, { why: "pictures of ST 2110 are stamped by this clock" })
 * @example ptp({ interface: "enp65s0f0", domain: 0, phc2sys: true, maxOffset: "1 us" })
 */
export const ptp = defineState<Ptp, OwnedFact | Phc2sysFact | "options" | "enabled" | "state" | "domain" | "offset" | "writers">({
  kind: "ptp",
  summary: "PTP client (linuxptp, ST 2059-2): configuration, and how well it follows",
  params: {
    type: "object",
    properties: {
      interface: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$",
        description: "the interface of the media network",
        examples: ["enp65s0f0"],
      },
      domain: { type: "integer", minimum: 0, maximum: 127, description: "PTP domain; AES67 uses 0", default: 127 },
      timeStamping: {
        type: "string",
        enum: ["hardware", "software"],
        description: "`software` only where the card has no clock: it is a thousand times coarser",
        default: "hardware",
      },
      phc2sys: { type: "boolean", description: "whether the system clock follows the clock of the card", default: false },
      maxOffset: spanParam("how far it may be from the grandmaster", "10 us"),
    },
    required: ["interface"],
    additionalProperties: false,
  },

  name: (want) => want.interface,

  inspect: (want) => sh`
    needs ptp4l
    ${where(want)}
    ${ownedFile(file(want)).inspect}
    if [ "$_unit" != ptp4l.service ]; then emit options ${options}; else emit_text options /etc/sysconfig/ptp4l; fi
    ${want.phc2sys === true && ownedFile(phc2sysFile(want)).inspect}
    _enabled=enabled
    ${lines(units(want).map((unit) => sh`systemctl -q is-enabled -- ${unit} 2>/dev/null || _enabled=disabled`))}
    emit enabled "$_enabled"
    ${live(want)}
    emit state "$_state_now"
    emit domain "$_domain"
    emit offset "$_offset"
    ${
      writer(want) !== undefined &&
      sh`${clockWriters}
    emit writers "$_writers"`
    }`,

  expect: (want) => ({
    ...ownedFile(file(want)).expect,
    options,
    ...(want.phc2sys === true && ownedFile(phc2sysFile(want)).expect),
    enabled: "enabled",
    state: "SLAVE",
    domain: String(domainOf(want)),
    offset: within(want),
    ...(writer(want) !== undefined && { writers: writer(want) ?? "" }),
  }),

  repair: (want, drift) => {
    const anew = drift.file ?? drift.options ?? drift.phc2sys ?? drift.state ?? drift.domain ?? drift.writers;
    const waits = anew ?? drift.offset;
    const any = waits ?? drift.access ?? drift.enabled;
    return [
      any && where(want),
      ...ownedFile(file(want)).repair(drift),
      drift.options &&
        sh`[ "$_unit" != ptp4l.service ] || { mkdir -p /etc/sysconfig && printf %s ${options} | write_file /etc/sysconfig/ptp4l 0644 root root; }`,
      ...(want.phc2sys === true ? ownedFile(phc2sysFile(want)).repair(drift) : []),
      drift.phc2sys && sh`systemctl daemon-reload`,
      drift.enabled && sh`systemctl -q enable -- ${units(want)}`,
      drift.writers && stopTimesyncd,
      anew && sh`systemctl restart -- ${units(want)} || { systemctl status --no-pager --lines=10 -- ${units(want)} || :; exit 1; }`,
      // With software time stamps its first guess of the frequency alone takes 36 seconds.
      waits &&
        sh`_tries=0
    while :; do
      ${live(want)}
      [ "$_state_now,$_offset" != ${`SLAVE,${within(want)}`} ] || break
      _tries=$((_tries + 1))
      if [ "$_tries" -gt 45 ]; then
        echo ${`${want.interface} follows no grandmaster of domain ${domainOf(want)} ${within(want)} after 90 seconds:`} "port \${_state_now:-does not answer}, offset \${_offset:-unknown}" >&2
        exit 1
      fi
      sleep 2
    done`,
      drift.writers &&
        sh`${clockWriters}
    [ "$_writers" = ${writer(want) ?? ""} ] || { echo "other programs set the clock too: $_writers; which one stays is for people to say" >&2; exit 1; }`,
    ];
  },

  undo: (want) => [
    where(want),
    sh`systemctl disable --now -- ${units(want)} 2>/dev/null || :`,
    ...ownedFile(file(want)).undo,
    sh`put_back /etc/sysconfig/ptp4l`,
    ...(want.phc2sys === true ? [...ownedFile(phc2sysFile(want)).undo, sh`systemctl daemon-reload`] : []),
  ],

  elsewhere: {
    ansible: "fedora.linux_system_roles.timesync: { timesync_ptp_domains: [{ number: 127, interfaces: [enp65s0f0] }] }",
    salt: "/etc/linuxptp/ptp4l.conf: file.managed + ptp4l@enp65s0f0: service.running",
    puppet: "class { 'linuxptp': interfaces => ['enp65s0f0'] }",
  },
});
