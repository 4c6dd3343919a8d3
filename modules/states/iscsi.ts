import { memory } from "#core/prelude.ts";
import type { SecretRef } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { inUse } from "#states/in-use.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, secretRef } from "#states/params.ts";
import { emitSecret } from "#states/secret-fact.ts";

export interface Iscsi {
  readonly target: string;
  readonly portal: string;
  readonly port?: number;
  readonly initiatorName?: string;
  readonly startup?: "automatic" | "manual";
  readonly login?: boolean;
  readonly user?: string;
  readonly password?: SecretRef;
  readonly ensure?: Ensure;
}

const initiatorFile = "/etc/iscsi/initiatorname.iscsi";

const portOf = ({ port = 3260 }: Iscsi): number => port;

const at = (want: Iscsi): string => `${want.portal},${portOf(want)}`;

/** The one record that iscsiadm shall be about. */
const node = (want: Iscsi): Sh => {
  const address = want.portal.includes(":") ? `[${want.portal}]` : want.portal;
  return sh`iscsiadm -m node -T ${want.target} -p ${`${address}:${portOf(want)}`}`;
};

/** Sets `$_record` to the record of the target, in the place where this version keeps it: a file, or a folder for each portal group. */
const findRecord = (want: Iscsi): Sh => sh`_record='' _db=/etc/iscsi/nodes
    [ ! -d /var/lib/iscsi ] || _db=/var/lib/iscsi/nodes
    for _each in "$_db"/${want.target}/${at(want)} "$_db"/${want.target}/${at(want)},*/default; do
      if [ -f "$_each" ]; then _record=$_each; break; fi
    done`;

/** Sets `$_session` to the session with the target by that portal, as sysfs has it. */
const findSession = (want: Iscsi): Sh => sh`_session=''
    for _each in /sys/class/iscsi_session/session*; do
      read -r _name 2>/dev/null <"$_each/targetname" || continue
      [ "$_name" = ${want.target} ] || continue
      for _connection in "$_each"/device/connection*/iscsi_connection/*; do
        read -r _address 2>/dev/null <"$_connection/persistent_address" || continue
        read -r _port 2>/dev/null <"$_connection/persistent_port" || continue
        [ "$_address,$_port" != ${at(want)} ] || _session=$_each
      done
    done`;

/** `unused SESSION`: whether nobody uses a disk of it, or a part of one. */
const unused = sh`${inUse}
    unused() {
      for _part in "$1"/device/target*/*/block/* "$1"/device/target*/*/block/*/*; do
        [ -e "$_part/dev" ] || continue
        in_use "$_part"
        [ -z "$_why" ] || { echo "/dev/\${_part##*/} is $_why, so its iSCSI session stays as it is" >&2; return 1; }
      done
    }`;

const logOut = (want: Iscsi): Sh => sh`${findSession(want)}
    ${unused}
    if [ -n "$_session" ]; then
      unused "$_session" || exit 1
      timeout -k 5 60 iscsiadm -m session -r "\${_session##*/session}" --logout
    fi`;

/** iscsid has read the name when it started, and connects all its sessions anew when it starts again. */
const newName = sh`${unused}
    for _each in /sys/class/iscsi_session/session*; do
      [ ! -e "$_each" ] || unused "$_each" || { echo 'iscsid takes the new initiator name when it starts, with the next boot' >&2; exit 1; }
    done
    systemctl try-restart iscsid.service 2>/dev/null || :`;

/** iscsid tells the kernel; the disks appear a moment later, and later states need them. */
const logIn = (want: Iscsi): Sh => sh`timeout -k 5 150 ${node(want)} --login
    ! command -v udevadm >/dev/null || udevadm settle --timeout=30 || :`;

const marker = (want: Iscsi): string => `${memory}/before-iscsi/${want.target}@${at(want)}`;

/**
 * A session with an iSCSI target, from its record in the host's node database: whether it is logged in at boot, with which CHAP user, and
 * the session that there is now. A session whose disk is in use is never ended.
 *
 * The initiator's name must be another one on each host: two that share it (cloned suites) throw each other out, or write to one disk. It
 * counts for sessions to come, so `sessionInitiator` tells the name that this one goes by. A password goes straight into the record, and
 * counts from the next login on.
 *
 * @example iscsi({ target: "iqn.2026-01.example.net:raid-1", portal: "10.77.30.10", initiatorName: "iqn.2026-01.example.net:suite-03" })
 * @example iscsi({ target: "iqn.2026-01.example.net:raid-1", portal: "10.77.30.10", user: "suite-03", password: { secret: "env:CHAP" } })
 */
export const iscsi = defineState<Iscsi, "initiator" | "startup" | "user" | "password" | "access" | "session" | "sessionInitiator">({
  kind: "iscsi",
  summary: "session with an iSCSI target: initiator name, CHAP, at boot, now",
  params: {
    type: "object",
    properties: {
      target: {
        type: "string",
        pattern: "^(iqn\\.[0-9]{4}-[0-9]{2}\\.[a-z0-9.-]+(:[A-Za-z0-9.:_-]+)?|eui\\.[0-9A-Fa-f]{16}|naa\\.[0-9A-Fa-f]{16,32})$",
        maxLength: 223,
        description: "the target's qualified name",
        examples: ["iqn.2026-01.example.net:raid-1"],
      },
      portal: {
        type: "string",
        pattern: "^[0-9A-Fa-f.:]+$",
        maxLength: 45,
        description: "the target's address, IPv4 or IPv6",
        examples: ["10.77.30.10"],
      },
      port: { type: "integer", minimum: 1, maximum: 65_535, description: "its TCP port", default: 3260 },
      initiatorName: {
        type: "string",
        pattern: "^(iqn\\.[0-9]{4}-[0-9]{2}\\.[a-z0-9.-]+(:[A-Za-z0-9.:_-]+)?|eui\\.[0-9A-Fa-f]{16}|naa\\.[0-9A-Fa-f]{16,32})$",
        maxLength: 223,
        description: "the one name that this host goes by, with all targets; without it, the host keeps its own",
        examples: ["iqn.2026-01.example.net:suite-03"],
      },
      startup: { type: "string", enum: ["automatic", "manual"], description: "whether it is logged in at boot", default: "automatic" },
      login: { type: "boolean", description: "whether it is logged in now", default: true },
      user: {
        type: "string",
        pattern: "^[!-~]([ -~]*[!-~])?$",
        maxLength: 255,
        description: "the CHAP user; without one, no CHAP",
        examples: ["suite-03"],
      },
      password: secretRef("the CHAP password, 12 to 16 characters by most targets' rules"),
      ensure: ensure("`absent` when the host shall not know the target"),
    },
    required: ["target", "portal"],
    additionalProperties: false,
  },

  name: (want) => `${want.target}@${at(want)}`,

  inspect: (want) => sh`
    needs iscsiadm
    ${(want.user === undefined) !== (want.password === undefined) && sh`cannot_look 'CHAP takes a user and a password'`}
    ${
      want.initiatorName !== undefined &&
      sh`line_of InitiatorName= "$(cat ${initiatorFile} 2>/dev/null)"
    emit initiator "$_line"`
    }
    ${findRecord(want)}
    if [ -z "$_record" ]; then
      emit startup ''; emit access ''; emit user ''; emit password ''
    else
      emit_access "$_record"
      _said=$(awk -F ' = ' '
        $1 == "node.startup" { startup = $2 }
        $1 == "node.session.auth.authmethod" { method = $2 }
        $1 == "node.session.auth.username" { sub(/^[^=]*= /, ""); user = $0 }
        END { print startup ":" (method == "CHAP" ? user : "") }' "$_record")
      emit startup "\${_said%%:*}"
      emit user "\${_said#*:}"
      ${want.password !== undefined && sh`awk '$1 == "node.session.auth.password" { sub(/^[^=]*= /, ""); printf "%s", $0 }' "$_record" | ${emitSecret("password", want.password)}`}
    fi
    ${findSession(want)}
    _is='' _by=''
    if [ -n "$_session" ]; then
      read -r _is <"$_session/state"
      read -r _by <"$_session/initiatorname"
      case $_is in LOGGED_IN) _is='logged in' ;; esac
    fi
    emit session "$_is"
    emit sessionInitiator "$_by"`,

  expect: ({ ensure, initiatorName, startup = "automatic", login = true, user = "", password }) =>
    ensure === "absent"
      ? { startup: "", session: "" }
      : {
          ...(initiatorName !== undefined && { initiator: initiatorName }),
          startup,
          access: "0600 root:root",
          user,
          ...(password !== undefined && { password: "same" }),
          session: login ? "logged in" : "",
          ...(initiatorName !== undefined && login && { sessionInitiator: initiatorName }),
        },

  repair: (want, drift) => {
    const { ensure, initiatorName, startup = "automatic", login = true, user, password } = want;
    if (ensure === "absent") return [drift.session && logOut(want), drift.startup && sh`${node(want)} -o delete`];
    const auth = drift.user ?? drift.password;
    const record = drift.startup ?? auth;
    const logsIn = login && (drift.session ?? drift.sessionInitiator) !== undefined;
    const dropped = [
      ...(drift.startup ? ["node.startup", "node.conn[0].startup"] : []),
      ...(auth ? ["node.session.auth.authmethod", "node.session.auth.username", "node.session.auth.password"] : []),
    ];
    return [
      drift.initiator && sh`printf 'InitiatorName=%s\\n' ${initiatorName} | write_file ${initiatorFile} 0600 root root`,
      (record ?? drift.access) && findRecord(want),
      record &&
        sh`if [ -z "$_record" ]; then
      (umask 077 && mkdir -p ${`${memory}/before-iscsi`}) && : >${marker(want)}
      ${node(want)} -o new >/dev/null
      ${findRecord(want)}
    fi
    { _dropped=${` ${dropped.join(" ")} `} awk '/^# END/ || index(ENVIRON["_dropped"], " " $1 " ") { next } { print }' "$_record"
      ${drift.startup && sh`printf '%s\\n' ${`node.startup = ${startup}`} ${`node.conn[0].startup = ${startup}`}`}
      ${
        auth &&
        (user === undefined || password === undefined
          ? sh`echo 'node.session.auth.authmethod = None'`
          : sh`printf '%s\\n' 'node.session.auth.authmethod = CHAP' ${`node.session.auth.username = ${user}`}
      printf 'node.session.auth.password = %s\\n' ${password}`)
      }
      echo '# END RECORD'
    } | write_file "$_record" 0600 root root`,
      !record && drift.access && sh`chown root:root "$_record" && chmod 0600 "$_record"`,
      login &&
        (drift.session?.have ?? "") !== "" &&
        sh`echo 'there is a session, but the target does not answer: a new login would not change that' >&2; exit 1`,
      ((drift.sessionInitiator?.have ?? "") !== "" || (!login && drift.session)) && logOut(want),
      logsIn && (drift.initiator ?? drift.sessionInitiator) && newName,
      logsIn && logIn(want),
    ];
  },

  // The initiator's name stays: other targets know the host by it.
  undo: (want) => [
    sh`${findRecord(want)}
    if [ -e ${marker(want)} ]; then
      ${logOut(want)}
      [ -z "$_record" ] || ${node(want)} -o delete
      rm -f ${marker(want)}
    elif [ -n "$_record" ]; then put_back "$_record"; fi`,
  ],

  elsewhere: {
    ansible: "community.general.open_iscsi: { portal: 10.77.30.10, target: iqn…, login: true, auto_node_startup: true, node_auth: CHAP }",
    salt: "cmd.run: [{name: iscsiadm -m node -T iqn… -p 10.77.30.10 --login}, {unless: iscsiadm -m session | grep iqn…}]",
    puppet: "exec { 'iscsiadm -m node -T iqn… -p 10.77.30.10 --login': unless => 'iscsiadm -m session | grep iqn…' }",
  },
});
