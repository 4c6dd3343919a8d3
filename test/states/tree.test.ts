import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { tree } from "#states/tree.ts";
import { describeState } from "#support/describe-state.ts";

const luts = { path: "/opt/luts", files: { "rec709/a.cube": "LUT a\n", README: "Suite LUTs\n", empty: "" } };
const purged = { ...luts, purge: true, exclude: ["*.tmp", "local/cache"] };
const asWanted = { "rec709/a.cube": "LUT a\n", README: "Suite LUTs\n", empty: "", access: "" };
const there = {
  "/opt/luts/rec709/a.cube": "LUT a\n",
  "/opt/luts/README": "Suite LUTs\n",
  "/opt/luts/empty": "",
  "/proc/self/mountinfo": "",
};
const secret = { path: "/opt/keys", files: { "a.key": { content: new Secret("env:KEY", "s3cr3t\n"), mode: "0400" } }, dirMode: "0700" };

describeState(
  tree,
  [
    { it: "is quiet when every file is as wanted", want: luts, found: asWanted, drifts: [] },
    {
      it: "writes only the file that differs",
      want: luts,
      found: { ...asWanted, "rec709/a.cube": "LUT b\n" },
      drifts: ["rec709/a.cube"],
    },
    { it: "minds what else is there only when it purges", want: purged, found: { ...asWanted, extra: "old.cube" }, drifts: ["extra"] },
    { it: "knows of a secret only whether it is the same", want: secret, found: { "a.key": "differs", access: "" }, drifts: ["a.key"] },
    {
      it: "tells its own facts from files that are called like them",
      want: { path: "/opt/x", files: { access: "a", extra: "b" } },
      found: { "./access": "a", "./extra": "b", access: "" },
      drifts: [],
    },
  ],
  {
    tells: [
      {
        it: "finds nothing where there is no such folder",
        want: luts,
        tells: {
          "rec709/a.cube": "",
          README: "",
          empty: "",
          access: ". is not there\nrec709 is not there\nREADME is not there\nempty is not there\nrec709/a.cube is not there",
        },
      },
      { it: "finds the files as they shall be", want: purged, files: there, tells: { ...asWanted, extra: "" } },
      {
        it: "shows a text that differs, and what has another mode",
        want: { ...luts, fileMode: "0600", dirMode: "0750" },
        files: { ...there, "/opt/luts/README": "mine" },
        tells: {
          README: "mine",
          access:
            ". is 0755 root:root, not 0750 root:root\nrec709 is 0755 root:root, not 0750 root:root\nREADME is 0644 root:root, not 0600 root:root\nempty is 0644 root:root, not 0600 root:root\nrec709/a.cube is 0644 root:root, not 0600 root:root",
        },
      },
      {
        it: "reads nothing through a link",
        want: luts,
        files: {
          "/opt/luts/rec709": "-> /srv",
          "/srv/a.cube": "LUT a\n",
          "/opt/luts/README": "-> /etc/shadow",
          "/etc/shadow": "secret",
          "/opt/luts/empty": "",
        },
        tells: {
          "rec709/a.cube": "",
          README: "",
          access: "rec709 is a link, not a directory\nREADME is a link, not a file",
        },
      },
      {
        it: "does not go where the folder itself is a link",
        want: luts,
        files: { "/opt/luts": "-> /srv", "/srv/README": "Suite LUTs\n" },
        tells: { README: "" },
      },
      {
        it: "lists by name what purge would delete, and nothing that it must not touch",
        want: purged,
        files: {
          ...there,
          "/opt/luts/old cube": "",
          "/opt/luts/[a]*": "",
          "/opt/luts/rec709/b.cube": "",
          "/opt/luts/link": "-> /etc",
          "/opt/luts/hollow/deep": null,
          "/opt/luts/x.tmp": "",
          "/opt/luts/y.tmp/z": "",
          "/opt/luts/rec709/c.tmp": "",
          "/opt/luts/local/cache/d": "",
          "/opt/luts/local/e": "",
          "/opt/luts/nas/mounted/f": "",
          "/opt/luts/with space/g": "",
          "/proc/self/mountinfo":
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:40 / /opt/luts/nas/mounted rw - nfs4 nas:/ rw\n41 22 0:41 / /opt/luts/with\\040space rw - tmpfs none rw\n42 22 0:42 / /opt/luts2/old\\040cube rw - tmpfs none rw\n",
        },
        tells: { extra: "[a]*\nhollow/deep\nlink\nlocal/e\nold cube\nrec709/b.cube" },
      },
      {
        it: "cannot look where nobody knows what is mounted",
        want: purged,
        files: { "/opt/luts": null },
        tells: { "!cannot": "mount points cannot be told from folders here" },
      },
      { it: "sees that a secret is the same", want: secret, files: { "/opt/keys/a.key": "s3cr3t\n" }, tells: { "a.key": "same" } },
    ],
    repairs: [
      {
        it: "makes the folder with its files, and takes it away again",
        want: luts,
        files: { "/opt": null },
        drifts: ["README", "rec709/a.cube", "access"],
        leaves: { "/opt/luts/rec709/a.cube": "LUT a\n", "/opt/luts/README": "Suite LUTs\n", "/opt/luts/empty": "" },
        undone: { "/opt/luts": undefined },
      },
      {
        it: "replaces a file, and puts the old one back",
        want: luts,
        files: { ...there, "/opt/luts/README": "mine" },
        drifts: ["README"],
        leaves: { "/opt/luts/README": "Suite LUTs\n" },
        undone: { "/opt/luts/README": "mine", "/opt/luts/rec709/a.cube": "LUT a\n" },
      },
      { it: "makes a file that holds nothing", want: { path: "/opt/x", files: { a: "" } }, drifts: ["access"], leaves: { "/opt/x/a": "" } },
      {
        it: "changes modes only",
        want: { ...luts, dirMode: "2750", files: { ...luts.files, "run.sh": { content: "#!/bin/sh\n", mode: "0755" } } },
        files: { ...there, "/opt/luts/run.sh": "#!/bin/sh\n" },
        drifts: ["access"],
      },
      {
        it: "writes what the shell would take for something else",
        want: { path: "/opt/x y", files: { "-e $(id) *": "100 % $(id)\n", "[a]?\\x": "'q'" } },
        drifts: ["-e $(id) *", "[a]?\\x", "access"],
        leaves: { "/opt/x y/-e $(id) *": "100 % $(id)\n", "/opt/x y/[a]?\\x": "'q'" },
        undone: { "/opt/x y": undefined },
      },
      {
        it: "purges what it listed, with the folders that this leaves empty, and follows no link",
        want: purged,
        files: {
          ...there,
          "/opt/luts/old cube": "",
          "/opt/luts/a/b/c": "",
          "/opt/luts/rec709/[x]": "",
          "/opt/luts/link": "-> /srv",
          "/srv/precious": "!",
          "/opt/luts/keep/x.tmp": "",
          "/opt/luts/keep/y": "",
          "/opt/luts/hollow/deep": null,
          "/opt/luts/nas/mounted/f": "",
          "/proc/self/mountinfo": "40 22 0:40 / /opt/luts/nas/mounted rw - nfs4 nas:/ rw\n",
        },
        drifts: ["extra"],
        leaves: {
          "/opt/luts/old cube": undefined,
          "/opt/luts/a": undefined,
          "/opt/luts/rec709/[x]": undefined,
          "/opt/luts/link": undefined,
          "/opt/luts/hollow": undefined,
          "/opt/luts/keep/y": undefined,
          "/opt/luts/keep/x.tmp": "",
          "/opt/luts/nas/mounted/f": "",
          "/srv/precious": "!",
          "/opt/luts/README": "Suite LUTs\n",
        },
      },
      { it: "writes a secret", want: secret, drifts: ["a.key", "access"], leaves: { "/opt/keys/a.key": "s3cr3t\n" } },
    ],
    refuses: [
      {
        it: "does not write below a link",
        want: luts,
        files: { "/opt/luts/rec709": "-> /srv", "/srv": null },
        says: /\/opt\/luts\/rec709 is in the way of a folder/,
        keeps: { "/srv/a.cube": undefined, "/opt/luts/README": undefined },
      },
      {
        it: "does not replace a file by a folder",
        want: luts,
        files: { "/opt/luts": "mine" },
        says: /\/opt\/luts is in the way of a folder/,
      },
      {
        it: "does not change the mode of what a link points to",
        want: { ...luts, fileMode: "0600" },
        files: { ...there, "/opt/luts/empty": "-> /etc/passwd" },
        says: /symbolic link/,
        keeps: { "/opt/luts/empty": "-> /etc/passwd" },
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "suite-02",
        want: {
          path: "/opt/trial-luts",
          files: { "rec709/a.cube": "LUT a\n", "run.sh": { content: "#!/bin/sh\n", mode: "0755" } },
          group: "users",
          purge: true,
          exclude: ["*.tmp"],
        },
        breaks: [
          { by: "edited a file", with: sh`echo more >>/opt/trial-luts/rec709/a.cube`, drifts: ["rec709/a.cube"] },
          { by: "edited another one", with: sh`echo more >>/opt/trial-luts/run.sh`, drifts: ["run.sh"] },
          { by: "removed a file", with: sh`rm /opt/trial-luts/run.sh`, drifts: ["run.sh", "access"] },
          { by: "removed a folder", with: sh`rm -r /opt/trial-luts/rec709`, drifts: ["rec709/a.cube", "access"] },
          { by: "let everybody write to the folder", with: sh`chmod 0777 /opt/trial-luts/rec709`, drifts: ["access"] },
          { by: "gave a file to somebody else", with: sh`chown nobody /opt/trial-luts/run.sh`, drifts: ["access"] },
          {
            by: "left files there, one of them excluded",
            with: sh`mkdir -p '/opt/trial-luts/old looks/b' && : >'/opt/trial-luts/old looks/b/c.cube' && : >/opt/trial-luts/x.tmp && ln -s /etc /opt/trial-luts/etc`,
            drifts: ["extra"],
          },
          {
            by: "mounted something there, and left a file beside it",
            with: sh`mkdir /opt/trial-luts/nas && mount -t tmpfs none /opt/trial-luts/nas && : >/opt/trial-luts/nas/keep && : >/opt/trial-luts/stray`,
            drifts: ["extra"],
          },
          {
            by: "saw that what was mounted is untouched, and left a file again",
            with: sh`[ -e /opt/trial-luts/nas/keep ] && [ -e /etc/passwd ] && [ -e /opt/trial-luts/x.tmp ] && umount /opt/trial-luts/nas && : >/opt/trial-luts/nas/f`,
            drifts: ["extra"],
          },
        ],
        gone: sh`rm /opt/trial-luts/x.tmp && [ "$(find /opt/trial-luts)" = /opt/trial-luts ]`,
        afterwards: sh`rm -rf /opt/trial-luts /var/lib/conform/before/opt/trial-luts`,
      },
    ],
  },
);

test("a tree that nobody could mean cannot be declared", () => {
  expect(() => tree({ path: "/opt/x", files: { a: "1", "a/b": "2" } })).toThrow("a is both a file and a folder in the tree /opt/x");
  expect(() => tree({ path: "/etc", files: {}, purge: true })).toThrow("everything else in /etc would go");
});

test("what was not listed is not purged", () => {
  const [, purge] = tree.repair(purged, { extra: { want: "", have: "old" } }).filter(Boolean);
  expect(purge && purge.text).toMatch(/\[ "\$_extra" = old \] \|\| \{ echo 'what else is in \/opt\/luts has changed since it was listed/);
});
