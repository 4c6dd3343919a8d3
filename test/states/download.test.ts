import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { download } from "#states/download.ts";
import type { Download } from "#states/download.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";
import type { LabHostName, LabState } from "#support/mutations.ts";
import { lookScript, readFacts } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";

const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const installer = {
  url: "https://mirror.example/a%20b.run?x=1&y",
  dest: "/opt/install/a.run",
  checksum: sha256("installer\n"),
  mode: "0755",
};
const local = { ...installer, url: "file:///srv/a b.run" };

// Either writes what it fetched to the file after -o or -O.
const fetches = (text: string): string => `while [ $# -gt 0 ]; do case $1 in -o | -O) printf %s '${text}' >"$2" ;; esac; shift; done`;

/** The smallest server that there is, for a host without one. */
const answersAll = `use IO::Socket::INET; $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8099, Listen => 5, ReuseAddr => 1) or die;
while ($c = $s->accept) { while (<$c>) { last if /^\\r?$/ } print $c "HTTP/1.0 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\ninstaller\\n"; close $c }`;

const fromTheHost = (on: LabHostName): LabState<Download, "checksum" | "access"> => ({
  on,
  want: { url: "file:///srv/trial installer", dest: "/opt/trial-install/a.run", checksum: sha256("installer\n"), mode: "0755" },
  ready: sh`printf '%s\\n' installer >'/srv/trial installer'`,
  breaks: [
    { by: "replaced it", with: sh`echo other >/opt/trial-install/a.run`, drifts: ["checksum"] },
    { by: "made it writable for all", with: sh`chmod 0777 /opt/trial-install/a.run`, drifts: ["access"] },
    { by: "removed it", with: sh`rm /opt/trial-install/a.run`, drifts: ["checksum", "access"] },
  ],
  gone: sh`[ ! -e /opt/trial-install/a.run ]`,
  afterwards: sh`rm -rf '/srv/trial installer' /opt/trial-install`,
});

describeState(
  download,
  [
    {
      it: "is quiet when the file has the checksum",
      want: installer,
      found: { checksum: installer.checksum, access: "0755 root:root" },
      drifts: [],
    },
    {
      it: "fetches nothing when only the mode differs",
      want: installer,
      found: { checksum: installer.checksum, access: "0644 root:root" },
      drifts: ["access"],
      repair: ["chown -h root:root /opt/install/a.run && chmod 0755 /opt/install/a.run"],
    },
  ],
  {
    tells: [
      {
        it: "finds the file",
        want: installer,
        files: { "/opt/install/a.run": "installer\n" },
        tells: { checksum: installer.checksum, access: "0644 root:root" },
      },
      {
        it: "tells which file it is instead",
        want: local,
        files: { "/opt/install/a.run": "old\n" },
        tells: { checksum: sha256("old\n"), access: "0644 root:root" },
      },
      { it: "needs none to copy", want: local, tells: { checksum: "", access: "" } },
      {
        it: "does not follow a link",
        want: local,
        files: { "/opt/install/a.run": "-> /srv/a", "/srv/a": "installer\n" },
        tells: { checksum: "", access: "link" },
      },
    ],
    repairs: [
      {
        it: "fetches it with curl, and takes it away again",
        want: installer,
        tools: { curl: fetches("installer\n") },
        drifts: ["checksum", "access"],
        leaves: { "/opt/install/a.run": "installer\n" },
        undone: { "/opt/install/a.run": undefined },
      },
      {
        it: "fetches it with wget where there is no curl",
        want: installer,
        tools: { wget: fetches("installer\n") },
        files: { "/opt/install/a.run": "old\n" },
        drifts: ["checksum", "access"],
        leaves: { "/opt/install/a.run": "installer\n" },
        undone: { "/opt/install/a.run": "installer\n" },
      },
      {
        it: "copies it from another place on the host",
        want: local,
        files: { "/srv/a b.run": "installer\n" },
        drifts: ["checksum", "access"],
        leaves: { "/opt/install/a.run": "installer\n", "/srv/a b.run": "installer\n" },
      },
    ],
    refuses: [
      {
        it: "puts nothing in place that is not what it shall be",
        want: installer,
        tools: { curl: fetches("something else\n") },
        files: { "/opt/install/a.run": "old\n" },
        says: /a%20b\.run\?x=1&y is not what it shall be: its checksum is sha256:[0-9a-f]{64}/,
      },
      {
        it: "says so when nobody answers",
        want: installer,
        tools: { curl: "echo 'curl: (7) Failed to connect to mirror.example port 443' >&2; exit 7" },
        files: { "/opt/install/a.run": "old\n" },
        says: /Failed to connect[^]*could not be fetched/,
      },
      {
        it: "does not replace a folder",
        want: local,
        files: { "/opt/install/a.run/notes": "dear diary", "/srv/a b.run": "installer\n" },
        says: /not a regular file/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { url: "http://127.0.0.1:8099/a.run?v=1&x", dest: "/opt/trial-fetched/a.run", checksum: installer.checksum },
        after: [packages({ names: ["curl"] })],
        ready: sh`printf %s ${answersAll} >/run/trial-http.pl; systemd-run -q --collect --unit=trial-http perl /run/trial-http.pl; sleep 1`,
        breaks: [
          { by: "replaced it", with: sh`echo other >/opt/trial-fetched/a.run`, drifts: ["checksum"] },
          { by: "removed it", with: sh`rm /opt/trial-fetched/a.run`, drifts: ["checksum", "access"] },
        ],
        gone: sh`[ ! -e /opt/trial-fetched/a.run ]`,
        afterwards: sh`systemctl stop trial-http; rm -rf /opt/trial-fetched /run/trial-http.pl`,
      },
      fromTheHost("suite-02"),
      fromTheHost("rocky-02"),
    ],
  },
);

// BusyBox has a wget of its own.
test("something to fetch it with is needed only where it is not there yet", () =>
  onScratchHost("dash", {}, async (host) => {
    const look = async () => readFacts((await host.run(lookScript(download.inspect(installer)))).stdout)[0];
    expect(await look()).toMatchObject({ "!needs": "curl" });
    host.write({ "/opt/install/a.run": "installer\n" });
    expect(await look()).toEqual({ access: "0644 root:root", checksum: installer.checksum });
  }));
