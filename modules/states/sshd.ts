import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned, tried } from "#states/owned-file.ts";
import type { OwnedFile } from "#states/owned-file.ts";
import { inLines, keepsOwnWay } from "#states/sshd/keeps-own-way.ts";

export interface Match {
  readonly user?: string;
  readonly address?: string;
}

export interface Sshd {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly match?: Match;
}

const block = ({ user, address }: Match): string =>
  `Match${user === undefined ? "" : ` User ${user}`}${address === undefined ? "" : ` Address ${address}`}\n`;

const path = ({ name }: Sshd): string => `/etc/ssh/sshd_config.d/00-conform-${name}.conf`;

// The first value wins in sshd_config, so ours comes before the other drop-ins and before what follows them.
const dropIn = (want: Sshd): OwnedFile & { readonly text: string } => ({
  path: path(want),
  text: [
    ...(want.match ? [block(want.match)] : []),
    ...Object.entries(want.settings).map(([keyword, value]) => `${keyword} ${value}\n`),
  ].join(""),
  mode: "0600",
});

const wanted = ({ settings }: Sshd): [keyword: string, value: string][] =>
  Object.entries(settings).map(([keyword, value]) => [keyword.toLowerCase(), value]);

/** A connection that the settings are about; without `match`, root's from the host itself. */
const connectionOf = ({ match = {} }: Sshd): string => {
  const address = match.address?.replace(/\/.*$/, "") ?? "127.0.0.1";
  return `user=${match.user ?? "root"},host=${address},addr=${address}`;
};

/** Prints what a configuration amounts to for a connection, or `! ERROR` where sshd does not understand it. */
const inForce = (connection: string, configuration: Sh = sh``): Sh =>
  sh`{ if _says=$(sshd -T ${configuration} -C ${connection} 2>&1); then printf '%s\\n' "$_says" | ${inLines}; else printf '! %s' "$_says" | tr -d '\\r'; fi; }`;

const including = sh`grep -qiE '^[[:space:]]*Include[[:space:]]+"?/etc/ssh/sshd_config[.]d/' /etc/ssh/sshd_config`;

// sshd unlinks its pid file when it is told to read its configuration again and writes it anew when it has.
const outdated = sh`find /etc/ssh/sshd_config /etc/ssh/sshd_config.d -newer /run/sshd.pid 2>/dev/null`;

const unit = sh`_unit=sshd.service; [ "$(os_family)" != debian ] || _unit=ssh.service`;

const reload = sh`${unit}
    if systemctl -q is-active "$_unit"; then
      systemctl reload "$_unit"
      for _ in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.5
        if [ -e /run/sshd.pid ] && [ -z "$(${outdated})" ]; then break; fi
      done
    fi`;

/**
 * Settings of the SSH server, in a drop-in that comes before all others. Each is compared with the value that is in force (`sshd -T`), so
 * an earlier `Match` or a lost `Include` shows; `running` says whether the daemon has read its files since they changed. Sessions go on: it
 * is reloaded, never restarted. Needs OpenSSH 8.2.
 *
 * What would shut out whoever is at work here is refused: PermitRootLogin, Allow/DenyUsers and -Groups, keys, ports, ciphers.
 *
 * @example sshd({ name: "house", settings: { PermitRootLogin: "no", MaxAuthTries: "4", ClientAliveInterval: "300" } }, { controls: ["CIS 5.1.20"] })
 * @example sshd({ name: "vendor", match: { user: "vendor" }, settings: { ForceCommand: "internal-sftp", AllowTcpForwarding: "no" } })
 */
export const sshd = defineState<Sshd, string>({
  kind: "sshd",
  summary: "settings of the SSH server, in force and running",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_-]+$",
        maxLength: 100,
        description: "name of the drop-in: 00-conform-NAME.conf",
        examples: ["house"],
      },
      settings: {
        type: "object",
        propertyNames: { pattern: "^(?![Ii]nclude$|[Mm]atch$)[A-Za-z]+$" },
        additionalProperties: { type: "string", pattern: "^[^\\u0000-\\u0020\\u007f#][^\\u0000-\\u001f\\u007f#]*$", maxLength: 4000 },
        minProperties: 1,
        description: "keywords of sshd_config(5) with their values; several words stay one text",
        examples: [{ PermitRootLogin: "no", MaxAuthTries: "4" }],
      },
      match: {
        type: "object",
        properties: {
          user: { type: "string", pattern: "^[A-Za-z0-9_.*?-]+$", maxLength: 100 },
          address: { type: "string", pattern: "^[0-9a-fA-F.:]+(/[0-9]{1,3})?$" },
        },
        additionalProperties: false,
        minProperties: 1,
        description: "for whom they are, by user or by the client's address or network; without it, for everybody",
        examples: [{ user: "vendor" }],
      },
    },
    required: ["name", "settings"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  // sshd spells values in its own way (5m is 300, prohibit-password is without-password): the declared ones are then asked of it, too.
  inspect: (want) => sh`
    needs sshd
    ${ownedFile(dropIn(want)).inspect}
    if [ ! -e /run/sshd.pid ] || [ -z "\${_outdated-$(${outdated})}" ]; then emit running current; else emit running outdated; fi
    _force='' _spelt=''
    ${want.match === undefined && sh`_force=\${_sshd-}`}
    [ -n "$_force" ] || _force=$(${inForce(connectionOf(want))})
    tell() {
      line_of "$1 " "$_force"; _have=$_line
      if [ "$_have" != "$2" ]; then
        [ -n "$_spelt" ] || _spelt=$(printf %s ${dropIn(want).text} | ${inForce(connectionOf(want), sh`-f /dev/stdin`)})
        line_of "$1 " "$_spelt"
        [ -z "$_line" ] || [ "$_have" != "$_line" ] || _have=$2
        case $_force in '! '*) _have=\${_force#! } ;; esac
      fi
      emit "$1" "$_have"
    }
    ${lines(wanted(want).map(([keyword, value]) => sh`tell ${keyword} ${value}`))}`,

  survey: (wants) => sh`${surveyOwned(wants.map(dropIn))}
    _outdated=$(${outdated})
    _sshd=$(${inForce(connectionOf({ name: "", settings: {} }))})`,

  expect: (want) => ({
    ...ownedFile(dropIn(want)).expect,
    running: "current",
    ...Object.fromEntries(wanted(want)),
  }),

  repair: (want, drift) => {
    const drifted = Object.keys(drift).filter((fact) => fact !== "access");
    return [
      (drift["file"] ?? drift["access"]?.have === "") && tried(dropIn(want).text, keepsOwnWay(path(want))),
      ...ownedFile(dropIn(want)).repair(drift),
      drifted.length > 0 &&
        sh`${including} || { _whole=$(mktemp)
    { echo 'Include /etc/ssh/sshd_config.d/*.conf'; cat /etc/ssh/sshd_config; } >"$_whole"
    write_file /etc/ssh/sshd_config "$(stat -c %a /etc/ssh/sshd_config)" root root <"$_whole"; rm -f "$_whole"; }
    sshd -t`,
      drifted.length > 0 && reload,
    ];
  },

  undo: (want) => [tried("", keepsOwnWay(path(want))), ...ownedFile(dropIn(want)).undo, sh`sshd -t`, reload],

  elsewhere: {
    ansible: "role sshd: { sshd_config_file: /etc/ssh/sshd_config.d/00-house.conf, sshd_PermitRootLogin: 'no', sshd_MaxAuthTries: 4 }",
    salt: "openssh formula: sshd_config: { PermitRootLogin: 'no', MaxAuthTries: 4 }",
    puppet: "sshd_config { 'PermitRootLogin': ensure => present, value => 'no' }",
  },
});
