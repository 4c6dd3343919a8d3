import { sh } from "#core/sh.ts";
import { exec } from "#states/exec.ts";
import { logForwarding } from "#states/log_forwarding.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const plain = { name: "conform", target: "10.20.0.9" };

const plainText = `action(type="omfwd" name="conform" target="10.20.0.9" port="514" protocol="tcp"
  keepAlive="on"
  template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
  queue.type="LinkedList" queue.filename="conform-conform" queue.maxDiskSpace="1024m" queue.saveOnShutdown="on"
  queue.timeoutEnqueue="0")
`;

const overTls = { ...plain, target: "logs.example.net", tls: true };

const tlsText = `global(defaultNetstreamDriverCAFile="/etc/ssl/conform-log-conform.pem")
action(type="omfwd" name="conform" target="logs.example.net" port="6514" protocol="tcp"
  streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="logs.example.net"
  tcp_framing="octet-counted"
  keepAlive="on"
  template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
  queue.type="LinkedList" queue.filename="conform-conform" queue.maxDiskSpace="1024m" queue.saveOnShutdown="on"
  queue.timeoutEnqueue="0")
`;

// As the two families' packages have them.
const debianConf =
  'module(load="imuxsock")\n$WorkDirectory /var/spool/rsyslog\n$IncludeConfig /etc/rsyslog.d/*.conf\n*.* -/var/log/syslog\n';
const rhelConf = 'global(workDirectory="/var/lib/rsyslog")\ninclude(file="/etc/rsyslog.d/*.conf" mode="optional")\n';

const debian = { "/etc/os-release": "ID=debian\n", "/etc/rsyslog.conf": debianConf };
const rhel = { "/etc/os-release": "ID=rocky\nID_LIKE=rhel\n", "/etc/rsyslog.conf": rhelConf };
const gtls = { "/usr/lib64/rsyslog/lmnsd_gtls.so": "" };

// rsyslogd 8.2302 with a configuration that has a mistake.
const refusing = `echo "rsyslogd: version 8.2302.0, config validation run (level 1), master config $3" >&2
if grep -q '10[.]20[.]0[.]9' "\${3%/*}"/*.conf; then
echo "rsyslogd: error during parsing file \${3%/*}/conform.conf, on or before line 4: parameter 'queue.maxDisktpace' not known -- typo in config file? [v8.2302.0 try https://www.rsyslog.com/e/2207 ]" >&2
exit 1
fi`;

const connection = `0      0      10.20.0.31:60176 10.20.0.9:514 users:(("rsyslogd",pid=30041,fd=11))`;

const tools = { rsyslogd: ":", systemctl: ":", ss: `echo '${connection}'` };

const fine = { file: plainText, access: "0644 root:root", included: "yes", running: "current" };

const trialFile = "/etc/rsyslog.d/trial.conf";

// The lab's hosts of that family have no update-ca-trust, which makes it.
const rhelBundle = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";

// A collector with TLS for a day. It ends with its input, so it gets one without end.
const collector =
  "cd /root/trial-collector; tail -f /dev/null | openssl s_server -quiet -accept 127.0.0.1:6514 -cert cert.pem -key key.pem >>said";

const startCollector =
  "systemctl reset-failed trial-collector 2>/dev/null; systemd-run -q --collect --unit=trial-collector sh /root/trial-collector/serve";

describeState(
  logForwarding,
  [
    { it: "is quiet when rsyslog forwards as declared", want: plain, found: fine, drifts: [] },
    {
      it: "only restarts rsyslog when it started before the file was as it is",
      want: plain,
      found: { ...fine, running: "outdated" },
      drifts: ["running"],
      repair: [
        "! systemctl -q is-active -- rsyslog.service || { systemctl reset-failed rsyslog.service 2>/dev/null || :; systemctl restart rsyslog.service; }",
      ],
    },
    {
      it: "restarts nothing for the rights of the file",
      want: plain,
      found: { ...fine, access: "0666 root:root" },
      drifts: ["access"],
      repair: ["chown -h root:root /etc/rsyslog.d/conform.conf && chmod 0644 /etc/rsyslog.d/conform.conf"],
    },
    {
      it: "asks for a connection only where one was declared",
      want: { ...plain, connected: true },
      found: { ...fine, connected: "" },
      drifts: ["connected"],
    },
    {
      it: "trusts whom the host trusts where no file was declared",
      want: overTls,
      found: { ...fine, file: tlsText, trust: "/tmp/ca.pem" },
      drifts: ["trust"],
    },
    {
      it: "trusts one file where that was declared",
      want: { ...overTls, caFile: "/etc/ssl/facility-ca.pem", permittedPeer: "*.example.net" },
      found: {
        ...fine,
        file: tlsText.replace("/etc/ssl/conform-log-conform.pem", "/etc/ssl/facility-ca.pem").replace('Peers="logs.', 'Peers="*.'),
      },
      drifts: [],
    },
    {
      it: "sends datagrams where asked to",
      want: { ...plain, protocol: "udp", port: 5140, queueMaxDiskSpace: 64 },
      found: { ...fine, file: plainText.replace('"514"', '"5140"').replace('"tcp"\n  keepAlive="on"', '"udp"').replace("1024m", "64m") },
      drifts: [],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings rsyslog", want: plain, tells: { "!needs": "rsyslogd" } },
      { it: "waits for the package that brings TLS", want: overTls, tools, files: debian, tells: { "!needs": "rsyslog-gnutls" } },
      {
        it: "finds nothing on a host that keeps its logs to itself",
        want: plain,
        tools,
        files: debian,
        tells: { file: "", access: "", included: "yes", running: "current" },
      },
      {
        it: "knows the Red Hat family's way to include files",
        want: plain,
        tools,
        files: { ...rhel, "/etc/rsyslog.d/conform.conf": plainText },
        tells: { file: plainText, included: "yes" },
      },
      {
        it: "sees that nobody reads the file",
        want: plain,
        tools,
        files: { "/etc/rsyslog.conf": "#$IncludeConfig /etc/rsyslog.d/*.conf\n", "/etc/rsyslog.d/conform.conf": plainText },
        tells: { file: plainText, included: "" },
      },
      {
        it: "sees that rsyslog started before the file was written",
        want: plain,
        tools: { ...tools, find: "echo /etc/rsyslog.d/conform.conf" },
        files: { ...debian, "/etc/rsyslog.d/conform.conf": plainText, "/run/systemd/units/invocation:rsyslog.service": "-> 10bb30ea5b04" },
        tells: { running: "outdated" },
      },
      {
        it: "sees the connection",
        want: { ...plain, connected: true },
        tools,
        files: debian,
        tells: { connected: "yes" },
      },
      {
        it: "does not take somebody else's connection for rsyslog's",
        want: { ...plain, target: "logs.example.net", connected: true },
        tools: { ...tools, ss: `echo '${connection.replace("rsyslogd", "filebeat")}'` },
        files: debian,
        tells: { connected: "" },
      },
      {
        it: "sees whom it trusts on Debian",
        want: overTls,
        tools,
        files: { ...debian, ...gtls, "/etc/ssl/conform-log-conform.pem": "-> /etc/ssl/certs/ca-certificates.crt" },
        tells: { trust: "system" },
      },
      {
        it: "sees whom it trusts on the Red Hat family",
        want: overTls,
        tools,
        files: { ...rhel, ...gtls, "/etc/ssl/conform-log-conform.pem": "-> /etc/ssl/certs/ca-certificates.crt" },
        tells: { trust: "/etc/ssl/certs/ca-certificates.crt" },
      },
    ],
    repairs: [
      {
        it: "writes the file once rsyslogd understood it, and restarts",
        want: plain,
        tools,
        files: debian,
        drifts: ["file", "access"],
        leaves: { "/etc/rsyslog.d/conform.conf": plainText, "/etc/rsyslog.conf": debianConf },
        undone: { "/etc/rsyslog.d/conform.conf": undefined },
        undoCalls: [
          "systemctl -q is-active -- rsyslog.service",
          "systemctl reset-failed rsyslog.service",
          "systemctl restart rsyslog.service",
        ],
      },
      {
        it: "trusts the bundle of the Red Hat family",
        want: overTls,
        tools,
        files: { ...rhel, ...gtls },
        drifts: ["file", "access", "trust"],
        leaves: {
          "/etc/rsyslog.d/conform.conf": tlsText,
          "/etc/ssl/conform-log-conform.pem": "-> /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        },
        undone: { "/etc/rsyslog.d/conform.conf": undefined, "/etc/ssl/conform-log-conform.pem": undefined },
      },
      {
        it: "has the folder read again, whatever else the file says",
        want: plain,
        tools,
        files: { "/etc/rsyslog.conf": "*.* -/var/log/syslog", "/etc/rsyslog.d/conform.conf": plainText },
        drifts: ["included"],
        leaves: { "/etc/rsyslog.conf": '*.* -/var/log/syslog\ninclude(file="/etc/rsyslog.d/*.conf" mode="optional")\n' },
        calls: ["systemctl -q is-active -- rsyslog.service", "systemctl reset-failed rsyslog.service", "systemctl restart rsyslog.service"],
      },
    ],
    refuses: [
      {
        it: "leaves what rsyslogd does not understand out of force, and says which file it is about",
        want: plain,
        tools: { ...tools, rsyslogd: refusing },
        files: { ...debian, "/etc/rsyslog.d/conform.conf": "# somebody else's\n", "/etc/rsyslog.d/50-more.conf": "*.* stop\n" },
        says: /file \/etc\/rsyslog[.]d\/conform[.]conf, on or before line 4/,
      },
      {
        it: "says what may be wrong when no connection comes about",
        want: { ...plain, connected: true },
        tools: { ...tools, ss: ":", sleep: ":" },
        files: { ...debian, "/etc/rsyslog.d/conform.conf": plainText },
        says: /no connection to 10[.]20[.]0[.]9 port 514: does the collector listen there/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: {
          name: "trial",
          target: "127.0.0.1",
          tls: true,
          caFile: "/root/trial-collector/cert.pem",
          permittedPeer: "trial.example.net",
          connected: true,
        },
        ready: sh`mkdir -p /root/trial-collector; printf %s ${collector} >/root/trial-collector/serve`,
        after: [
          packages({ names: ["openssl", "rsyslog", "rsyslog-gnutls"] }),
          exec({
            name: "start a collector",
            command: `cd /root/trial-collector && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
  -subj /CN=collector -addext subjectAltName=DNS:trial.example.net -keyout key.pem -out cert.pem && { ${startCollector}; } && sleep 2`,
            unless: "systemctl -q is-active trial-collector.service",
          }),
        ],
        breaks: [
          { by: "pointed it to another port", with: sh`sed -i s/6514/6515/ ${trialFile}`, drifts: ["file", "running"] },
          {
            by: "pointed it to another address and restarted rsyslog",
            with: sh`sed -i s/127.0.0.1/127.0.0.2/ ${trialFile}; systemctl restart rsyslog.service; sleep 2`,
            drifts: ["file", "connected"],
          },
          { by: "removed the file", with: sh`rm ${trialFile}`, drifts: ["file", "access"] },
          { by: "let everybody write to it", with: sh`chmod 0666 ${trialFile}`, drifts: ["access"] },
          { by: "wrote the same again, which rsyslog has not read", with: sh`sleep 1; touch ${trialFile}`, drifts: ["running"] },
          {
            by: "commented out that the folder is read",
            with: sh`sed -i 's/^[$]IncludeConfig/#&/' /etc/rsyslog.conf`,
            drifts: ["included"],
          },
          {
            by: "had the collector away for a while",
            with: sh`systemctl stop trial-collector.service; sleep 2; logger trial; sleep 1; systemd-run -q --collect --unit=trial-collector sh /root/trial-collector/serve; sleep 1`,
            drifts: ["connected"],
          },
        ],
        gone: sh`[ ! -e ${trialFile} ] && grep -q 'rsyslogd' /root/trial-collector/said && ! ss -Htn state established dst 127.0.0.1:6514 | grep -q .`,
        afterwards: sh`systemctl stop trial-collector.service; rm -rf /root/trial-collector /var/spool/rsyslog/conform-trial*
        sed -i 's/^#[$]IncludeConfig/$IncludeConfig/; /^include(/d' /etc/rsyslog.conf; systemctl restart rsyslog.service`,
      },
      {
        on: "rocky-01",
        want: { name: "trial", target: "127.0.0.1", tls: true },
        ready: sh`mkdir -p /etc/pki/ca-trust/extracted/pem; [ -e ${rhelBundle} ] || ln -s /etc/ssl/certs/ca-certificates.crt ${rhelBundle}`,
        breaks: [
          { by: "trusted a file of their own", with: sh`ln -sfn /tmp/mine.pem /etc/ssl/conform-log-trial.pem`, drifts: ["trust"] },
          { by: "removed whom it trusts", with: sh`rm /etc/ssl/conform-log-trial.pem`, drifts: ["trust"] },
          { by: "no longer asked who the collector is", with: sh`sed -i s,x509/name,anon, ${trialFile}`, drifts: ["file", "running"] },
        ],
        gone: sh`[ ! -e ${trialFile} ] && [ ! -L /etc/ssl/conform-log-trial.pem ]`,
        afterwards: sh`rm -f /var/spool/rsyslog/conform-trial*; [ ! -L ${rhelBundle} ] || rm ${rhelBundle}`,
      },
    ],
  },
);
