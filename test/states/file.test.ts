import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { file } from "#states/file.ts";
import { describeState } from "#support/describe-state.ts";

const motd = { path: "/etc/motd", content: "Suite 3\n" };
const asWanted = { type: "file", content: "Suite 3\n", mode: "0644", owner: "root", group: "root" };
const licence = { path: "/opt/rlm/suite.lic", content: new Secret("env:LICENCE", "HOST srv DEADBEEF 5053\n"), mode: "0600" };

describeState(
  file,
  [
    { it: "is quiet when content, mode and owner are as wanted", want: motd, found: asWanted, drifts: [], repair: [] },
    {
      it: "writes the whole file when there is none",
      want: motd,
      found: { type: "", content: "", mode: "", owner: "", group: "" },
      drifts: ["type", "content", "mode", "owner", "group"],
      repair: ["printf %s 'Suite 3\n' | write_file /etc/motd 0644 root root 8"],
    },
    {
      it: "writes the file again when a byte differs",
      want: motd,
      found: { ...asWanted, content: "Suite 3" },
      drifts: ["content"],
      repair: ["printf %s 'Suite 3\n' | write_file /etc/motd 0644 root root 8"],
    },
    {
      it: "touches only the mode when only the mode differs",
      want: motd,
      found: { ...asWanted, mode: "0666" },
      drifts: ["mode"],
      repair: ["chmod 0644 /etc/motd"],
    },
    {
      it: "sets the mode after the owner, because a new owner takes setuid away",
      want: { ...motd, mode: "4755", owner: "rlm" },
      found: { ...asWanted, mode: "4755" },
      drifts: ["owner"],
      repair: ["chown -h rlm:root /etc/motd", "chmod 4755 /etc/motd"],
    },
    {
      it: "minds only mode and owner when no content is declared",
      want: { path: "/etc/crontab", mode: "0600" },
      found: { type: "file", mode: "0644", owner: "root", group: "root" },
      drifts: ["mode"],
      repair: ["chmod 0600 /etc/crontab"],
    },
    {
      it: "removes a file that shall not be there",
      want: { path: "/etc/motd", ensure: "absent" },
      found: { type: "file" },
      drifts: ["type"],
      repair: ["remove_file /etc/motd"],
    },
    {
      it: "knows of a secret only whether it is the same",
      want: licence,
      found: { type: "file", content: "differs", mode: "0600", owner: "root", group: "root" },
      drifts: ["content"],
      repair: ["printf %s 'HOST srv DEADBEEF 5053\n' | write_file /opt/rlm/suite.lic 0600 root root 23"],
    },
  ],
  {
    runs: ["validate"],
    tells: [
      {
        it: "tells every byte, also where the last line has no end",
        want: motd,
        files: { "/etc/motd": "a\n\n b" },
        tells: { type: "file", content: "a\n\n b", mode: "0644" },
      },
      {
        it: "cannot be fooled by a file that holds NUL bytes",
        want: motd,
        files: { "/etc/motd": "x\u00000.mode\u00000777\u0000" },
        tells: { content: "x\u00010.mode\u00010777\u0001", mode: "0644" },
      },
      { it: "finds nothing where there is no file", want: motd, tells: { type: "", content: "", mode: "", owner: "", group: "" } },
      { it: "does not follow a link", want: motd, files: { "/etc/motd": "-> /etc/passwd" }, tells: { type: "link", content: "" } },
      { it: "does not read a directory", want: motd, files: { "/etc/motd": null }, tells: { type: "directory", content: "" } },
      {
        it: "sees that a secret is the same",
        want: licence,
        files: { "/opt/rlm/suite.lic": "HOST srv DEADBEEF 5053\n" },
        tells: { content: "same" },
      },
      {
        it: "sees that a secret differs",
        want: licence,
        files: { "/opt/rlm/suite.lic": "HOST srv DEADBEEF 5054\n" },
        tells: { content: "differs" },
      },
    ],
    repairs: [
      {
        it: "makes the file, and takes it away again",
        want: { ...motd, content: "100 % $(id) `id` \\n 'quoted' ünïcode\n" },
        drifts: ["type", "content", "mode", "owner", "group"],
        leaves: { "/etc/motd": "100 % $(id) `id` \\n 'quoted' ünïcode\n" },
        undone: { "/etc/motd": undefined, "/var/lib/conform/before/etc/motd": undefined },
      },
      {
        it: "makes the folders above it when it is told to",
        want: { path: "/etc/opt/post/volumes.conf", content: "x\n", makedirs: true },
        drifts: ["type", "content", "mode", "owner", "group"],
        leaves: { "/etc/opt/post/volumes.conf": "x\n" },
        undone: { "/etc/opt/post/volumes.conf": undefined, "/etc/opt/post": null },
      },
      {
        it: "replaces the content, and puts the old one back",
        want: motd,
        files: { "/etc/motd": "Welcome" },
        drifts: ["content"],
        leaves: { "/etc/motd": "Suite 3\n", "/var/lib/conform/before/etc/motd/=was": "Welcome" },
        undone: { "/etc/motd": "Welcome" },
      },
      {
        it: "has the new text judged before it comes into force, secrets too",
        want: { ...licence, validate: 'grep -q HOST %s && ! grep -q HOST /opt/rlm/suite.lic && test -s "%s" && cp %s /judged' },
        files: { "/opt/rlm/suite.lic": "old\n" },
        drifts: ["content", "mode"],
        leaves: { "/opt/rlm/suite.lic": "HOST srv DEADBEEF 5053\n", "/judged": "HOST srv DEADBEEF 5053\n" },
      },
      {
        it: "writes a secret",
        want: licence,
        files: { "/opt/rlm": null },
        drifts: ["type", "content", "mode", "owner", "group"],
        leaves: { "/opt/rlm/suite.lic": "HOST srv DEADBEEF 5053\n" },
      },
      {
        it: "makes an empty file where only the mode matters",
        want: { path: "/etc/cron.allow", mode: "0600" },
        drifts: ["type", "mode", "owner", "group"],
        leaves: { "/etc/cron.allow": "" },
      },
      {
        it: "removes a link that stands where no file shall be, and puts it back",
        want: { path: "/etc/motd", ensure: "absent" },
        files: { "/etc/motd": "-> /run/motd" },
        drifts: ["type"],
        leaves: { "/etc/motd": undefined },
        undone: { "/etc/motd": "-> /run/motd" },
      },
    ],
    refuses: [
      {
        it: "does not write through a link",
        want: motd,
        files: { "/etc/motd": "-> /etc/shadow", "/etc/shadow": "secret" },
        says: /\/etc\/motd is a symbolic link/,
      },
      { it: "does not replace a directory", want: motd, files: { "/etc/motd/notes": "dear diary" }, says: /not a regular file/ },
      {
        it: "does not remove a directory",
        want: { path: "/etc/motd", ensure: "absent" },
        files: { "/etc/motd/notes": "dear diary" },
        says: /is a directory/,
      },
      {
        it: "leaves a file in force when the new text has a mistake, and says what the judge said",
        want: { ...motd, validate: "grep -q ^Welcome %s || { echo 'no welcome in it'; exit 1; }" },
        files: { "/etc/motd": "Welcome\n" },
        says: /no welcome in it[^]*the text was refused, and is not in force/,
      },
      { it: "names the folder that is missing", want: { path: "/opt/none/x", content: "x" }, says: /\/opt\/none\/, where .* is not there/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/etc/trial.conf", content: "a\nb\n", mode: "0640", group: "adm" },
        breaks: [
          { by: "added a line", with: sh`echo c >>/etc/trial.conf`, drifts: ["content"] },
          { by: "opened it to all", with: sh`chmod 0666 /etc/trial.conf`, drifts: ["mode"] },
          { by: "gave it to somebody", with: sh`chown nobody /etc/trial.conf`, drifts: ["owner"] },
          { by: "gave it to another group", with: sh`chgrp root /etc/trial.conf`, drifts: ["group"] },
          { by: "removed it", with: sh`rm /etc/trial.conf`, drifts: ["type", "content", "mode", "owner", "group"] },
        ],
        gone: sh`[ ! -e /etc/trial.conf ]`,
      },
      {
        on: "suite-02",
        want: {
          path: "/etc/sudoers.d/trial",
          content: "nobody ALL=(nobody) /bin/true\n",
          mode: "0440",
          validate: "visudo -cf %s",
        },
        breaks: [
          { by: "edited what a validator guards", with: sh`echo '# by hand' >>/etc/sudoers.d/trial`, drifts: ["content"] },
          { by: "made what a validator guards writable", with: sh`chmod 0640 /etc/sudoers.d/trial`, drifts: ["mode"] },
        ],
        gone: sh`[ ! -e /etc/sudoers.d/trial ]`,
      },
      {
        on: "suite-02",
        want: { path: "/etc/trial.secret", content: { secret: "env:CONFORM_ON_REAL_HOSTS" }, mode: "0600" },
        breaks: [{ by: "changed a secret", with: sh`printf no >/etc/trial.secret`, drifts: ["content"] }],
        gone: sh`[ ! -e /etc/trial.secret ]`,
      },
      {
        on: "suite-02",
        want: { path: "/etc/trial.gone", ensure: "absent" },
        breaks: [
          { by: "made a file that shall not be there", with: sh`touch /etc/trial.gone`, drifts: ["type"] },
          { by: "made a link where no file shall be", with: sh`ln -s /etc/passwd /etc/trial.gone`, drifts: ["type"] },
        ],
      },
    ],
  },
);

test("a secret that nobody fetched can't be looked at, and is not a bug", () => {
  expect(file.inspect({ ...licence, content: { secret: "env:LICENCE" } }).text).toContain(
    "cannot_look 'the secret env:LICENCE is not at hand",
  );
});
