import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { polkitRule } from "#states/polkit_rule.ts";
import { describeState } from "#support/describe-state.ts";

const rule = 'polkit.addRule(function (action) { if (action.id == "org.freedesktop.login1.suspend") return polkit.Result.NO; });\n';
const noSuspend = { name: "50-no-suspend", content: rule } as const;
const path = "/etc/polkit-1/rules.d/50-no-suspend.rules";
// What polkitd 122 wrote into its journal.
const journal = `case $* in
  *--show-cursor*) echo 'Finished loading, compiling and executing 2 rules'; echo '-- cursor: s=4f;i=1a' ;;
  *--after-cursor=*)
    ! grep -q nonsense ${path} || echo 'Error compiling script ${path}: SyntaxError: parse error (line 2, end of input)'
    echo 'Finished loading, compiling and executing 3 rules' ;;
esac`;
const tools = { pkaction: "", systemctl: "", journalctl: journal };

describeState(
  polkitRule,
  [{ it: "is quiet when the rule is there", want: noSuspend, found: { file: rule, access: "0644 root:root" }, drifts: [] }],
  {
    tools,
    tells: [
      { it: "waits for the package that brings polkit", want: noSuspend, tells: { "!needs": "pkaction" } },
      {
        it: "tells the text of the rule",
        want: noSuspend,
        files: { [path]: "// nothing\n" },
        tools,
        tells: { file: "// nothing\n", access: "0644 root:root" },
      },
    ],
    repairs: [
      {
        it: "writes the rule, waits until polkitd has read it, and takes it away again",
        want: noSuspend,
        files: { "/etc/polkit-1/rules.d": null },
        tools,
        drifts: ["file", "access"],
        leaves: { [path]: rule },
        undone: { [path]: undefined },
        undoCalls: [],
      },
      {
        it: "does without a journal",
        want: noSuspend,
        files: { "/etc/polkit-1/rules.d": null },
        tools: { ...tools, journalctl: "exit 1" },
        drifts: ["file", "access"],
        leaves: { [path]: rule },
      },
    ],
    refuses: [
      {
        it: "takes back a rule that polkitd does not understand",
        want: { name: "50-no-suspend", content: "nonsense(" },
        files: { [path]: rule },
        tools,
        says: /SyntaxError: parse error.*\npolkit does not understand the rule, and has the earlier one again$/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "50-trial", content: rule },
        after: [packages({ names: ["polkitd"] })],
        breaks: [
          { by: "edited the rule", with: sh`sed -i s/NO/YES/ /etc/polkit-1/rules.d/50-trial.rules`, drifts: ["file"] },
          { by: "removed the rule", with: sh`rm /etc/polkit-1/rules.d/50-trial.rules`, drifts: ["file", "access"] },
          { by: "made it writable for all", with: sh`chmod 0666 /etc/polkit-1/rules.d/50-trial.rules`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e /etc/polkit-1/rules.d/50-trial.rules ]`,
      },
    ],
  },
);
