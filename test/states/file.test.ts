import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
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
      { it: "names the folder that is missing", want: { path: "/opt/none/x", content: "x" }, says: /\/opt\/none\/, where .* is not there/ },
    ],
  },
);

test("a secret that nobody fetched can't be looked at, and is not a bug", () => {
  expect(file.inspect({ ...licence, content: { secret: "env:LICENCE" } }).text).toContain(
    "cannot_look 'the secret env:LICENCE is not at hand",
  );
});
