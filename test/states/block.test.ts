import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { block } from "#states/block.ts";
import { describeState } from "#support/describe-state.ts";

const audio = { path: "/etc/limits.conf", name: "audio", block: "@audio - rtprio 95\n@audio - memlock unlimited\n" };
const whole = "# BEGIN CONFORM audio\n@audio - rtprio 95\n@audio - memlock unlimited\n# END CONFORM audio";
const secret = { path: "/etc/rsyncd.secrets", name: "editors", block: new Secret("env:RSYNC", "anna:s3cr3t\n"), create: true };

describeState(
  block,
  [
    { it: "is quiet when the block is there", want: audio, found: { block: whole }, drifts: [] },
    { it: "is quiet when a block that shall not be there isn't", want: { ...audio, ensure: "absent" }, found: { block: "" }, drifts: [] },
    { it: "knows of a secret only whether it is the same", want: secret, found: { block: "differs" }, drifts: ["block"] },
  ],
  {
    tells: [
      { it: "finds nothing where there is no file", want: audio, tells: { block: "" } },
      {
        it: "finds the block and nothing else",
        want: audio,
        files: { "/etc/limits.conf": `# x\n${whole}\n@audio - nice 1\n` },
        tells: { block: whole },
      },
      {
        it: "finds it in a file with the line ends of DOS",
        want: audio,
        files: { "/etc/limits.conf": `${whole}\n`.replaceAll("\n", "\r\n") },
        tells: { block: whole },
      },
      {
        it: "shows what was changed in it",
        want: audio,
        files: { "/etc/limits.conf": whole.replace("95", "20") },
        tells: { block: whole.replace("95", "20") },
      },
      {
        it: "shows that it is there twice",
        want: audio,
        files: { "/etc/limits.conf": `${whole}\nx\n${whole}\n` },
        tells: { block: `${whole}\n${whole}` },
      },
      {
        it: "finds what is left of it when one of its marks is gone",
        want: audio,
        files: { "/etc/limits.conf": "a\n@audio - rtprio 95\n@audio - memlock unlimited\n# END CONFORM audio\nb\n" },
        tells: { block: "@audio - rtprio 95\n@audio - memlock unlimited\n# END CONFORM audio" },
      },
      {
        it: "does not take another one for it",
        want: audio,
        files: { "/etc/limits.conf": whole.replaceAll("CONFORM audio", "CONFORM audio2") },
        tells: { block: "" },
      },
      {
        it: "sees that a secret is the same",
        want: secret,
        files: { "/etc/rsyncd.secrets": "# BEGIN CONFORM editors\nanna:s3cr3t\n# END CONFORM editors\n" },
        tells: { block: "same" },
      },
      {
        it: "cannot look with a pattern that is none",
        want: { ...audio, insertAfter: "a(" },
        tells: { "!cannot": "grep does not understand the pattern a(" },
      },
    ],
    repairs: [
      {
        it: "adds it at the end, and takes it away again",
        want: audio,
        files: { "/etc/limits.conf": "# limits" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `# limits\n${whole}\n` },
        undone: { "/etc/limits.conf": "# limits\n" },
      },
      {
        it: "puts it after the last line that matches",
        want: { ...audio, insertAfter: "^#<" },
        files: { "/etc/limits.conf": "#<a>\n#<b>\nx\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `#<a>\n#<b>\n${whole}\nx\n` },
      },
      {
        it: "puts it before the last line that matches, also when that is the first one",
        want: { ...audio, insertBefore: "^x" },
        files: { "/etc/limits.conf": "x\r\ny\r\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `${whole}\nx\ny\n`.replaceAll("\n", "\r\n") },
      },
      {
        it: "puts it at the end when nothing matches",
        want: { ...audio, insertBefore: "^z" },
        files: { "/etc/limits.conf": "x\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `x\n${whole}\n` },
      },
      {
        it: "puts it at the beginning",
        want: { ...audio, insertBefore: "BOF" },
        files: { "/etc/limits.conf": "x" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `${whole}\nx` },
      },
      {
        it: "leaves it where it is when it changes, once",
        want: { ...audio, insertBefore: "BOF" },
        files: { "/etc/limits.conf": `a\n${whole.replace("95", "20")}\nb\n${whole}` },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `a\n${whole}\nb\n` },
      },
      {
        it: "mends it when one of its marks is gone",
        want: audio,
        files: { "/etc/limits.conf": "a\n# BEGIN CONFORM audio\n@audio - rtprio 95\n@audio - memlock unlimited\nb\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `a\n${whole}\nb\n` },
      },
      {
        it: "keeps what may be somebody else's when both a mark and a line are gone",
        want: audio,
        files: { "/etc/limits.conf": "# BEGIN CONFORM audio\n@audio - rtprio 95\nb\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `${whole}\n@audio - rtprio 95\nb\n` },
      },
      {
        it: "uses the marks it is given",
        want: { ...audio, block: "<limit/>", marker: "<!-- {mark} & \\1 {name} -->" },
        files: { "/etc/limits.conf": "<a/>\n" },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": "<a/>\n<!-- BEGIN & \\1 audio -->\n<limit/>\n<!-- END & \\1 audio -->\n" },
      },
      {
        it: "makes the file when it is told to, and takes it away again",
        want: { ...audio, create: true, insertAfter: "x" },
        files: { "/etc": null },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": `${whole}\n` },
        undone: { "/etc/limits.conf": undefined },
      },
      {
        it: "takes it away with every copy",
        want: { ...audio, ensure: "absent" },
        files: { "/etc/limits.conf": `a\n${whole}\nb\n${whole}` },
        drifts: ["block"],
        leaves: { "/etc/limits.conf": "a\nb\n" },
      },
      {
        it: "writes a secret",
        want: secret,
        drifts: ["block"],
        leaves: { "/etc/rsyncd.secrets": "# BEGIN CONFORM editors\nanna:s3cr3t\n# END CONFORM editors\n" },
      },
    ],
    refuses: [
      { it: "makes no file unless it is told to", want: audio, says: /limits\.conf is not there; say "create: true"/ },
      {
        it: "does not write through a link",
        want: audio,
        files: { "/etc/limits.conf": "-> /etc/other", "/etc/other": "a\n" },
        says: /symbolic link/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/etc/trial.conf", name: "trial", block: "a 1\nb 2\n", insertAfter: "^# here" },
        ready: sh`printf '%s\\n' '# first' '# here' 'last' >/etc/trial.conf`,
        breaks: [
          { by: "changed a line of the block", with: sh`sed -i 's/^b 2/b 3/' /etc/trial.conf`, drifts: ["block"] },
          { by: "added a line to the block", with: sh`sed -i 's/^a 1/a 1\\nc 3/' /etc/trial.conf`, drifts: ["block"] },
          { by: "removed the mark of its end", with: sh`sed -i '/END CONFORM/d' /etc/trial.conf`, drifts: ["block"] },
          { by: "removed it", with: sh`sed -i '/BEGIN CONFORM/,/END CONFORM/d' /etc/trial.conf`, drifts: ["block"] },
        ],
        gone: sh`[ "$(cat /etc/trial.conf)" = "$(printf '%s\\n' '# first' '# here' 'last')" ]`,
        afterwards: sh`rm -f /etc/trial.conf`,
      },
    ],
  },
);

test("a block that would not find itself again cannot be declared", () => {
  expect(() => block({ path: "/etc/x", name: "a" })).toThrow('the block "a" of /etc/x has no lines');
  expect(() => block({ path: "/etc/x", name: "a", block: "x\n# END CONFORM a\ny" })).toThrow("has one of its marks among its lines");
  expect(() => block({ path: "/etc/x", name: "a", block: "x", insertAfter: "a", insertBefore: "b" })).toThrow("has two places");
});
