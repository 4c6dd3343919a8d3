import { expect, test } from "vitest";
import { exec } from "#states/exec.ts";
import { describeState } from "#support/describe-state.ts";

const install = { name: "install Resolve", command: "echo 'a b' >/opt/resolve", creates: "/opt/resolve" };

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
  ],
  {
    runs: ["command", "unless"],
    tells: [
      { it: "sees what the command creates", want: install, files: { "/opt/resolve": "" }, tells: { done: "yes" } },
      { it: "asks the probe", want: { name: "x", command: "true", unless: "grep -q root /etc/passwd | cat" }, tells: { done: "yes" } },
      {
        it: "needs both guards when there are two",
        want: { ...install, unless: "false" },
        files: { "/opt/resolve": "" },
        tells: { done: "" },
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
    ],
    refuses: [
      {
        it: "hands on what the command said when it failed",
        want: { name: "x", command: "echo no licence; exit 3", unless: "false" },
        says: /no licence/,
      },
    ],
  },
);

test("a command without a guard cannot be declared", () => {
  expect(() => exec({ name: "reboot the NAS", command: "reboot" })).toThrow('the command "reboot the NAS" has no guard');
});
