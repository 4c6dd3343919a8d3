import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { ptp } from "#states/ptp.ts";
import { describeState } from "#support/describe-state.ts";

const media = { interface: "enp65s0f0" };
const conf = (stamps: string, domain = 127, port = "enp65s0f0"): string =>
  `[global]
dataset_comparison ieee1588
domainNumber ${domain}
slaveOnly 1
logAnnounceInterval -2
announceReceiptTimeout 3
logSyncInterval -3
logMinDelayReqInterval -3
delay_mechanism E2E
network_transport UDPv4
time_stamping ${stamps}
tx_timestamp_timeout 50

[${port}]
`;
const options = 'OPTIONS="-f /etc/ptp4l.conf"\n';
const perfect = {
  file: conf("hardware"),
  access: "0644 root:root",
  options,
  enabled: "enabled",
  state: "SLAVE",
  domain: "127",
  offset: "within 10 us",
};

const debian = { "/etc/os-release": "ID=debian\n" };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' };

/** What pmc of linuxptp 3.1.1 prints when ptp4l answers in one domain. */
const answers = (domain: number, { state = "SLAVE", offset = -826, present = true } = {}): string => `case $* in
  *"-d ${domain} "*) printf '%s\\n' 'sending: GET PORT_DATA_SET' \\
    '	a24fe8.fffe.0958bd-1 seq 0 RESPONSE MANAGEMENT PORT_DATA_SET ' \\
    '		portIdentity            a24fe8.fffe.0958bd-1' '		portState               ${state}' '		logSyncInterval         -3' \\
    '	a24fe8.fffe.0958bd-0 seq 1 RESPONSE MANAGEMENT TIME_STATUS_NP ' \\
    '		master_offset              ${offset}' '		gmPresent                  ${present}' '		gmIdentity                 ca94ea.fffe.3e0596' \\
    '		domainNumber            ${domain}' ;;
  *) echo 'sending: GET PORT_DATA_SET' ;;
esac`;
const tools = { ptp4l: "", pmc: answers(127), systemctl: "", sleep: "" };
const followsAfterRestart = {
  ...tools,
  pmc: `[ -e /run/restarted ] || exit 0; ${answers(127)}`,
  systemctl: "case $* in restart*) echo >/run/restarted ;; *is-enabled*) [ -e /run/enabled ] ;; *enable*) echo >/run/enabled ;; esac",
};

// The machines' own cards stamp nothing they send, so the grandmaster is in a network of its own at the other end of a virtual cable. It starts
// as soon as its package is there.
const grandmaster =
  "exec ptp4l -4 -S -i trialptp1 --uds_address=/run/trialptp --domainNumber=127 --logAnnounceInterval=-2 --logSyncInterval=-3 --logMinDelayReqInterval=-3 --priority1=10 --free_running=1";
const ready = sh`ip netns add trialptp
  ip link add trialptp0 type veth peer name trialptp1 netns trialptp
  ip address add 10.99.88.1/24 dev trialptp0
  ip link set trialptp0 up
  ip -n trialptp link set lo up
  ip -n trialptp address add 10.99.88.2/24 dev trialptp1
  ip -n trialptp link set trialptp1 up
  systemd-run --quiet --unit=trialptp -p NetworkNamespacePath=/run/netns/trialptp -p Restart=always -p RestartSec=2 sh -c ${grandmaster}
  systemctl stop chrony.service chronyd.service 2>/dev/null || :`;
const afterwards = sh`systemctl stop trialptp.service
  ip link delete trialptp0
  ip netns delete trialptp`;
const client = { interface: "trialptp0", timeStamping: "software", maxOffset: "50 ms" } as const;

describeState(
  ptp,
  [
    { it: "is quiet when the port follows closely", want: media, found: perfect, drifts: [] },
    {
      it: "asks for everything that lets the system clock follow too",
      want: { ...media, domain: 0, phc2sys: true, maxOffset: "1 us" },
      found: { ...perfect, file: conf("hardware", 0), domain: "0", offset: "within 1 us" },
      drifts: ["phc2sys", "phc2sysAccess", "writers"],
    },
    { it: "enables it without a restart", want: media, found: { ...perfect, enabled: "disabled" }, drifts: ["enabled"] },
    {
      it: "minds chrony where ptp4l sets the clock itself",
      want: { ...media, timeStamping: "software" },
      found: { ...perfect, file: conf("software"), writers: "chronyd" },
      drifts: ["writers"],
    },
  ],
  {
    tools: { ...tools, pmc: "", sleep: 'kill "$PPID"' },
    tells: [
      {
        it: "tells a port that follows, on Debian",
        want: media,
        tools,
        files: { ...debian, "/etc/linuxptp/ptp4l.conf": conf("hardware") },
        tells: perfect,
      },
      {
        it: "tells one on the Red Hat family",
        want: media,
        tools,
        files: { ...rocky, "/etc/ptp4l.conf": conf("hardware"), "/etc/sysconfig/ptp4l": 'OPTIONS="-f /etc/ptp4l.conf -i eth0"\n' },
        tells: { ...perfect, options: 'OPTIONS="-f /etc/ptp4l.conf -i eth0"\n' },
      },
      {
        it: "tells a port that has no grandmaster",
        want: media,
        tools: { ...tools, pmc: answers(127, { state: "LISTENING", present: false }) },
        files: debian,
        tells: { state: "LISTENING", domain: "127", offset: "no grandmaster" },
      },
      {
        it: "tells how far it is away",
        want: media,
        tools: { ...tools, pmc: answers(127, { offset: -25_000 }) },
        files: debian,
        tells: { state: "SLAVE", offset: "25000 ns" },
      },
      {
        it: "tells a ptp4l in the domain of AES67",
        want: media,
        tools: { ...tools, pmc: answers(0) },
        files: debian,
        tells: { state: "", domain: "0", offset: "" },
      },
      {
        it: "tells a ptp4l that is stopped",
        want: media,
        tools: { ...tools, pmc: "echo 'sending: GET PORT_DATA_SET'", systemctl: "exit 1" },
        files: debian,
        tells: { state: "", domain: "", offset: "", enabled: "disabled" },
      },
      {
        it: "names the other programs that set the clock",
        want: { ...media, timeStamping: "software" },
        tools,
        files: { ...debian, "/proc/8/comm": "chronyd\n", "/proc/9/comm": "ptp4l\n" },
        tells: { writers: "chronyd" },
      },
      { it: "waits for the package", want: media, tells: { "!needs": "ptp4l" } },
    ],
    repairs: [
      {
        it: "configures, enables, starts and waits until it follows, on Debian",
        want: media,
        tools: followsAfterRestart,
        files: { ...debian, "/etc/linuxptp/ptp4l.conf": "[global]\n", "/run": null },
        drifts: ["file", "enabled", "state", "domain", "offset"],
        leaves: { "/etc/linuxptp/ptp4l.conf": conf("hardware"), "/etc/sysconfig/ptp4l": undefined },
        undone: { "/etc/linuxptp/ptp4l.conf": "[global]\n" },
        undoCalls: ["systemctl disable --now -- ptp4l@enp65s0f0.service"],
      },
      {
        it: "does the same on the Red Hat family, and takes its interface out of the options",
        want: media,
        tools: followsAfterRestart,
        files: {
          ...rocky,
          "/etc/ptp4l.conf": "[global]\n",
          "/etc/sysconfig/ptp4l": 'OPTIONS="-f /etc/ptp4l.conf -i eth0"\n',
          "/run": null,
        },
        drifts: ["file", "options", "enabled", "state", "domain", "offset"],
        leaves: { "/etc/ptp4l.conf": conf("hardware"), "/etc/sysconfig/ptp4l": options },
        undone: { "/etc/ptp4l.conf": "[global]\n", "/etc/sysconfig/ptp4l": 'OPTIONS="-f /etc/ptp4l.conf -i eth0"\n' },
        undoCalls: ["systemctl disable --now -- ptp4l.service"],
      },
      {
        it: "lets the system clock follow the card, in the same domain",
        want: { ...media, phc2sys: true },
        tools: tools,
        files: { ...debian, "/etc/linuxptp/ptp4l.conf": conf("hardware"), "/proc/9/comm": "phc2sys\n", "/etc/systemd/system": null },
        drifts: ["phc2sys", "phc2sysAccess"],
        undone: { "/etc/systemd/system/phc2sys@enp65s0f0.service": undefined },
      },
    ],
    refuses: [
      {
        it: "says so when no grandmaster is heard",
        want: media,
        tools: { ...tools, pmc: answers(127, { state: "LISTENING", present: false }) },
        files: { ...debian, "/etc/linuxptp/ptp4l.conf": conf("hardware") },
        says: /enp65s0f0 follows no grandmaster of domain 127 within 10 us after 90 seconds: port LISTENING, offset no grandmaster/,
      },
      {
        it: "leaves it to people which of two programs sets the clock",
        want: { ...media, timeStamping: "software" },
        tools,
        files: { ...debian, "/etc/linuxptp/ptp4l.conf": conf("software"), "/proc/9/comm": "chronyd\n" },
        says: /other programs set the clock too: chronyd/,
      },
    ],
    lab: [
      {
        on: "online-01",
        want: client,
        after: [packages({ names: ["linuxptp"] })],
        ready,
        breaks: [
          { by: "edited the configuration", with: sh`echo 'priority1 1' >>/etc/linuxptp/ptp4l.conf`, drifts: ["file"] },
          { by: "made the configuration writable for all", with: sh`chmod 0666 /etc/linuxptp/ptp4l.conf`, drifts: ["access"] },
          { by: "stopped it by hand", with: sh`systemctl stop ptp4l@trialptp0.service`, drifts: ["domain", "offset", "state"] },
          { by: "no longer starts it at boot", with: sh`systemctl -q disable ptp4l@trialptp0.service`, drifts: ["enabled"] },
          {
            by: "put it in the domain of AES67",
            with: sh`sed -i s/127/0/ /etc/linuxptp/ptp4l.conf; systemctl restart ptp4l@trialptp0.service; sleep 3`,
            drifts: ["domain", "file", "offset", "state"],
          },
          {
            by: "started a second program that sets the clock",
            with: sh`cp "$(command -v sleep)" /run/ntpd; systemd-run --quiet --unit=trial-ntpd /run/ntpd infinity`,
            drifts: ["writers"],
            healedBy: sh`systemctl stop trial-ntpd.service; rm /run/ntpd`,
          },
        ],
        gone: sh`! systemctl -q is-active ptp4l@trialptp0.service`,
        afterwards,
      },
      {
        on: "rocky-02",
        want: client,
        // As the family's own package has it: https://src.fedoraproject.org/rpms/linuxptp/blob/rawhide/f/ptp4l.service
        ready: sh`${ready}
        printf '%s\\n' '[Service]' 'EnvironmentFile=-/etc/sysconfig/ptp4l' 'ExecStart=/usr/sbin/ptp4l $OPTIONS' '[Install]' 'WantedBy=multi-user.target' >/usr/lib/systemd/system/ptp4l.service
        systemctl daemon-reload`,
        breaks: [
          { by: "stopped it by hand", with: sh`systemctl stop ptp4l.service`, drifts: ["domain", "offset", "state"] },
          {
            by: "gave it another interface",
            with: sh`echo 'OPTIONS="-f /etc/ptp4l.conf -i lo"' >/etc/sysconfig/ptp4l`,
            drifts: ["options"],
          },
        ],
        gone: sh`! systemctl -q is-active ptp4l.service`,
        afterwards: sh`${afterwards}
        rm /usr/lib/systemd/system/ptp4l.service; systemctl daemon-reload`,
      },
    ],
    unbroken: {
      phc2sys: "no machine of the lab has a network card with a clock",
      phc2sysAccess: "no machine of the lab has a network card with a clock",
    },
  },
);
