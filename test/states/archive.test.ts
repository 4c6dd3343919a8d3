import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { archive } from "#states/archive.ts";
import type { Archive } from "#states/archive.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";
import type { LabHostName, LabState } from "#support/mutations.ts";
import { lookScript, readFacts } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";

const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const fonts = { src: "https://mirror.example/fonts-2026.tar.xz?dl=1", dest: "/opt/fonts", checksum: sha256("packed\n") };
const nuke = { src: "/srv/Nuke 15.tgz", dest: "/usr/local/Nuke15", checksum: sha256("packed\n"), creates: "/usr/local/Nuke15/Nuke" };
const looks = { src: "/srv/looks.ZIP", dest: "/opt/looks", checksum: sha256("packed\n") };

const curl = `while [ $# -gt 0 ]; do case $1 in -o) echo packed >"$2" ;; esac; shift; done`;
// Both unpack a file whose text is \`packed\` to one called Nuke.
const tar = `[ "$(cat "$3")" = packed ] || { echo 'tar: This does not look like a tar archive' >&2; exit 2; }; shift 5; : >"$2/Nuke"`;
const unzip = `: >"$5/Nuke"; exit 1`;

// house/a.ttf, which belongs to the user 1234 in the one packed by tar.
const tarball =
  "H4sIAAAAAAACA+3RMQ6DMAxGYc+cIidoncSG8zAUMRWphPuTVkJql25Bqvq+5ffg7c3Ltt6u0pRWg/tzU07pfQ8SPSbP2aze9TtqL8HlBNtaxkcI8qfmV//xUsrUtH9v9qW/f/aPqqYSlP7NTcu9dAIAAAAAAAAAAAAAAADgF+1nR1mjACgAAA==";
const zipfile =
  "UEsDBAoAAAAAAAAAIVwAAAAAAAAAAAAAAAAGAAAAaG91c2UvUEsDBAoAAAAAAAAAIVxjIdpaBQAAAAUAAAALAAAAaG91c2UvYS50dGZmb250ClBLAQIeAwoAAAAAAAAAIVwAAAAAAAAAAAAAAAAGAAAAAAAAAAAAEADtQQAAAABob3VzZS9QSwECHgMKAAAAAAAAACFcYyHaWgUAAAAFAAAACwAAAAAAAAABAAAApIEkAAAAaG91c2UvYS50dGZQSwUGAAAAAAIAAgBtAAAAUgAAAAAA";
const [packed, zipped] = [tarball, zipfile].map((text) => createHash("sha256").update(Buffer.from(text, "base64")).digest("hex"));

const packedByTar = (on: LabHostName): LabState<Archive, "unpacked" | "creates"> => ({
  on,
  want: { src: "/srv/trial.tar.gz", dest: "/opt/trial-fonts", checksum: `sha256:${packed}`, creates: "/opt/trial-fonts/house/a.ttf" },
  ready: sh`printf %s ${tarball} | base64 -d >/srv/trial.tar.gz`,
  breaks: [
    {
      by: "unpacked another archive by hand and said so",
      with: sh`echo sha256:0 >/opt/trial-fonts/.conform-trial.tar.gz`,
      drifts: ["unpacked"],
    },
    { by: "removed a file of it", with: sh`rm /opt/trial-fonts/house/a.ttf`, drifts: ["creates"] },
    { by: "removed the folder", with: sh`rm -r /opt/trial-fonts`, drifts: ["unpacked", "creates"] },
  ],
  gone: sh`[ ! -e /opt/trial-fonts/.conform-trial.tar.gz ] && [ "$(cat /opt/trial-fonts/house/a.ttf)" = font ] &&
          [ "$(stat -c %U /opt/trial-fonts/house/a.ttf)" = root ]`,
  afterwards: sh`rm -rf /srv/trial.tar.gz /opt/trial-fonts`,
});

describeState(
  archive,
  [
    { it: "is quiet when it is unpacked", want: fonts, found: { unpacked: fonts.checksum }, drifts: [] },
    { it: "minds what must be there", want: nuke, found: { unpacked: nuke.checksum, creates: "" }, drifts: ["creates"] },
    { it: "unpacks another one", want: nuke, found: { unpacked: sha256("old"), creates: "yes" }, drifts: ["unpacked"] },
  ],
  {
    tells: [
      {
        it: "finds which one was unpacked, and needs no tool for that",
        want: fonts,
        files: { "/opt/fonts/.conform-fonts-2026.tar.xz": `${fonts.checksum}\n` },
        tells: { unpacked: fonts.checksum },
      },
      {
        it: "sees that what it creates is gone",
        want: nuke,
        files: { "/usr/local/Nuke15/.conform-Nuke 15.tgz": `${nuke.checksum}\n` },
        tools: { tar, gzip: "" },
        tells: { unpacked: nuke.checksum, creates: "" },
      },
    ],
    repairs: [
      {
        it: "fetches and unpacks it, and forgets that when it is undone",
        want: fonts,
        tools: { tar, xz: "", curl },
        drifts: ["unpacked"],
        leaves: { "/opt/fonts/Nuke": "", "/opt/fonts/.conform-fonts-2026.tar.xz": `${fonts.checksum}\n` },
        undone: { "/opt/fonts/Nuke": "", "/opt/fonts/.conform-fonts-2026.tar.xz": undefined },
      },
      {
        it: "unpacks one that is on the host, over what is there",
        want: nuke,
        tools: { tar, gzip: "" },
        files: { "/srv/Nuke 15.tgz": "packed\n", "/usr/local/Nuke15/old": "" },
        drifts: ["unpacked", "creates"],
        leaves: { "/usr/local/Nuke15/Nuke": "", "/usr/local/Nuke15/old": "", "/srv/Nuke 15.tgz": "packed\n" },
      },
      {
        it: "unpacks a zip file",
        want: looks,
        tools: { unzip },
        files: { "/srv/looks.ZIP": "packed\n" },
        drifts: ["unpacked"],
        leaves: { "/opt/looks/Nuke": "" },
      },
    ],
    refuses: [
      {
        it: "unpacks nothing that is not what it shall be",
        want: nuke,
        tools: { tar, gzip: "" },
        files: { "/srv/Nuke 15.tgz": "other\n" },
        says: /is not what it shall be/,
        keeps: { "/usr/local/Nuke15/Nuke": undefined },
      },
      {
        it: "leaves no stamp when it could not be unpacked whole",
        want: { ...nuke, checksum: sha256("broken\n") },
        tools: { tar, gzip: "" },
        files: { "/srv/Nuke 15.tgz": "broken\n" },
        says: /does not look like a tar archive[^]*could not be unpacked whole/,
        keeps: { "/usr/local/Nuke15/.conform-Nuke 15.tgz": undefined },
      },
      {
        it: "leaves no stamp when what it shall create is not in it",
        want: { ...nuke, creates: "/usr/local/Nuke15/Other" },
        tools: { tar, gzip: "" },
        files: { "/srv/Nuke 15.tgz": "packed\n" },
        says: /was unpacked, but \/usr\/local\/Nuke15\/Other is not there/,
        keeps: { "/usr/local/Nuke15/.conform-Nuke 15.tgz": undefined },
      },
    ],
    lab: [
      packedByTar("suite-02"),
      packedByTar("rocky-02"),
      {
        on: "lic-01",
        want: { src: "/srv/trial.zip", dest: "/opt/trial-looks", checksum: `sha256:${zipped}` },
        after: [packages({ names: ["unzip"] })],
        ready: sh`printf %s ${zipfile} | base64 -d >/srv/trial.zip`,
        breaks: [{ by: "removed the folder", with: sh`rm -r /opt/trial-looks`, drifts: ["unpacked"] }],
        gone: sh`[ "$(cat /opt/trial-looks/house/a.ttf)" = font ]`,
        afterwards: sh`rm -rf /srv/trial.zip /opt/trial-looks`,
      },
    ],
  },
);

// BusyBox has tools of its own for most of them.
test.each([
  ["tar", nuke, {}],
  ["gzip", nuke, { tar }],
  ["xz", fonts, { tar }],
  ["curl", fonts, { tar, xz: "" }],
  ["unzip", looks, {}],
  ["tar", { ...looks, format: "tar" as const }, {}],
])("it needs %s where it is not unpacked yet", (tool, want, tools) =>
  onScratchHost("dash", { tools }, async (host) => {
    expect(readFacts((await host.run(lookScript(archive.inspect(want)))).stdout)[0]).toEqual({ "!needs": tool });
  }),
);
