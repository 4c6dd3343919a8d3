import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { ini } from "#states/ini.ts";
import { describeState } from "#support/describe-state.ts";

const threads = { path: "/etc/nfs.conf", section: "nfsd", option: "threads", value: "32" };
const days = { path: "/etc/login.defs", option: "PASS_MAX_DAYS", value: "365", separator: "\t" };
const secret = {
  path: "/etc/iscsid.conf",
  option: "node.session.auth.password",
  value: new Secret("env:CHAP", "s3cr3t 'word'"),
};

describeState(
  ini,
  [
    { it: "is quiet when the option has the value", want: threads, found: { option: "threads = 32" }, drifts: [] },
    {
      it: "is quiet when an option that shall not be set isn't",
      want: { ...threads, ensure: "absent" },
      found: { option: "" },
      drifts: [],
    },
    { it: "knows an empty value from none", want: { ...threads, value: "" }, found: { option: "" }, drifts: ["option"] },
    { it: "knows of a secret only whether it is the same", want: secret, found: { option: "differs" }, drifts: ["option"] },
  ],
  {
    tells: [
      { it: "finds nothing where there is no file", want: threads, tells: { option: "" } },
      {
        it: "finds the value whatever spaces there are",
        want: threads,
        files: { "/etc/nfs.conf": "[general]\nthreads=1\n[ nfsd ] # the server\n\tthreads   =\t32  \r\n" },
        tells: { option: "threads = 32" },
      },
      {
        it: "does not take a comment, a longer name or another section for it",
        want: threads,
        files: { "/etc/nfs.conf": "threads=1\n[nfsd]\n#threads=2\n; threads = 3\nthreads-max=4\nthreadsmax = 5\n[nfsd2]\nthreads=6\n" },
        tells: { option: "" },
      },
      {
        it: "shows every value where the file says several",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\nthreads=8\nthreads=32\n[x]\n[nfsd]\nthreads=8\nthreads=16\n" },
        tells: { option: "threads = 8\nthreads = 32\nthreads = 16" },
      },
      {
        it: "reads keys and values with spaces between them",
        want: days,
        files: { "/etc/login.defs": "# PASS_MAX_DAYS is a limit\nPASS_MAX_DAYSX 1\n PASS_MAX_DAYS \t 99999" },
        tells: { option: "PASS_MAX_DAYS\t99999" },
      },
      {
        it: "takes all that follows for the value, and expands nothing in it",
        want: { path: "/etc/default/grub", option: "GRUB_CMDLINE_LINUX", value: '"quiet"', separator: "=" },
        files: { "/etc/default/grub": 'GRUB_CMDLINE_LINUX="* $(id) a=b \\n" # x\n' },
        tells: { option: 'GRUB_CMDLINE_LINUX="* $(id) a=b \\n" # x' },
      },
      {
        it: "sees that a secret is the same",
        want: secret,
        files: { "/etc/iscsid.conf": "node.session.auth.password=s3cr3t 'word'\n" },
        tells: { option: "same" },
      },
      {
        it: "sees that a secret differs, and does not show the other one",
        want: secret,
        files: { "/etc/iscsid.conf": "node.session.auth.password = other\n" },
        tells: { option: "differs" },
      },
    ],
    repairs: [
      {
        it: "changes the value alone, and puts it back",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\n# how many\n  threads=8  \n\n[mountd]\n" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[nfsd]\n# how many\n  threads=32\n\n[mountd]\n" },
        undone: { "/etc/nfs.conf": "[nfsd]\n# how many\n  threads=8\n\n[mountd]\n" },
      },
      {
        it: "sets it after the comment that names it, which stays",
        want: threads,
        files: { "/etc/nfs.conf": "[general]\n#threads=1\n[nfsd]\nhost=a\n; threads = 8\n# more\nport=1\n[mountd]\n" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[general]\n#threads=1\n[nfsd]\nhost=a\n; threads = 8\nthreads = 32\n# more\nport=1\n[mountd]\n" },
        undone: { "/etc/nfs.conf": "[general]\n#threads=1\n[nfsd]\nhost=a\n; threads = 8\n# more\nport=1\n[mountd]\n" },
      },
      {
        it: "sets it at the end of its section, before the comment of the next one",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\r\nhost=a\r\n\r\n# mounting\r\n[mountd]\r\nport=1" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[nfsd]\r\nhost=a\r\nthreads = 32\r\n\r\n# mounting\r\n[mountd]\r\nport=1" },
      },
      {
        it: "makes the section at the end, and takes it away again",
        want: threads,
        files: { "/etc/nfs.conf": "[mountd]\nport=1" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[mountd]\nport=1\n\n[nfsd]\nthreads = 32\n" },
        undone: { "/etc/nfs.conf": "[mountd]\nport=1\n" },
      },
      {
        it: "makes the file when there is none, and takes it away again",
        want: threads,
        files: { "/etc": null },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[nfsd]\nthreads = 32\n" },
        undone: { "/etc/nfs.conf": undefined },
      },
      {
        it: "leaves one setting where there were several",
        want: threads,
        files: { "/etc/nfs.conf": "[nfsd]\nthreads: 3\nthreads=8\nx=1\nthreads=16\n[nfsd]\nthreads=32" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "[nfsd]\nthreads: 3\nthreads=32\nx=1\n[nfsd]\n" },
      },
      {
        it: "takes away every setting and no comment",
        want: { ...threads, ensure: "absent" },
        files: { "/etc/nfs.conf": "threads=1\n[nfsd]\n#threads=2\nthreads=3\n[x]\n[nfsd]\nthreads=4" },
        drifts: ["option"],
        leaves: { "/etc/nfs.conf": "threads=1\n[nfsd]\n#threads=2\n[x]\n[nfsd]\n" },
        undone: { "/etc/nfs.conf": "threads=1\n[nfsd]\n#threads=2\nthreads = 3\n[x]\n[nfsd]\n" },
      },
      {
        it: "edits login.defs, keeping the distance of its values",
        want: days,
        files: { "/etc/login.defs": "# PASS_MAX_DAYS\tMaximum\nPASS_MAX_DAYS   99999\nPASS_MIN_DAYS\t0\n" },
        drifts: ["option"],
        leaves: { "/etc/login.defs": "# PASS_MAX_DAYS\tMaximum\nPASS_MAX_DAYS   365\nPASS_MIN_DAYS\t0\n" },
      },
      {
        it: "gives a key without a value one",
        want: days,
        files: { "/etc/login.defs": "PASS_MAX_DAYS\n" },
        drifts: ["option"],
        leaves: { "/etc/login.defs": "PASS_MAX_DAYS\t365\n" },
      },
      {
        it: "sets a first option above the sections and the comment of the first one",
        want: { path: "/etc/x.ini", option: "root", value: "true", separator: "=" },
        files: { "/etc/x.ini": "# licence\n\n# first\n[a]\nroot=1\n" },
        drifts: ["option"],
        leaves: { "/etc/x.ini": "# licence\n\nroot=true\n# first\n[a]\nroot=1\n" },
      },
      {
        it: "writes what awk and the shell would take for something else",
        want: { path: "/etc/x.ini", section: "a & \\1", option: "b.*", value: "\\n & $(id) `id` 'q' \"q\" %s", separator: "=" },
        files: { "/etc/x.ini": "[a & \\1]\nbxx=1\nb.*=2\n" },
        drifts: ["option"],
        leaves: { "/etc/x.ini": "[a & \\1]\nbxx=1\nb.*=\\n & $(id) `id` 'q' \"q\" %s\n" },
      },
      {
        it: "writes a secret",
        want: secret,
        drifts: ["option"],
        leaves: { "/etc/iscsid.conf": "node.session.auth.password = s3cr3t 'word'\n" },
      },
    ],
    refuses: [
      {
        it: "does not write through a link",
        want: threads,
        files: { "/etc/nfs.conf": "-> /etc/other", "/etc/other": "[a]\n" },
        says: /symbolic link/,
      },
      { it: "does not edit what is no text", want: threads, files: { "/etc/nfs.conf": "[nfsd]\n\u0000\n" }, says: /NUL bytes/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/etc/trial.ini", section: "nfsd", option: "threads", value: "32" },
        ready: sh`printf '%s\\n' '[general]' 'pipefs-directory=/run/rpc_pipefs' '' '[nfsd]' '# threads=8' 'host=' '[mountd]' >/etc/trial.ini`,
        breaks: [
          { by: "gave the option another value", with: sh`sed -i 's/^threads.*/threads=8/' /etc/trial.ini`, drifts: ["option"] },
          { by: "commented it out", with: sh`sed -i 's/^threads/#threads/' /etc/trial.ini`, drifts: ["option"] },
          {
            by: "set it a second time at the end of the section",
            with: sh`sed -i 's/^host=/host=\\nthreads = 64/' /etc/trial.ini`,
            drifts: ["option"],
          },
          { by: "removed the file", with: sh`rm /etc/trial.ini`, drifts: ["option"] },
        ],
        gone: sh`! grep -q '^threads' /etc/trial.ini`,
        afterwards: sh`rm -f /etc/trial.ini`,
      },
      {
        on: "rocky-01",
        want: { path: "/etc/trial.defs", option: "PASS_MAX_DAYS", value: "365", separator: "\t" },
        ready: sh`printf '%s\\n' '# PASS_MAX_DAYS is a limit' 'PASS_MIN_DAYS 0' >/etc/trial.defs`,
        breaks: [
          {
            by: "gave the key another value",
            with: sh`sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/trial.defs`,
            drifts: ["option"],
          },
          { by: "removed the line", with: sh`sed -i '/^PASS_MAX/d' /etc/trial.defs`, drifts: ["option"] },
        ],
        gone: sh`! grep -q '^PASS_MAX' /etc/trial.defs && grep -q '^# PASS_MAX_DAYS is a limit$' /etc/trial.defs`,
        afterwards: sh`rm -f /etc/trial.defs`,
      },
    ],
  },
);

test("an option without a value cannot be declared", () => {
  expect(() => ini({ path: "/etc/nfs.conf", option: "threads" })).toThrow('the option "threads" of /etc/nfs.conf has no value');
});
