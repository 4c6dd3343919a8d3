import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { asPrinted } from "#states/firewalld/rich-rule.ts";
import { firewalld } from "#states/firewalld.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { describeState } from "#support/describe-state.ts";

/** One zone as `--list-all-zones` of firewalld 1.3 prints it. */
const zone = (name: string, said: Readonly<Record<string, string>> = {}): string =>
  [
    name,
    ...Object.entries({
      target: "default",
      "icmp-block-inversion": "no",
      interfaces: "",
      sources: "",
      services: "",
      ports: "",
      protocols: "",
      forward: "yes",
      masquerade: "no",
      "forward-ports": "",
      "source-ports": "",
      "icmp-blocks": "",
      "rich rules": "",
      ...said,
    }).map(([part, text]) => `  ${part}: ${text}`),
    "\n",
  ].join("\n");

const asInstalled =
  zone("drop", { target: "DROP" }) + zone("public", { services: "dhcpv6-client ssh" }) + zone("trusted", { target: "ACCEPT" });

// What stands for the files is one file with all zones: ours once it is changed, before that the one of the package.
const store = `part_of() { case $1 in rich-rule) echo 'rich rules' ;; *) echo "$1s" ;; esac; }
edit() {
  cat "$at" >/tmp/was
  zone=$zone part=$1 item=$2 does=$3 awk '
    /^[^ \\t]/ { mine = $1 == ENVIRON["zone"] }
    mine && index($0, "  " ENVIRON["part"] ": ") == 1 {
      rules = ENVIRON["part"] == "rich rules"; item = ENVIRON["item"]
      if (ENVIRON["does"] == "set") $0 = "  target: " item
      else if (rules) { print; if (ENVIRON["does"] != "remove") print "\\t" item; next }
      else { count = split(substr($0, length(ENVIRON["part"]) + 4), w, " "); $0 = "  " ENVIRON["part"] ": "
        for (i = 1; i <= count; i++) if (w[i] != item) $0 = $0 w[i] " "
        if (ENVIRON["does"] != "remove") $0 = $0 item " "
        sub(/ $/, "")
        if (!/: /) $0 = $0 " " }
    }
    rules && /^\\t/ && mine && substr($0, 2) == ENVIRON["item"] { next }
    { print }' /tmp/was >"$to"
}
does() {
  zone='' what='' base=''
  for each; do
    case $each in
      --system-config=*) base=\${each#*=} ;;
      --permanent) base=/etc/firewalld ;;
    esac
  done
  if [ -n "$base" ]; then at=$base/zones/public.xml to=$base/zones/public.xml; [ -e "$at" ] || at=/usr/lib/zones; fi
  for each; do
    case $each in
      --list-all) zone=$zone awk '/^[^ \\t]/ { mine = $1 == ENVIRON["zone"] } mine { print }' "$at" ;;
      --zone=*) zone=\${each#*=} ;;
      --list-all-zones) cat "$at" ;;
      --new-zone=*) cp "$at" /tmp/was; { cat /tmp/was; echo "\${each#*=}"; cat /new; } >"$to" ;;
      --set-default-zone=*) printf '# kept\\nDefaultZone=%s\\nFirewallBackend=nftables\\n' "\${each#*=}" >/etc/firewalld/firewalld.conf ;;
      --get-default-zone) awk -F= '$1 == "DefaultZone" { print $2 }' /etc/firewalld/firewalld.conf ;;
      --set-target=*) edit target "\${each#*=}" set ;;
      --remove-service-from-zone=*) edit services "\${each#*=}" remove ;;
      --add-* | --change-* | --remove-*) what=\${each%%=*}; does=\${what#--}; what=\${does#*-}; edit "$(part_of "$what")" "\${each#*=}" "\${does%%-*}" ;;
    esac
  done
}
`;
const file = "/etc/firewalld/zones/public.xml";
const offline = `${store}case $* in *nosuch*) echo "INVALID_SERVICE: nosuch"; exit 101 ;; esac
does --permanent "$@"`;
const daemon = `${store}at=/live to=/live
[ ! -e /stopped ] || { echo 'FirewallD is not running' >&2; exit 252; }
case $* in
  *--reload*) if [ -e ${file} ]; then cat ${file}; else cat /usr/lib/zones; fi >/live ;;
  --state) echo running ;;
  *) does "$@" ;;
esac`;
const tools = {
  "firewall-cmd": daemon,
  "firewall-offline-cmd": offline,
  systemctl: "",
  nft: `[ -e /flushed ] || echo 'jump filter_INPUT_ZONES'`,
  nmcli: "exit 8",
};
const installed = {
  "/usr/lib/zones": asInstalled,
  "/live": asInstalled,
  "/etc/firewalld/firewalld.conf": "# kept\nDefaultZone=public\nFirewallBackend=nftables\n",
  "/etc/firewalld/zones": null,
  "/usr/lib/firewalld/services/ssh.xml": '<service>\n  <port protocol="tcp" port="22"/>\n</service>\n',
};

/** A run of the user `conform`, who came over SSH from 10.77.0.1. */
const overSsh = {
  "/proc/self/status": "Name:\tawk\nPPid:\t10\n",
  "/proc/10/cmdline": "sshd: conform@notty\0",
};
const sshTools = {
  ...tools,
  ss: `echo 'ESTAB 0 0 [::ffff:10.77.0.12]:22 [::ffff:10.77.0.1]:52586 users:(("sshd",pid=10,fd=4),("sshd",pid=9,fd=4))'`,
  ip: `echo '2: eth0    inet 10.77.0.12/24 brd 10.77.0.255 scope global eth0'`,
};

const role = {
  zone: "public",
  services: [],
  ports: ["22/tcp"],
  richRules: ['rule family="ipv4" source address="10.77.20.0/24" port port="2049" protocol="tcp" accept'],
  target: "DROP",
  exclusive: true,
} as const;
const nfs = { zone: "public", services: ["nfs"], sources: ["10.77.20.0/24", "aa:bb:cc:dd:ee:0f"] };

const half = (name: "permanent" | "running", facts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries({ "": "there", ...facts }).map(([fact, value]) => [fact === "" ? name : `${name}.${fact}`, value]));
const asDeclared = { services: "", ports: "22/tcp", richRules: role.richRules[0], target: "DROP", others: "" };

describeState(
  firewalld,
  [
    {
      it: "is quiet when the zone is so at boot and now",
      want: role,
      found: { ...half("permanent", asDeclared), ...half("running", asDeclared), kernel: "filters" },
      drifts: [],
    },
    {
      it: "names a port that somebody opened until the next boot",
      want: role,
      found: { ...half("permanent", asDeclared), ...half("running", { ...asDeclared, ports: "22/tcp 8080/tcp" }), kernel: "filters" },
      drifts: ["running.ports"],
    },
    {
      it: "looks only at what is declared",
      want: { zone: "public", ports: ["80/tcp"], default: true },
      found: {
        ...half("permanent", { ports: "80/tcp", default: "public" }),
        ...half("running", { ports: "80/tcp", default: "public" }),
        kernel: "filters",
      },
      drifts: [],
    },
    {
      it: "has rules as firewalld prints them, however they were written",
      want: { zone: "public", richRules: ["rule accept source address=10.0.0.0/8 family=ipv4 service name=ssh"] },
      found: {
        ...half("permanent", { richRules: 'rule family="ipv4" source address="10.0.0.0/8" service name="ssh" accept' }),
        ...half("running", { richRules: "" }),
        kernel: "filters",
      },
      drifts: ["running.richRules"],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package", want: role, tells: { "!needs": "firewall-cmd" } },
      { it: "waits for nft, which Debian does not bring along", want: role, tools: { "firewall-cmd": "" }, tells: { "!needs": "nft" } },
      {
        // Debian 12 without netbase
        it: "says why the files can't be loaded",
        want: role,
        tools: { ...tools, "firewall-offline-cmd": "echo 'ERROR: INVALID_PROTOCOL: esp' >&2; exit 254" },
        files: installed,
        tells: { "!cannot": "the files of firewalld can't be loaded: ERROR: INVALID_PROTOCOL: esp " },
      },
      {
        it: "tells each half for itself",
        want: { ...role, default: true },
        tools,
        files: {
          ...installed,
          "/live": asInstalled
            .replace("dhcpv6-client ssh\n  ports: ", "ssh\n  ports: 22/tcp 9-11/udp")
            .replace("public", "public (default, active)")
            .replaceAll(/rich rules: \n/g, "rich rules: \n\trule b\n\trule a\n")
            .replaceAll("forward-ports: \n", "forward-ports: \n\tport=80:proto=tcp:toport=8080:toaddr=\n"),
        },
        tells: {
          permanent: "there",
          "permanent.services": "dhcpv6-client ssh",
          "permanent.ports": "",
          "permanent.richRules": "",
          "permanent.target": "default",
          "permanent.others": "",
          "permanent.default": "public",
          running: "there",
          "running.services": "ssh",
          "running.ports": "22/tcp 9-11/udp",
          "running.richRules": "rule a\nrule b",
          "running.target": "default",
          "running.others": "forward-ports port=80:proto=tcp:toport=8080:toaddr=",
          "running.default": "public",
          kernel: "filters",
        },
      },
      {
        it: "leaves alone what others declared",
        want: { zone: "public", services: ["ssh"], ports: ["5001/tcp", "5002/udp"], sources: ["aa:bb:cc:dd:ee:ff"] },
        tools,
        files: {
          ...installed,
          "/live": asInstalled
            .replace("dhcpv6-client ssh\n  ports: ", "nfs ssh\n  ports: 5000-5010/tcp")
            .replaceAll("sources: ", "sources: AA:BB:CC:DD:EE:FF"),
        },
        tells: {
          "permanent.services": "ssh",
          "permanent.ports": "",
          "running.services": "ssh",
          "running.ports": "5001/tcp",
          "running.sources": "AA:BB:CC:DD:EE:FF",
        },
      },
      {
        it: "says that the daemon does not run, and still reads its files",
        want: role,
        tools,
        files: { ...installed, "/stopped": "" },
        tells: {
          permanent: "there",
          "permanent.services": "dhcpv6-client ssh",
          running: "firewalld does not run",
          "running.target": "",
          kernel: "",
        },
      },
      {
        it: "cannot look when the daemon does not answer",
        want: role,
        tools: { ...tools, "firewall-cmd": "exit 124" },
        files: installed,
        tells: { "!cannot": "firewalld does not answer" },
      },
      { it: "knows no such zone", want: { zone: "san" }, tools, files: installed, tells: { permanent: "", running: "" } },
      {
        it: "sees that somebody flushed the kernel's rules",
        want: { zone: "public" },
        tools,
        files: { ...installed, "/flushed": "" },
        tells: { running: "there", kernel: "" },
      },
      {
        it: "finds an interface in the zone of its connection",
        want: { zone: "trusted", interfaces: ["eth1"] },
        tools: {
          ...tools,
          nmcli: `case $* in *--active) echo 86c89be7:eth0; echo 0eecddc4:eth1 ;; *0eecddc4) echo trusted ;; *) echo ;; esac`,
        },
        files: installed,
        tells: { "permanent.interfaces": "eth1", "running.interfaces": "" },
      },
    ],
    repairs: [
      {
        it: "prunes and adds, in the files and in force, and takes it all back",
        want: role,
        tools: sshTools,
        files: { ...installed, ...overSsh },
        drifts: [
          "permanent.target",
          "permanent.services",
          "permanent.ports",
          "permanent.richRules",
          "running.target",
          "running.services",
          "running.ports",
          "running.richRules",
        ],
        undone: { [file]: undefined, "/live": asInstalled },
      },
      {
        it: "touches only what is in force where only that differs, and keeps what others opened",
        want: { zone: "public", services: ["ssh", "nfs"] },
        tools,
        files: {
          ...installed,
          [file]: asInstalled.replace("dhcpv6-client ssh", "nfs ssh"),
          "/live": asInstalled.replace("ports: ", "ports: 9/tcp"),
        },
        drifts: ["running.services"],
        leaves: {
          [file]: asInstalled.replace("dhcpv6-client ssh", "nfs ssh"),
          "/live": asInstalled.replace("ports: ", "ports: 9/tcp").replace("dhcpv6-client ssh", "dhcpv6-client ssh nfs"),
        },
      },
      {
        it: "makes a zone of our own, the default one, and gives the default back",
        want: { zone: "san", ports: ["22/tcp"], sources: ["10.0.0.0/8"], default: true },
        tools: sshTools,
        files: { ...installed, ...overSsh, "/new": zone("").slice(1) },
        drifts: [
          "permanent",
          "permanent.ports",
          "permanent.sources",
          "permanent.default",
          "running",
          "running.ports",
          "running.sources",
          "running.default",
        ],
        leaves: { "/etc/firewalld/firewalld.conf": "# kept\nDefaultZone=san\nFirewallBackend=nftables\n" },
        undone: { "/etc/firewalld/firewalld.conf": installed["/etc/firewalld/firewalld.conf"] },
      },
    ],
    refuses: [
      {
        it: "does not take the port of our connection out of its zone",
        want: { zone: "public", services: [], exclusive: true },
        tools: sshTools,
        files: { ...installed, ...overSsh },
        says: /SSH must stay open/,
        keeps: { [file]: undefined, "/live": asInstalled },
      },
      {
        it: "does not bind our connection to a zone without it",
        want: { zone: "public", interfaces: ["eth0"] },
        tools: sshTools,
        files: {
          ...installed,
          ...overSsh,
          "/usr/lib/zones": asInstalled.replace("dhcpv6-client ssh", ""),
          "/etc/firewalld/firewalld.conf": "DefaultZone=trusted\n",
        },
        says: /SSH must stay open/,
        keeps: { [file]: undefined, "/live": asInstalled },
      },
      {
        it: "does not drop what comes from our address",
        want: { zone: "public", richRules: ["rule family=ipv4 source address=10.77.0.0/24 drop"] },
        tools: sshTools,
        files: { ...installed, ...overSsh },
        says: /SSH must stay open/,
        keeps: { [file]: undefined, "/live": asInstalled },
      },
      {
        it: "loads no files that would shut us out",
        want: { zone: "trusted", target: "ACCEPT" },
        tools: { ...sshTools, nft: "exit 1" },
        files: { ...installed, ...overSsh, "/usr/lib/zones": asInstalled.replace("dhcpv6-client ssh", "dhcpv6-client") },
        says: /nothing was loaded: SSH must stay open/,
      },
      {
        it: "says so when firewalld knows no such service",
        want: { zone: "public", services: ["nosuch"] },
        tools,
        files: installed,
        says: /INVALID_SERVICE: nosuch/,
        keeps: { [file]: undefined, "/live": asInstalled },
      },
      {
        it: "says so when the daemon does not run",
        want: { zone: "public", services: ["ssh"] },
        tools: { ...tools, "firewall-cmd": "exit 252" },
        files: installed,
        says: /firewalld does not run: declare firewalld\.service/,
      },
      {
        it: "writes a new zone even then",
        want: { zone: "san", services: ["ssh"] },
        tools,
        files: { ...installed, "/stopped": "", "/new": zone("").slice(1) },
        says: /firewalld does not run: declare firewalld\.service/,
        keeps: { [file]: asInstalled + zone("san", { services: "ssh" }) },
      },
      {
        it: "leaves the files as they were when they can't be loaded",
        want: nfs,
        tools: { ...tools, "firewall-offline-cmd": `case $* in *--check-config) echo INVALID_NAME; exit 1 ;; esac\n${offline}` },
        files: installed,
        says: /INVALID_NAME/,
        keeps: { [file]: undefined, "/live": asInstalled },
      },
    ],
    lab: [
      {
        on: "rocky-01",
        want: {
          zone: "public",
          services: ["ssh"],
          ports: ["8080/tcp", "9000-9010/udp"],
          richRules: ["rule family=ipv4 source address=10.77.20.0/24 port protocol=tcp port=2049 accept"],
          target: "DROP",
          default: true,
          exclusive: true,
        },
        after: [packages({ names: ["firewalld"] }), service({ name: "firewalld.service", running: true })],
        breaks: [
          { by: "opened a port until the next boot", with: sh`firewall-cmd --zone=public --add-port=9999/tcp`, drifts: ["running.ports"] },
          {
            by: "opened a port for the next boot",
            with: sh`firewall-cmd --permanent --zone=public --add-port=9999/tcp`,
            drifts: ["permanent.ports"],
          },
          { by: "edited the file of the zone", with: sh`sed -i s/8080/8081/ ${file}`, drifts: ["permanent.ports"] },
          { by: "let in a service", with: sh`firewall-cmd --zone=public --add-service=http`, drifts: ["running.services"] },
          {
            by: "let in a service for good",
            with: sh`firewall-cmd --permanent --zone=public --add-service=http && firewall-cmd --reload`,
            drifts: ["permanent.services", "running.services"],
          },
          {
            by: "took a rule away",
            with: sh`firewall-cmd --zone=public --remove-rich-rule='rule family="ipv4" source address="10.77.20.0/24" port port="2049" protocol="tcp" accept'`,
            drifts: ["running.richRules"],
          },
          {
            by: "added a rule for the next boot",
            with: sh`firewall-cmd --permanent --zone=public --add-rich-rule='rule service name="http" accept'`,
            drifts: ["permanent.richRules"],
          },
          {
            by: "forwarded a port",
            with: sh`firewall-cmd --zone=public --add-forward-port=port=80:proto=tcp:toport=8000`,
            drifts: ["running.others"],
          },
          {
            by: "let in every packet of a protocol",
            with: sh`firewall-cmd --permanent --zone=public --add-protocol=gre`,
            drifts: ["permanent.others"],
          },
          {
            by: "let in whatever comes from a port",
            with: sh`firewall-cmd --zone=public --add-source-port=53/udp && firewall-cmd --permanent --zone=public --add-source-port=53/udp`,
            drifts: ["permanent.others", "running.others"],
          },
          {
            by: "answered what is refused, from the next boot on",
            with: sh`firewall-cmd --permanent --zone=public --set-target=default`,
            drifts: ["permanent.target"],
          },
          {
            by: "let everything in, and hid it in the files",
            with: sh`firewall-cmd --permanent --zone=public --set-target=ACCEPT && firewall-cmd --reload && firewall-cmd --permanent --zone=public --set-target=DROP`,
            drifts: ["running.target"],
          },
          {
            by: "chose another default zone",
            with: sh`firewall-cmd --set-default-zone=work`,
            drifts: ["permanent.default", "running.default"],
          },
          {
            by: "chose another default zone in the file",
            with: sh`sed -i s/^DefaultZone=.*/DefaultZone=work/ /etc/firewalld/firewalld.conf`,
            drifts: ["permanent.default"],
          },
          {
            by: "removed the file of the zone",
            with: sh`rm ${file}`,
            drifts: ["permanent.services", "permanent.ports", "permanent.richRules", "permanent.target"],
          },
          { by: "took firewalld's rules away from the kernel", with: sh`nft delete table inet firewalld`, drifts: ["kernel"] },
        ],
        gone: sh`[ ! -e ${file} ] && [ "$(firewall-cmd --get-default-zone)" = public ] && firewall-cmd --zone=public --query-service=dhcpv6-client`,
        afterwards: sh`systemctl stop firewalld.service; rm -f ${file}.old`,
      },
      {
        on: "rocky-01",
        want: { zone: "trial", ports: ["5000/tcp"], sources: ["10.98.0.0/24", "aa:bb:cc:dd:ee:0f"], interfaces: ["trial0"] },
        after: [packages({ names: ["firewalld"] }), service({ name: "firewalld.service", running: true })],
        ready: sh`nmcli connection add type bridge ifname trial0 con-name trial0 ip4 10.99.0.1/24 && nmcli connection up trial0`,
        breaks: [
          {
            by: "deleted the zone",
            with: sh`nmcli connection modify trial0 connection.zone '' && firewall-cmd --permanent --delete-zone=trial && firewall-cmd --reload`,
            drifts: [
              "permanent",
              "permanent.ports",
              "permanent.sources",
              "permanent.interfaces",
              "running",
              "running.ports",
              "running.sources",
              "running.interfaces",
            ],
          },
          {
            by: "gave its network to another zone",
            with: sh`firewall-cmd --zone=work --change-source=10.98.0.0/24`,
            drifts: ["running.sources"],
          },
          {
            by: "took a source away for the next boot",
            with: sh`firewall-offline-cmd --zone=trial --remove-source=10.98.0.0/24`,
            drifts: ["permanent.sources"],
          },
          { by: "moved the interface", with: sh`firewall-cmd --zone=work --change-interface=trial0`, drifts: ["running.interfaces"] },
          {
            by: "moved the connection of the interface",
            with: sh`nmcli connection modify trial0 connection.zone work`,
            drifts: ["permanent.interfaces", "running.interfaces"],
          },
        ],
        gone: sh`[ ! -e /etc/firewalld/zones/trial.xml ] && [ -z "$(nmcli -g connection.zone connection show trial0)" ] && ! firewall-cmd --info-zone=trial`,
        afterwards: sh`nmcli connection delete trial0; systemctl stop firewalld.service; rm -f /etc/firewalld/zones/*.old`,
      },
      {
        on: "suite-02",
        want: { zone: "public", services: ["ssh", "nfs"], interfaces: ["trial0"] },
        after: [packages({ names: ["firewalld", "netbase", "nftables"] }), service({ name: "firewalld.service", running: true })],
        breaks: [
          {
            by: "closed a service for good",
            with: sh`firewall-cmd --permanent --zone=public --remove-service=nfs && firewall-cmd --reload`,
            drifts: ["permanent.services", "running.services"],
          },
          { by: "took its interface away", with: sh`firewall-cmd --zone=public --remove-interface=trial0`, drifts: ["running.interfaces"] },
          {
            by: "gave its interface to another zone for good",
            with: sh`firewall-offline-cmd --zone=work --change-interface=trial0 && firewall-cmd --reload`,
            drifts: ["permanent.interfaces", "running.interfaces"],
          },
          { by: "took firewalld's rules away from the kernel", with: sh`nft flush ruleset`, drifts: ["kernel"] },
        ],
        gone: sh`[ ! -e ${file} ]`,
        afterwards: sh`systemctl disable --now firewalld.service; rm -f /etc/firewalld/zones/*`,
      },
    ],
  },
);

test.each([
  // firewall-cmd 1.3 on a real host: what it was given, and what it printed
  [
    "rule service name=ssh family=ipv4 source address=10.0.0.1/24 accept",
    'rule family="ipv4" source address="10.0.0.1/24" service name="ssh" accept',
  ],
  [
    'rule family=ipv4 source address=10.0.0.1/24 service name=ssh log prefix="a b" limit value=3/minute accept',
    'rule family="ipv4" source address="10.0.0.1/24" service name="ssh" log prefix="a b" limit value="3/m" accept',
  ],
  [
    "rule priority=0 source NOT address=10.0.0.1/24 family=ipv4 port protocol=tcp port=22 accept",
    'rule family="ipv4" source NOT address="10.0.0.1/24" port port="22" protocol="tcp" accept',
  ],
])("%s", (written, printed) => {
  expect(asPrinted(written)).toBe(printed);
  expect(asPrinted(printed)).toBe(printed);
});
