import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { exec } from "#states/exec.ts";
import { describeState } from "#support/describe-state.ts";

const install = { name: "install Resolve", command: "echo 'a b' >/opt/resolve", creates: "/opt/resolve" };
const version = { name: "update Resolve", command: "echo 19.1.2 >/opt/version", probe: "cat /opt/version", expected: "19.1.2" };

describeState(
  exec,
  [
    { it: "is quiet when the work is done", want: install, found: { done: "yes" }, drifts: [], repair: [] },
    {
      it: "runs the command as it was given",
      want: install,
      found: { done: "" },
      drifts: ["done"],
      repair: ["sh -c 'echo '\\''a b'\\'' >/opt/resolve'"],
    },
    {
      it: "runs the command when the probe shows something else",
      want: version,
      found: { probe: "18.6.4" },
      drifts: ["probe"],
      repair: ["sh -c 'echo 19.1.2 >/opt/version'"],
    },
    { it: "is quiet when the probe shows what is expected", want: version, found: { probe: "19.1.2" }, drifts: [] },
  ],
  {
    runs: ["command", "unless", "probe"],
    tells: [
      { it: "sees what the command creates", want: install, files: { "/opt/resolve": "" }, tells: { done: "yes" } },
      { it: "asks the probe", want: { name: "x", command: "true", unless: "grep -q root /etc/passwd | cat" }, tells: { done: "yes" } },
      {
        it: "needs both guards when there are two",
        want: { ...install, unless: "false" },
        files: { "/opt/resolve": "" },
        tells: { done: "" },
      },
      { it: "shows what the probe printed", want: version, files: { "/opt/version": "18.6.4\n\n" }, tells: { probe: "18.6.4" } },
      { it: "shows nothing where the probe fails", want: version, tells: { probe: "" } },
      {
        it: "shows what a probe printed before it failed",
        want: { ...version, probe: "echo 'a b'; echo '*'; echo oh >&2; exit 3" },
        tells: { probe: "a b\n*" },
      },
      {
        it: "is content with a line that fits the pattern",
        want: { name: "x", command: "true", probe: "cat /opt/version", match: "^19[.]1[.]" },
        files: { "/opt/version": "DaVinci Resolve\n19.1.4\n" },
        tells: { probe: "^19[.]1[.]" },
      },
      {
        it: "shows what the probe printed where no line fits the pattern",
        want: { name: "x", command: "true", probe: "cat /opt/version", match: "^19[.]1[.]" },
        files: { "/opt/version": "DaVinci Resolve\n18.6.4\n" },
        tells: { probe: "DaVinci Resolve\n18.6.4" },
      },
      {
        it: "cannot look with a pattern that is none",
        want: { name: "x", command: "true", probe: "echo a", match: "a(" },
        tells: { "!cannot": "grep does not understand the pattern a(" },
      },
      {
        it: "cannot look with a probe that does not end",
        want: version,
        tools: { timeout: "exit 124" },
        tells: { "!cannot": "its probe did not end within 30 seconds" },
      },
    ],
    repairs: [
      { it: "does the work once", want: install, files: { "/opt": null }, drifts: ["done"], leaves: { "/opt/resolve": "a b\n" } },
      {
        it: "keeps the probe's output to itself",
        want: { name: "x", command: "mkdir -p /a && echo 1 >/a/b", unless: "cat /a/b" },
        drifts: ["done"],
        leaves: { "/a/b": "1\n" },
      },
      {
        it: "heeds its probe besides its guard",
        want: { ...version, creates: "/opt/resolve" },
        files: { "/opt/resolve": "", "/opt/version": "18.6.4\n" },
        drifts: ["probe"],
        leaves: { "/opt/version": "19.1.2\n" },
      },
    ],
    refuses: [
      {
        it: "hands on what the command said when it failed",
        want: { name: "x", command: "echo no licence; exit 3", unless: "false" },
        says: /no licence/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: {
          name: "trial index",
          command: "echo done >/srv/trial-index",
          creates: "/srv/trial-index",
          unless: "grep -q done /srv/trial-index",
        },
        breaks: [
          { by: "removed what it had made", with: sh`rm /srv/trial-index`, drifts: ["done"] },
          { by: "emptied what it had made", with: sh`: >/srv/trial-index`, drifts: ["done"] },
        ],
        afterwards: sh`rm /srv/trial-index`,
      },
      {
        on: "rocky-01",
        want: {
          name: "install the trial",
          command: "mkdir -p /opt/trial-app && echo 19.1.2 >/opt/trial-app/version",
          probe: "cat /opt/trial-app/version",
          match: "^19[.]1[.]",
        },
        breaks: [
          { by: "installed another version by hand", with: sh`echo 18.6.4 >/opt/trial-app/version`, drifts: ["probe"] },
          { by: "removed it", with: sh`rm -r /opt/trial-app`, drifts: ["probe"] },
        ],
        afterwards: sh`rm -r /opt/trial-app`,
      },
    ],
  },
);

test("a command without a guard cannot be declared", () => {
  expect(() => exec({ name: "reboot the NAS", command: "reboot" })).toThrow('the command "reboot the NAS" has no guard');
});

test("a probe without a text to compare with cannot be declared", () => {
  expect(() => exec({ name: "x", command: "true", probe: "date" })).toThrow('the command "x" does not say what its probe shall print');
  expect(() => exec({ name: "x", command: "true", creates: "/x", expected: "1" })).toThrow("does not say what its probe shall print");
});
