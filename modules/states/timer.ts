import { UserError } from "#core/errors.ts";
import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFile } from "#states/owned-file.ts";
import type { Ensure } from "#states/params.ts";
import { account, ensure } from "#states/params.ts";
import { showAll } from "#states/systemd-show.ts";

export interface Timer {
  readonly name: string;
  readonly command?: string;
  readonly onCalendar?: string;
  readonly onBootSec?: string;
  readonly persistent?: boolean;
  readonly user?: string;
  readonly ensure?: Ensure;
}

const unitOf = ({ name }: Timer, suffix: "service" | "timer"): string => `conform-${name}.${suffix}`;

const bothOf = (want: Timer): readonly string[] => [unitOf(want, "service"), unitOf(want, "timer")];

/** One argument in ExecStart, as systemd.service(5) has it: its escapes, and no specifier or variable of systemd's own. */
const argument = (text: string): string =>
  `"${text
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\t", String.raw`\t`)
    .replaceAll(/[$%]/g, "$&$&")}"`;

const text = (want: Timer, lines: readonly (string | false)[]): string | undefined =>
  want.ensure === "absent" ? undefined : `${lines.filter((line) => line !== false).join("\n")}\n`;

const service = (want: Timer): OwnedFile<"service" | "serviceAccess"> => ({
  path: `/etc/systemd/system/${unitOf(want, "service")}`,
  text: text(want, [
    "[Unit]",
    `Description=${want.name} (Conform)`,
    "",
    "[Service]",
    "Type=oneshot",
    want.user !== undefined && `User=${want.user}`,
    `ExecStart=/bin/sh -c ${argument(want.command ?? "")}`,
  ]),
  facts: ["service", "serviceAccess"],
});

const timerFile = (want: Timer): OwnedFile<"timer" | "timerAccess"> => ({
  path: `/etc/systemd/system/${unitOf(want, "timer")}`,
  text: text(want, [
    "[Unit]",
    `Description=${want.name} (Conform)`,
    "",
    "[Timer]",
    want.onCalendar !== undefined && `OnCalendar=${want.onCalendar}`,
    want.onBootSec !== undefined && `OnBootSec=${want.onBootSec}`,
    want.persistent === true && "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
  ]),
  facts: ["timer", "timerAccess"],
});

const wantedBy = (want: Timer): string => `/etc/systemd/system/timers.target.wants/${unitOf(want, "timer")}`;

/**
 * A job at certain times: a systemd timer and the service that it starts, both ours, named `conform-NAME`. What it printed and how it ended
 * is told by `systemctl status conform-NAME.service` and the journal; a job that failed is no drift.
 *
 * @example timer({ name: "backup-projects", command: "/opt/post/backup >/dev/null", onCalendar: "*-*-* 03:30", persistent: true, user: "postgres" })
 * @example timer({ name: "warm-cache", command: "/opt/post/warm-cache", onBootSec: "5min" })
 */
export const timer = defineState<Timer, "service" | "serviceAccess" | "timer" | "timerAccess" | "enabled" | "active" | "loaded">({
  kind: "timer",
  summary: "systemd timer with a job of ours",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
        maxLength: 100,
        description: "tells the job from others; its units are conform-NAME.timer and conform-NAME.service",
        examples: ["backup-projects"],
      },
      command: {
        type: "string",
        pattern: "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f][^\\u0000-\\u0008\\u000b-\\u001f\\u007f]*$",
        maxLength: 4096,
        description: "run by sh; systemd expands nothing in it",
        examples: ["/opt/post/backup >/dev/null"],
      },
      onCalendar: {
        type: "string",
        pattern: "^[A-Za-z0-9*:/.,~ +_-]+$",
        maxLength: 200,
        description: "when, as systemd.time(7) has it, in the host's time zone",
        examples: ["*-*-* 03:30", "Mon..Fri 20:00"],
      },
      onBootSec: {
        type: "string",
        pattern: "^[0-9][0-9A-Za-z. ]*$",
        maxLength: 50,
        description: "how long after the host has started, in seconds or with a unit",
        examples: ["5min"],
      },
      persistent: {
        type: "boolean",
        description: "whether a run that was missed, the host being off, is made up for; heeds `onCalendar` only",
        default: false,
      },
      user: { ...account("who runs it", "postgres"), default: "root" },
      ensure: ensure("`absent` when there shall be neither timer nor service"),
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: ({ name, command, onCalendar, onBootSec, ensure }) => {
    if (ensure !== "absent" && command === undefined)
      throw new UserError(`the timer "${name}" has no command`, "Say `command: <command>`.");
    if (ensure !== "absent" && onCalendar === undefined && onBootSec === undefined)
      throw new UserError(`the timer "${name}" never elapses`, "Say `onCalendar: <when>` or `onBootSec: <how long after boot>`.");
    return name;
  },

  // The link is all that `systemctl enable` makes; asking for it would start a process.
  inspect: (want) => sh`
    needs systemctl
    ${ownedFile(service(want)).inspect}
    ${ownedFile(timerFile(want)).inspect}
    if [ -L ${wantedBy(want)} ]; then emit enabled enabled; else emit enabled disabled; fi
    if [ -n "\${_timers+x}" ]; then _shown=$_timers; else _shown=${showAll(bothOf(want))} || cannot_look 'systemd does not answer'; fi
    _loaded=current
    for _unit in ${bothOf(want)}; do
      line_of "$_unit|" "$_shown"
      case $_line in *NeedDaemonReload=yes*) _loaded=outdated ;; esac
      _active=\${_line##*ActiveState=}; _active=\${_active%%[!a-z]*}
      ${want.ensure !== "absent" && sh`case $_line in *LoadState=not-found*) _loaded='' ;; esac`}
    done
    case $_active in failed) _active=inactive ;; esac
    emit active "$_active"
    emit loaded "$_loaded"`,

  survey: (wants) => sh`${surveyOwned([...wants.map(service), ...wants.map(timerFile)])}
    _timers=${showAll(wants.flatMap(bothOf))} || unset _timers`,

  expect: (want) => ({
    ...ownedFile(service(want)).expect,
    ...ownedFile(timerFile(want)).expect,
    enabled: want.ensure === "absent" ? "disabled" : "enabled",
    active: want.ensure === "absent" ? "inactive" : "active",
    loaded: "current",
  }),

  repair: (want, drift) => {
    const name = unitOf(want, "timer");
    if (want.ensure === "absent")
      return [
        drift.active && sh`systemctl stop -- ${name}`,
        drift.enabled && sh`rm -f ${wantedBy(want)}`,
        ...ownedFile(service(want)).repair(drift),
        ...ownedFile(timerFile(want)).repair(drift),
        Object.keys(drift).length > 0 && sh`systemctl daemon-reload`,
      ];
    return [
      drift.timer &&
        want.onCalendar !== undefined &&
        sh`systemd-analyze calendar -- ${want.onCalendar} >/dev/null || { echo ${`systemd does not understand the time "${want.onCalendar}"`} >&2; exit 1; }`,
      drift.timer &&
        want.onBootSec !== undefined &&
        sh`systemd-analyze timespan -- ${want.onBootSec} >/dev/null || { echo ${`systemd does not understand the time "${want.onBootSec}"`} >&2; exit 1; }`,
      ...ownedFile(service(want)).repair(drift),
      ...ownedFile(timerFile(want)).repair(drift),
      (drift.timer ?? drift.service ?? drift.loaded) && sh`systemctl daemon-reload`,
      drift.enabled && sh`systemctl enable -- ${name}`,
      // A timer that runs keeps its old times until it is started again.
      (drift.timer ?? drift.active) && sh`systemctl restart -- ${name}`,
    ];
  },

  undo: (want) => [
    sh`systemctl stop -- ${unitOf(want, "timer")} 2>/dev/null || :
    systemctl disable -- ${unitOf(want, "timer")} 2>/dev/null || :`,
    ...ownedFile(service(want)).undo,
    ...ownedFile(timerFile(want)).undo,
    sh`systemctl daemon-reload`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.copy for both units + ansible.builtin.systemd_service: { name: backup.timer, enabled: true, state: started }",
    salt: "two file.managed + service.running: [{name: backup.timer}, {enable: True}]",
    puppet: "systemd::timer { 'backup.timer': timer_content => '…', service_content => '…', active => true, enable => true }",
  },
});
