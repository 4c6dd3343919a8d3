import { UserError } from "#core/errors.ts";
import { defineState } from "#core/state.ts";
import type { ParamSchema } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import type { Ensure } from "#states/params.ts";
import { account, ensure } from "#states/params.ts";

export interface Cron {
  readonly name: string;
  readonly job?: string;
  readonly user?: string;
  readonly minute?: string;
  readonly hour?: string;
  readonly day?: string;
  readonly month?: string;
  readonly weekday?: string;
  readonly specialTime?: "reboot" | "hourly" | "daily" | "weekly" | "monthly" | "yearly";
  readonly ensure?: Ensure;
}

const timesOf = ({ minute, hour, day, month, weekday }: Cron): readonly (string | undefined)[] => [minute, hour, day, month, weekday];

// cron passes over files whose names hold a dot.
const entry = (want: Cron): OwnedFile => {
  const { name, job = "", user = "root", specialTime, ensure } = want;
  const time =
    specialTime === undefined
      ? timesOf(want)
          .map((each) => each ?? "*")
          .join(" ")
      : `@${specialTime}`;
  return { path: `/etc/cron.d/conform-${name}`, text: ensure === "absent" ? undefined : `# Conform: ${name}\n${time} ${user} ${job}\n` };
};

/** One of the five fields of crontab(5). A single field out of its range would make cron ignore the whole file, without a word here. */
const field = (description: string, value: string): ParamSchema<string> => ({
  type: "string",
  pattern: `^(\\*(/[1-9][0-9]?)?|(${value})(-(${value})(/[1-9][0-9]?)?)?)(,(\\*(/[1-9][0-9]?)?|(${value})(-(${value})(/[1-9][0-9]?)?)?))*$`,
  description,
  default: "*",
});

/**
 * A cron job, in a file of its own in /etc/cron.d: it can't collide with what people have in their crontabs, shows whole in an audit, and
 * cron finds it by itself within a minute. A `timer` tells more of its runs; prefer that where systemd is.
 *
 * cron runs the job with a short PATH and without a login; a `%` in it must be written `\%`, else it is a new line.
 *
 * @example cron({ name: "prune-renders", minute: "30", hour: "4", user: "editor", job: "find /srv/renders -mtime +30 -delete" })
 * @example cron({ name: "warm-cache", specialTime: "reboot", job: "/opt/post/warm-cache" })
 */
export const cron = defineState<Cron, OwnedFact>({
  kind: "cron",
  summary: "cron job",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[a-z0-9][a-z0-9_-]*$",
        maxLength: 100,
        description: "tells the job from others; its file is /etc/cron.d/conform-NAME",
        examples: ["prune-renders"],
      },
      job: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f\\u007f ][^\\u0000-\\u001f\\u007f]*$",
        maxLength: 900,
        description: "the command, run by sh",
        examples: ["find /srv/renders -mtime +30 -delete"],
      },
      user: { ...account("who runs it", "editor"), default: "root" },
      minute: field("minutes, 0 to 59", "[0-5]?[0-9]"),
      hour: field("hours, 0 to 23, in the host's time zone", "[01]?[0-9]|2[0-3]"),
      day: field("days of the month, 1 to 31", "0?[1-9]|[12][0-9]|3[01]"),
      month: field("months, 1 to 12 or jan to dec", "0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"),
      weekday: field("days of the week, 0 to 7 or sun to sat; 0 and 7 are Sunday", "[0-7]|sun|mon|tue|wed|thu|fri|sat"),
      specialTime: {
        type: "string",
        enum: ["reboot", "hourly", "daily", "weekly", "monthly", "yearly"],
        description: "a time by name, in place of the five fields",
      },
      ensure: ensure("`absent` when there shall be no such job"),
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => {
    const { name, job, specialTime, ensure } = want;
    if (job === undefined && ensure !== "absent")
      throw new UserError(`the cron job "${name}" has no command`, "Say `job: <command>`, or `ensure: absent`.");
    if (specialTime !== undefined && timesOf(want).some((each) => each !== undefined))
      throw new UserError(`the cron job "${name}" has two times`, "Say either `specialTime` or the fields of the time.");
    return name;
  },

  inspect: (want) => ownedFile(entry(want)).inspect,

  survey: (wants) => surveyOwned(wants.map(entry)),

  expect: (want) => ownedFile(entry(want)).expect,

  repair: (want, drift) => ownedFile(entry(want)).repair(drift),

  undo: (want) => ownedFile(entry(want)).undo,

  elsewhere: {
    ansible: "ansible.builtin.cron: { name: prune-renders, cron_file: prune-renders, user: editor, minute: '30', hour: '4', job: '…' }",
    salt: "find /srv/renders -mtime +30 -delete: cron.present: [{identifier: prune-renders}, {user: editor}, {minute: 30}, {hour: 4}]",
    puppet: "cron { 'prune-renders': command => '…', user => 'editor', minute => 30, hour => 4 }",
  },
});
