import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";

export interface Timezone {
  readonly name: string;
  readonly utc?: boolean;
}

const scale = ({ utc = true }: Timezone): string => (utc ? "UTC" : "LOCAL");

/**
 * The time zone of the host, and the scale of its hardware clock. Programs read the zone when they start: cron, syslog and desktops need
 * a restart to follow.
 *
 * @example timezone({ name: "Europe/London" })
 * @example timezone({ name: "Europe/London", utc: false }, { why: "it also boots Windows, which keeps local time" })
 */
export const timezone = defineState<Timezone, "zone" | "file" | "clock">({
  kind: "timezone",
  summary: "time zone, and the scale of the hardware clock",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z][A-Za-z0-9+_-]*){0,2}$",
        maxLength: 64,
        description: "as the IANA database names it",
        examples: ["Europe/London"],
      },
      utc: { type: "boolean", description: "whether the hardware clock keeps UTC, not local time", default: true },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: () => "system",

  // Debian and Ubuntu also have /etc/timezone, which some programs read; it is as good when it isn't there. The third line of
  // /etc/adjtime is the scale, and without one it is UTC: hwclock(8).
  inspect: ({ name }) => sh`
    _zone=$(readlink /etc/localtime 2>/dev/null) || :
    case $_zone in
      */zoneinfo/*) _zone=\${_zone##*/zoneinfo/} ;;
      *) [ ! -e /etc/localtime ] || _zone='not a link to a zone' ;;
    esac
    emit zone "$_zone"
    _file=${name}
    [ ! -e /etc/timezone ] || read -r _file </etc/timezone || :
    emit file "$_file"
    _clock=''
    [ ! -r /etc/adjtime ] || { read -r _clock; read -r _clock; read -r _clock || :; } </etc/adjtime
    emit clock "\${_clock:-UTC}"`,

  expect: (want) => ({ zone: want.name, file: want.name, clock: scale(want) }),

  repair: (want, drift) => [
    (drift.zone ?? drift.file) &&
      sh`[ -f ${`/usr/share/zoneinfo/${want.name}`} ] || { echo ${`this host has no time zone ${want.name}: is its name right, and tzdata installed?`} >&2; exit 1; }`,
    drift.zone &&
      sh`keep_image /etc/localtime
    _new=$(mktemp -u /etc/.conform.XXXXXX)
    ln -s ${`/usr/share/zoneinfo/${want.name}`} "$_new"
    mv -fT "$_new" /etc/localtime || { rm -f "$_new"; exit 1; }`,
    drift.file && sh`printf '%s\\n' ${want.name} | write_file /etc/timezone 0644 root root`,
    // hwclock writes the time anew in the other scale, where there is a clock.
    drift.clock &&
      sh`_kept=$(head -n 2 /etc/adjtime 2>/dev/null) || :
    printf '%s\\n' "\${_kept:-0.0 0 0.0\${_newline}0}" ${scale(want)} | write_file /etc/adjtime 0644 root root
    [ ! -e /dev/rtc ] || hwclock --systohc`,
  ],

  undo: () => ["/etc/localtime", "/etc/timezone", "/etc/adjtime"].map((path) => sh`put_back ${path}`),

  elsewhere: {
    ansible: "community.general.timezone: { name: Europe/London, hwclock: UTC }",
    salt: "Europe/London: timezone.system: [{utc: True}]",
    puppet: "class { 'timezone': timezone => 'Europe/London', hwutc => true }",
  },
});
