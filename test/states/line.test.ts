import { sh } from "#core/sh.ts";
import { line } from "#states/line.ts";
import { describeState } from "#support/describe-state.ts";

const limits = { path: "/etc/limits.conf", line: "@audio - rtprio 95" };
const threads = { path: "/etc/nfs.conf", line: "threads=32", match: "^#?threads=" };

describeState(
  line,
  [
    { it: "is quiet when the line is there", want: limits, found: { line: "@audio - rtprio 95" }, drifts: [], repair: [] },
    {
      it: "is quiet when a line that shall not be there isn't",
      want: { ...limits, ensure: "absent" },
      found: { line: "" },
      drifts: [],
      repair: [],
    },
  ],
  {
    tells: [
      {
        it: "finds the line",
        want: limits,
        files: { "/etc/limits.conf": "# x\n@audio - rtprio 95\n" },
        tells: { line: "@audio - rtprio 95" },
      },
      {
        it: "does not take a part of a line for it",
        want: limits,
        files: { "/etc/limits.conf": "#@audio - rtprio 95\n" },
        tells: { line: "" },
      },
      { it: "finds nothing where there is no file", want: limits, tells: { line: "" } },
      {
        it: "shows the line that stands in its place",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n" },
        tells: { line: "#threads=8" },
      },
      {
        it: "shows that the file says two things",
        want: threads,
        files: { "/etc/nfs.conf": "threads=32\nthreads=64\n" },
        tells: { line: "threads=32\nthreads=64" },
      },
      {
        it: "does not mind that the file says the same twice",
        want: threads,
        files: { "/etc/nfs.conf": "threads=32\nthreads=32\n" },
        tells: { line: "threads=32" },
      },
      {
        it: "finds a line that its own pattern does not match",
        want: { ...limits, match: "^@sound" },
        files: { "/etc/limits.conf": "@audio - rtprio 95\n" },
        tells: { line: "@audio - rtprio 95" },
      },
      {
        it: "cannot look with a pattern that finds empty lines, too",
        want: { ...limits, match: "^x*" },
        tells: { "!cannot": "the pattern ^x* also finds empty lines" },
      },
      {
        it: "cannot look with a pattern that is none",
        want: { ...limits, match: "a(" },
        files: { "/etc/limits.conf": "a\n" },
        tells: { "!cannot": "grep does not understand the pattern a(" },
      },
    ],
    repairs: [
      {
        it: "adds it at the end, and takes it away again",
        want: limits,
        files: { "/etc/limits.conf": "# limits\n" },
        drifts: ["line"],
        leaves: { "/etc/limits.conf": "# limits\n@audio - rtprio 95\n" },
        undone: { "/etc/limits.conf": "# limits\n" },
      },
      {
        it: "ends the last line before it adds its own",
        want: limits,
        files: { "/etc/limits.conf": "a\r\nb" },
        drifts: ["line"],
        leaves: { "/etc/limits.conf": "a\r\nb\n@audio - rtprio 95\n" },
      },
      { it: "makes the file when there is none", want: limits, drifts: ["line"], leaves: { "/etc/limits.conf": "@audio - rtprio 95\n" } },
      {
        it: "takes the place of what it replaces, and gives it back",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n\n\nthreads=64\n[mountd]\n" },
        drifts: ["line"],
        leaves: { "/etc/nfs.conf": "[nfsd]\nthreads=32\n\n\n[mountd]\n" },
        undone: { "/etc/nfs.conf": "[nfsd]\n#threads=8\n\n\n[mountd]\n" },
      },
      {
        it: "removes every line that matches and nothing else, also when the last one has no end",
        want: { ...threads, ensure: "absent" },
        files: { "/etc/nfs.conf": "threads=1\n[nfsd]\n  threads=2\n#threads=3" },
        drifts: ["line"],
        leaves: { "/etc/nfs.conf": "[nfsd]\n  threads=2\n" },
      },
    ],
    refuses: [
      {
        it: "does not write through a link",
        want: limits,
        files: { "/etc/limits.conf": "-> /etc/other", "/etc/other": "a\n" },
        says: /symbolic link/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/etc/environment", line: "TRIAL=1", match: "^TRIAL=" },
        breaks: [
          { by: "changed it", with: sh`sed -i s/TRIAL=1/TRIAL=2/ /etc/environment`, drifts: ["line"] },
          { by: "said something else further down", with: sh`echo TRIAL=3 >>/etc/environment`, drifts: ["line"] },
          { by: "removed it", with: sh`sed -i /TRIAL/d /etc/environment`, drifts: ["line"] },
        ],
        gone: sh`! grep -qs TRIAL /etc/environment`,
      },
      {
        on: "suite-02",
        want: { path: "/etc/trial-limits.conf", line: "@audio - rtprio 95", ensure: "absent" },
        ready: sh`echo '# limits' >/etc/trial-limits.conf`,
        breaks: [
          { by: "added a line that shall not be there", with: sh`echo '@audio - rtprio 95' >>/etc/trial-limits.conf`, drifts: ["line"] },
        ],
        afterwards: sh`rm /etc/trial-limits.conf`,
      },
    ],
  },
);
