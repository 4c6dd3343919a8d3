import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { cron } from "#states/cron.ts";
import { describeState } from "#support/describe-state.ts";

const prune = { name: "prune-renders", minute: "30", hour: "4", user: "editor", job: "find /srv/renders -mtime +30 -delete" };
const file = "# Conform: prune-renders\n30 4 * * * editor find /srv/renders -mtime +30 -delete\n";

describeState(
  cron,
  [
    { it: "is quiet when the entry is there", want: prune, found: { file, access: "0644 root:root" }, drifts: [] },
    {
      it: "writes the entry",
      want: prune,
      found: {},
      drifts: ["file", "access"],
      repair: ["mkdir -p /etc/cron.d", `printf %s '${file}' | write_file /etc/cron.d/conform-prune-renders 0644 root root 80`],
    },
    {
      it: "has names for times",
      want: { name: "warm-cache", specialTime: "reboot", job: "/opt/post/warm-cache" },
      found: { file: "# Conform: warm-cache\n@reboot root /opt/post/warm-cache\n", access: "0644 root:root" },
      drifts: [],
    },
    {
      it: "takes lists, ranges and steps",
      want: { name: "x", minute: "*/5", hour: "0-6/2,22", day: "1,31", month: "jan-mar,12", weekday: "mon-fri", job: "true" },
      found: { file: "# Conform: x\n*/5 0-6/2,22 1,31 jan-mar,12 mon-fri root true\n", access: "0644 root:root" },
      drifts: [],
    },
    {
      it: "removes an entry that shall not be there",
      want: { name: "x", ensure: "absent" },
      found: { access: "0644 root:root" },
      drifts: ["access"],
    },
  ],
  {
    repairs: [
      {
        it: "makes the entry, and takes it away again",
        want: { ...prune, job: "echo \"$HOME\" \\% 'a' `id`" },
        drifts: ["file", "access"],
        leaves: { "/etc/cron.d/conform-prune-renders": "# Conform: prune-renders\n30 4 * * * editor echo \"$HOME\" \\% 'a' `id`\n" },
        undone: { "/etc/cron.d/conform-prune-renders": undefined },
      },
      {
        it: "removes an entry, and puts it back",
        want: { name: "x", ensure: "absent" },
        files: { "/etc/cron.d/conform-x": "old\n" },
        drifts: ["access"],
        leaves: { "/etc/cron.d/conform-x": undefined },
        undone: { "/etc/cron.d/conform-x": "old\n" },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial", minute: "30", hour: "4", job: "true" },
        breaks: [
          { by: "changed its time", with: sh`sed -i 's/^30 4/30 5/' /etc/cron.d/conform-trial`, drifts: ["file"] },
          { by: "commented it out", with: sh`sed -i 's/^30/#30/' /etc/cron.d/conform-trial`, drifts: ["file"] },
          { by: "let everybody write to it", with: sh`chmod 0666 /etc/cron.d/conform-trial`, drifts: ["access"] },
          { by: "gave it to another user", with: sh`chown nobody /etc/cron.d/conform-trial`, drifts: ["access"] },
          { by: "removed it", with: sh`rm /etc/cron.d/conform-trial`, drifts: ["file", "access"] },
        ],
        gone: sh`[ ! -e /etc/cron.d/conform-trial ]`,
      },
      {
        on: "rocky-01",
        want: { name: "trial-old", ensure: "absent" },
        breaks: [{ by: "put it back", with: sh`echo '@daily root true' >/etc/cron.d/conform-trial-old`, drifts: ["access"] }],
        afterwards: sh`rm -f /etc/cron.d/conform-trial-old`,
      },
    ],
  },
);

test("a job must say when and what", () => {
  expect(() => cron({ name: "x" })).toThrow('the cron job "x" has no command');
  expect(() => cron({ name: "x", job: "true", minute: "1", specialTime: "daily" })).toThrow('the cron job "x" has two times');
});

test.each(["60", "5-", "*/0", "1,,2", "a", "1 2", ""])("cron would ignore the whole file for the minute %j", (minute) => {
  const { pattern } = cron.params.properties.minute as { readonly pattern: string };
  expect(minute).not.toMatch(new RegExp(pattern, "u"));
});
