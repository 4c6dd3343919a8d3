import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { timeSync } from "#states/time_sync.ts";
import { describeState } from "#support/describe-state.ts";

const want = { servers: [{ hostname: "10.77.0.21", iburst: true }] };
const text = "server 10.77.0.21 iburst\ndriftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\n";
const perfect = {
  file: text,
  access: "0644 root:root",
  synchronised: "yes",
  offset: "within 100 ms",
  stratum: "at most 15",
  writers: "chronyd",
};

const debian = { "/etc/os-release": "ID=debian\n", "/proc/7/comm": "chronyd\n" };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "/proc/7/comm": "chronyd\n" };

// What `chronyc -n -c tracking` and `sources` of chrony 4.3 print.
const chrony = (
  reference: string,
  stratum: number,
  { offset = "-0.000002492", leap = "Normal", mark = "*" } = {},
): Record<string, string> => ({
  chronyc: `case $* in
    *tracking) echo '${reference},10.77.0.21,${stratum},1795266278.235817558,${offset},-0.000000275,0.000000275,-0.057,-0.000,7.207,0.000009204,0.000030630,2.0,${leap}' ;;
    *'-c sources') echo '^,${mark},10.77.0.21,8,6,17,2,-0.000000018,-0.000000293,0.000004652' ;;
    *sources) echo '^? 10.77.0.21 0 6 0 - +0ns[ +0ns] +/- 0ns' ;;
  esac`,
  chronyd: "",
  sleep: "",
  systemctl: "",
});
const fine = chrony("0A4D0015", 9);
const justStarted = chrony("00000000", 0, { leap: "Not synchronised", mark: "?" });
// Follows from the moment it was started anew.
const followsAfterRestart = {
  ...fine,
  chronyc: `case $* in *tracking) [ -e /run/restarted ] || { echo '506 Cannot talk to daemon'; exit 1; } ;; esac; ${fine["chronyc"] ?? ""}`,
  systemctl: "case $1 in restart) echo >/run/restarted ;; esac",
};

// lic-01 is the server, by its own clock.
const server = {
  on: "lic-01",
  states: [packages({ names: ["chrony"] }), timeSync({ servers: [], allow: ["10.77.0.0/24"], extra: ["local stratum 8"] })],
} as const;
const client = { servers: [{ hostname: "10.77.0.13", iburst: true, minpoll: 2, maxpoll: 4 }], maxStratum: 10 };

describeState(
  timeSync,
  [
    { it: "is quiet when the clock follows closely", want, found: perfect, drifts: [] },
    {
      it: "puts chrony's options where chrony wants them",
      want: {
        servers: [
          { hostname: "ntp.facility.example", pool: true, iburst: true },
          { hostname: "nts.facility.example", nts: true, prefer: true, minpoll: 4, maxpoll: 6 },
        ],
        allow: ["10.77.0.0/24"],
        makestep: "0.1 -1",
        extra: ["local stratum 8"],
        maxOffset: "5 ms",
        maxStratum: 4,
      },
      found: {
        ...perfect,
        file: "pool ntp.facility.example iburst\nserver nts.facility.example prefer nts minpoll 4 maxpoll 6\ndriftfile /var/lib/chrony/drift\nmakestep 0.1 -1\nrtcsync\nallow 10.77.0.0/24\nlocal stratum 8\n",
        offset: "within 5 ms",
        stratum: "at most 4",
      },
      drifts: [],
    },
    { it: "lets the clock jump only when it is too far away", want, found: { ...perfect, offset: "2.5 s" }, drifts: ["offset"] },
    { it: "corrects the mode without a restart", want, found: { ...perfect, access: "0666 root:root" }, drifts: ["access"] },
    { it: "minds a second program that sets the clock", want, found: { ...perfect, writers: "chronyd,phc2sys" }, drifts: ["writers"] },
  ],
  {
    // Whoever would wait ends at once.
    tools: { ...justStarted, sleep: 'kill "$PPID"' },
    tells: [
      { it: "tells a clock that follows", want, tools: fine, files: { ...debian, "/etc/chrony/chrony.conf": text }, tells: perfect },
      {
        it: "looks where the Red Hat family keeps the file",
        want,
        tools: fine,
        files: { ...rocky, "/etc/chrony.conf": text },
        tells: perfect,
      },
      {
        it: "tells a daemon that has just been started",
        want,
        tools: justStarted,
        files: debian,
        tells: { synchronised: "no: it follows no server", offset: "unknown", stratum: "unknown" },
      },
      {
        it: "tells a daemon that is stopped",
        want,
        tools: { chronyc: "echo '506 Cannot talk to daemon'; exit 1" },
        files: { "/etc/os-release": "ID=debian\n" },
        tells: { synchronised: "no: chronyd does not answer", offset: "", stratum: "", writers: "" },
      },
      {
        it: "tells how far the clock is away, to either side",
        want,
        tools: chrony("0A4D0015", 9, { offset: "2.5" }),
        files: debian,
        tells: { synchronised: "yes", offset: "2.5 s" },
      },
      {
        it: "tells how far it is away when it is late",
        want,
        tools: chrony("0A4D0015", 9, { offset: "-0.25" }),
        files: debian,
        tells: { offset: "0.25 s" },
      },
      {
        it: "tells a stratum that is too high",
        want: { ...want, maxStratum: 4 },
        tools: fine,
        files: debian,
        tells: { synchronised: "yes", stratum: "9" },
      },
      {
        it: "tells servers that fell silent, which chronyd does not mind for hours",
        want,
        tools: chrony("0A4D0015", 9, { mark: "?" }),
        files: debian,
        tells: { synchronised: "no: it follows no server", offset: "unknown", stratum: "unknown" },
      },
      {
        it: "is not misled by a daemon that follows itself",
        want,
        tools: chrony("7F7F0101", 8, { mark: "?" }),
        files: debian,
        tells: { synchronised: "no: it follows its own clock and no server" },
      },
      {
        it: "lets the facility's own clock follow itself",
        want: { servers: [], extra: ["local stratum 8"] },
        tools: chrony("7F7F0101", 8),
        files: debian,
        tells: { synchronised: "yes", stratum: "at most 15" },
      },
      {
        it: "names every program that sets the clock",
        want,
        tools: fine,
        files: {
          ...debian,
          "/proc/8/comm": "systemd-timesyn\n",
          "/proc/9/comm": "phc2sys\n",
          "/proc/10/comm": "bash\n",
          "/proc/11/comm": "chronyd\n",
        },
        tells: { writers: "chronyd,phc2sys,systemd-timesyncd" },
      },
      { it: "waits for the package", want, tells: { "!needs": "chronyc" } },
    ],
    repairs: [
      {
        it: "configures, starts and waits until it follows",
        want,
        tools: followsAfterRestart,
        files: { ...debian, "/etc/chrony/chrony.conf": "pool 2.debian.pool.ntp.org iburst\n", "/run": null },
        drifts: ["file", "synchronised", "offset", "stratum"],
        leaves: { "/etc/chrony/chrony.conf": text },
        undone: { "/etc/chrony/chrony.conf": "pool 2.debian.pool.ntp.org iburst\n" },
        undoCalls: ["systemctl try-restart -- chrony.service"],
      },
      {
        it: "starts the unit that the Red Hat family has",
        want,
        tools: followsAfterRestart,
        files: { ...rocky, "/etc/chrony.conf": text, "/run": null },
        drifts: ["synchronised", "offset", "stratum"],
        calls: ["systemctl restart -- chronyd.service", "chronyc -n -c tracking", "chronyc -n -c sources"],
        undone: { "/etc/chrony.conf": text },
      },
    ],
    refuses: [
      {
        it: "says so when no server answers",
        want,
        tools: justStarted,
        files: { ...debian, "/etc/chrony/chrony.conf": text },
        says: /\^\? 10\.77\.0\.21[^]*the clock does not follow as declared after a minute \(no: it follows no server/,
      },
      {
        it: "puts no text in force that chronyd does not understand",
        want: { ...want, extra: ["bogus 1"] },
        tools: { ...fine, chronyd: 'echo "Fatal error : Invalid directive at line 5" >&2; exit 1' },
        files: { ...debian, "/etc/chrony/chrony.conf": "old\n" },
        says: /Invalid directive at line 5[^]*is not in force/,
      },
      {
        it: "leaves it to people which of two programs sets the clock",
        want,
        tools: fine,
        files: { ...debian, "/etc/chrony/chrony.conf": text, "/proc/9/comm": "phc2sys\n" },
        says: /more than one program sets the clock: chronyd,phc2sys/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: client,
        peer: server,
        after: [packages({ names: ["chrony"] })],
        // Debian's chrony replaces the other program, so something of its name stands in for it.
        ready: sh`cp "$(command -v sleep)" /run/systemd-timesyncd
        printf '%s\\n' '[Service]' 'ExecStart=/run/systemd-timesyncd infinity' >/run/systemd/system/systemd-timesyncd.service
        systemctl daemon-reload`,
        breaks: [
          { by: "edited the configuration", with: sh`echo 'log tracking' >>/etc/chrony/chrony.conf`, drifts: ["file"] },
          { by: "made the configuration writable for all", with: sh`chmod 0666 /etc/chrony/chrony.conf`, drifts: ["access"] },
          { by: "stopped it by hand", with: sh`systemctl stop chrony.service`, drifts: ["offset", "stratum", "synchronised", "writers"] },
          {
            by: "took its server away",
            with: sh`chronyc -n delete 10.77.0.13 >/dev/null; sleep 1`,
            drifts: ["offset", "stratum", "synchronised"],
          },
          { by: "started a second program that sets the clock", with: sh`systemctl start systemd-timesyncd.service`, drifts: ["writers"] },
        ],
        afterwards: sh`systemctl stop chrony.service
        rm -f /run/systemd-timesyncd /run/systemd/system/systemd-timesyncd.service
        systemctl daemon-reload`,
      },
      {
        on: "rocky-02",
        want: client,
        peer: server,
        after: [packages({ names: ["chrony"] })],
        // The practice host has Debian's chronyd, which looks elsewhere than the family's own.
        ready: sh`sed -i 's|^DAEMON_OPTS=.*|DAEMON_OPTS="-F 1 -f /etc/chrony.conf"|' /etc/default/chrony
        echo 'pool 2.rocky.pool.ntp.org iburst' >/etc/chrony.conf`,
        breaks: [
          { by: "stopped it by hand", with: sh`systemctl stop chronyd.service`, drifts: ["offset", "stratum", "synchronised", "writers"] },
          { by: "removed the configuration", with: sh`rm /etc/chrony.conf`, drifts: ["access", "file"] },
        ],
        afterwards: sh`sed -i 's|^DAEMON_OPTS=.*|DAEMON_OPTS="-F 1"|' /etc/default/chrony
        systemctl stop chronyd.service
        rm /etc/chrony.conf`,
      },
    ],
  },
);
