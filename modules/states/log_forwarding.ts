import { isIP } from "node:net";
import { UserError } from "#core/errors.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned, tried } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { path } from "#states/params.ts";

export interface LogForwarding {
  readonly name: string;
  readonly target: string;
  readonly port?: number;
  readonly protocol?: "tcp" | "udp";
  readonly tls?: boolean;
  readonly caFile?: string;
  readonly permittedPeer?: string;
  readonly queueMaxDiskSpace?: number;
  readonly connected?: boolean;
}

const portOf = ({ port, tls = false }: LogForwarding): number => port ?? (tls ? 6514 : 514);

// Each family has its bundle elsewhere, and only one text shall be right. What lies here has a label that rsyslogd may read.
const link = ({ name }: LogForwarding): string => `/etc/ssl/conform-log-${name}.pem`;

const linked = ({ tls = false, caFile }: LogForwarding): boolean => tls && caFile === undefined;

/** RFC 5424 messages; with TLS each with its length before it, as RFC 5425 has it. */
const text = (want: LogForwarding): string => {
  const { name, target, protocol = "tcp", tls = false, caFile = link(want), permittedPeer = target, queueMaxDiskSpace = 1024 } = want;
  return [
    // Only since 8.2108 can an action have a file of its own for it; the Red Hat family's 8 is older.
    ...(tls ? [`global(defaultNetstreamDriverCAFile="${caFile}")`] : []),
    `action(type="omfwd" name="${name}" target="${target}" port="${portOf(want)}" protocol="${protocol}"`,
    ...(tls
      ? [
          `  streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="${permittedPeer}"`,
          '  tcp_framing="octet-counted"',
        ]
      : []),
    // A collector that vanished is noticed even when nothing is sent.
    ...(protocol === "tcp" ? ['  keepAlive="on"'] : []),
    '  template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"',
    // Where it is full, new messages are not forwarded; waiting for it would make every program wait that logs something.
    `  queue.type="LinkedList" queue.filename="conform-${name}" queue.maxDiskSpace="${queueMaxDiskSpace}m" queue.saveOnShutdown="on"`,
    '  queue.timeoutEnqueue="0")\n',
  ].join("\n");
};

const dropIn = (want: LogForwarding): OwnedFile & { readonly path: string; readonly text: string } => ({
  path: `/etc/rsyslog.d/${want.name}.conf`,
  text: text(want),
});

const include = 'include(file="/etc/rsyslog.d/*.conf" mode="optional")';

const including = sh`grep -iE '^[[:blank:]]*([$]IncludeConfig[[:blank:]]+|include[(].*file=")/etc/rsyslog[.]d/' /etc/rsyslog.conf 2>/dev/null`;

// rsyslogd reads its files when it starts, and only then. systemd makes this link anew at each start of the unit.
const outdated = ({ path }: { readonly path: string }): Sh =>
  sh`[ -L /run/systemd/units/invocation:rsyslog.service ] && [ -n "$(find ${path} -newer /run/systemd/units/invocation:rsyslog.service 2>/dev/null)" ]`;

const bundle = sh`_bundle=/etc/ssl/certs/ca-certificates.crt
    [ "$(os_family)" != rhel ] || _bundle=/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`;

// `rsyslogd -N1` does not miss it.
const driver = sh`{ set -- /usr/lib64/rsyslog/lmnsd_gtls.so /usr/lib/*/rsyslog/lmnsd_gtls.so; [ -e "$1" ] || [ -e "$2" ]; }`;

/** Lets rsyslogd read its whole configuration with the new text `"$_try"`, where it may read (AppArmor) and does not when it starts. */
const check = (want: LogForwarding): Sh => sh`(
    _dir=$(mktemp -d /etc/rsyslog.d/.conform.XXXXXX) || exit 1
    trap 'rm -rf "$_dir"' EXIT
    for _each in /etc/rsyslog.d/*.conf; do [ ! -f "$_each" ] || cp "$_each" "$_dir/"; done
    cp "$_try" "$_dir"/${`${want.name}.conf`}
    awk -v at="$_dir" '{ gsub("/etc/rsyslog[.]d", at); print }' /etc/rsyslog.conf >"$_dir/whole"
    ${including} >/dev/null || printf 'include(file="%s/*.conf")\\n' "$_dir" >>"$_dir/whole"
    _says=$(rsyslogd -N1 -f "$_dir/whole" 2>&1) || {
      printf '%s\\n' "$_says" | awk -v at="$_dir" '{ gsub(at, "/etc/rsyslog.d"); print }' >&2
      exit 1
    }
    )`;

/** Succeeds while rsyslogd has a connection to the collector; one to that port, where it has a name. */
const connects = (want: LogForwarding): Sh => {
  const { target } = want;
  const where =
    isIP(target) === 0 ? ["dport", "=", `:${portOf(want)}`] : ["dst", `${isIP(target) === 6 ? `[${target}]` : target}:${portOf(want)}`];
  return sh`timeout 10 ss -Htnp state established ${where} 2>/dev/null | grep -qF '"rsyslogd"'`;
};

// Five starts in ten seconds are too many for systemd, and then nothing logs any more.
const restart = sh`{ systemctl reset-failed rsyslog.service 2>/dev/null || :; systemctl restart rsyslog.service; }`;

const restartWhereItRuns = sh`! systemctl -q is-active -- rsyslog.service || ${restart}`;

/** Left alone, rsyslogd waits longer and longer before it tries again. */
const restartAndConnect = (want: LogForwarding): Sh => sh`${restart}
    _tries=20
    until ${connects(want)}; do
      _tries=$((_tries - 1))
      [ "$_tries" -gt 0 ] || {
        echo ${`rsyslog has no connection to ${want.target} port ${portOf(want)}: does the collector listen there, is the way to it open, does it have a certificate of that name? See journalctl -u rsyslog.`} >&2
        exit 1
      }
      sleep 0.5
    done`;

/**
 * What this host logs, sent to a collector by rsyslog, with what could not be sent waiting on the disk, also over a restart. With TLS the
 * collector proves its name; rsyslog compares it with the names and the common name of the certificate, not with addresses in it.
 *
 * Whoever is absent at the other end is no drift, as messages wait, unless `connected` is asked for. rsyslog has one file of authorities for
 * all that it forwards; files that sort before this one and `stop` messages keep them from the collector.
 *
 * @example logForwarding({ name: "conform", target: "logs.example.net", tls: true }, { controls: ["MPA TS-1.5"] })
 * @example logForwarding({ name: "conform", target: "10.20.0.9", tls: true, permittedPeer: "logs.example.net", connected: true })
 */
export const logForwarding = defineState<LogForwarding, OwnedFact | "included" | "trust" | "running" | "connected">({
  kind: "log_forwarding",
  summary: "logs sent to a collector (rsyslog)",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
        maxLength: 64,
        description: "name of the file in /etc/rsyslog.d, and of the queue",
        examples: ["conform"],
      },
      target: {
        type: "string",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$",
        maxLength: 253,
        description: "address or name of the collector",
        examples: ["logs.example.net"],
      },
      port: { type: "integer", minimum: 1, maximum: 65_535, description: "its port; without it 514, and 6514 with TLS", examples: [6514] },
      protocol: { type: "string", enum: ["tcp", "udp"], description: "UDP loses what nobody received", default: "tcp" },
      tls: { type: "boolean", description: "whether the collector proves who it is and nobody else can read along", default: false },
      caFile: path("PEM file with the authorities that may vouch for it; without it all that the host trusts", "/etc/ssl/facility-ca.pem"),
      permittedPeer: {
        type: "string",
        pattern: "^[A-Za-z0-9*][A-Za-z0-9.*-]*$",
        maxLength: 253,
        description: "the name in its certificate, where that is not the target; `*` stands for a part of it",
        examples: ["logs.example.net"],
      },
      queueMaxDiskSpace: {
        type: "integer",
        minimum: 1,
        maximum: 1_048_576,
        description: "how much may wait on the disk, in MiB",
        default: 1024,
      },
      connected: { type: "boolean", description: "whether it is also looked that there is a connection to it now (TCP)", default: false },
    },
    required: ["name", "target"],
    additionalProperties: false,
  },

  name: ({ name, protocol, tls = false, connected = false, caFile, permittedPeer }) => {
    if (protocol === "udp" && (tls || connected))
      throw new UserError(`the log forwarding "${name}" has neither TLS nor connections over UDP`, "Say `protocol: tcp`.");
    if (!tls && (caFile ?? permittedPeer) !== undefined)
      throw new UserError(`the log forwarding "${name}" says whom to trust, but not \`tls: true\``, "Say `tls: true`.");
    return name;
  },

  inspect: (want) => sh`
    needs rsyslogd
    ${want.tls === true && sh`${driver} || { printf '%s.!needs\\0%s\\0' "$_state" rsyslog-gnutls; exit 0; }`}
    ${ownedFile(dropIn(want)).inspect}
    if [ -n "\${_including:-$(${including})}" ]; then emit included yes; else emit included ''; fi
    ${
      linked(want) &&
      sh`${bundle}
    _leads=$(readlink ${link(want)}) || _leads=''
    if [ "$_leads" = "$_bundle" ]; then emit trust system; else emit trust "$_leads"; fi`
    }
    if ${outdated(dropIn(want))}; then emit running outdated; else emit running current; fi
    ${want.connected === true && sh`if ${connects(want)}; then emit connected yes; else emit connected ''; fi`}`,

  survey: (wants) => sh`${surveyOwned(wants.map(dropIn))}
    _including=$(${including})`,

  expect: (want) => ({
    ...ownedFile(dropIn(want)).expect,
    included: "yes",
    ...(linked(want) && { trust: "system" }),
    running: "current",
    ...(want.connected === true && { connected: "yes" }),
  }),

  repair: (want, drift) => {
    const rewrite = drift.file !== undefined || drift.access?.have === "";
    const reread = rewrite || (drift.included ?? drift.trust ?? drift.running ?? drift.connected) !== undefined;
    return [
      rewrite && want.tls === true && sh`${driver} || { echo 'rsyslog-gnutls, which TLS needs, is not installed' >&2; exit 1; }`,
      drift.trust &&
        sh`${bundle}
    mkdir -p /etc/ssl
    ln -sfn "$_bundle" ${link(want)}`,
      rewrite && sh`mkdir -p /etc/rsyslog.d`,
      rewrite && tried(dropIn(want).text, check(want)),
      ...ownedFile(dropIn(want)).repair(drift),
      drift.included &&
        sh`_whole=$(mktemp)
    { awk 1 /etc/rsyslog.conf; printf '%s\\n' ${include}; } >"$_whole"
    write_file /etc/rsyslog.conf "$(stat -c %a /etc/rsyslog.conf)" root root <"$_whole"
    rm -f "$_whole"`,
      reread && (want.connected === true ? restartAndConnect(want) : restartWhereItRuns),
    ];
  },

  // What waits in the queue stays on the disk: it may be what an auditor asks for.
  undo: (want) =>
    [...ownedFile(dropIn(want)).undo, linked(want) && sh`rm -f ${link(want)}`, restartWhereItRuns].filter((piece) => piece !== false),

  elsewhere: {
    ansible: "role logging: logging_outputs: [{ name: conform, type: forwards, target: logs.example.net, tcp_port: 6514, tls: true }]",
    salt: "/etc/rsyslog.d/conform.conf: file.managed: [{contents: …}] + rsyslog: service.running: [{watch: [file: /etc/rsyslog.d/conform.conf]}]",
    puppet: "rsyslog::component::action { 'conform': type => 'omfwd', config => { target => 'logs.example.net', port => 6514 } }",
  },
});
