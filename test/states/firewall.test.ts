import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { firewall } from "#states/firewall.ts";
import { packages } from "#states/package.ts";
import { describeState, has } from "#support/describe-state.ts";
import { lookScript, readFacts, runShell } from "#support/run-shell.ts";

const nas = {
  ssh: 22,
  open: [
    { port: 2049, protocol: "tcp", from: ["10.77.20.0/24", "fd77::/64"] },
    { port: 5353, protocol: "udp" },
  ],
} as const;

const table = `table inet conform {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		ct state invalid drop
		iif "lo" accept
		meta l4proto { icmp, igmp, ipv6-icmp } accept
		tcp dport 22 accept
		ip saddr 10.77.20.0/24 tcp dport 2049 accept
		ip6 saddr fd77::/64 tcp dport 2049 accept
		udp dport 5353 accept
	}
}`;
const ruleset = `# Written by conform.\ntable inet conform\ndelete table inet conform\n${table}\n`;
const withoutNfs = table.replaceAll(/.*2049.*\n/g, "");

/** sshd on port 22, as the kernel tells of it. */
const sshd = {
  "/proc/net/tcp":
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1578 1 000000004526ee5f 100 0 0 10 0\n",
};

/** nft(8) with the table of /live in force. */
const nft = `case "$*" in
  'list tables') echo 'table ip nat'; [ ! -s /live ] || echo 'table inet conform' ;;
  '-s list table inet conform') cat /live ;;
  *'delete table inet conform') : >/live ;;
  '-f -') grep -v -e '^#' -e '^delete' -e '^table inet conform$' >/live || : ;;
esac`;

describeState(
  firewall,
  [
    {
      it: "is quiet when the rules in force and those of the next boot are the declared ones",
      want: nas,
      found: { live: table, file: ruleset, access: "0644 root:root" },
      drifts: [],
      repair: [],
    },
    {
      it: "puts only the kernel right when only the rules in force differ",
      want: nas,
      found: { live: withoutNfs, file: ruleset, access: "0644 root:root" },
      drifts: ["live"],
      repair: [
        "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q '^ *[0-9]*: [0-9A-F]*:0016 [0-9A-F:]* 0A ' || { echo 'nothing listens on port 22, so these rules would shut out SSH: they are not in force' >&2; exit 1; }",
        `printf %s '${ruleset}' | nft -f -`,
      ],
    },
  ],
  {
    tells: [
      { it: "waits for the package that brings nft", want: nas, tells: { "!needs": "nft" } },
      { it: "finds nothing on a host without rules of ours", want: nas, tools: { nft }, tells: { live: "", file: "", access: "" } },
      {
        it: "shows the rules in force when somebody changed them by hand",
        want: nas,
        files: { "/live": `${withoutNfs}\n` },
        tools: { nft, unshare: "exit 1" },
        tells: { live: withoutNfs },
      },
      {
        it: "asks nft itself when the rules only look different",
        want: nas,
        files: { "/live": "table inet conform { # the same, as another version prints it\n}\n" },
        tools: { nft, unshare: "cat /live" },
        tells: { live: table },
      },
      {
        it: "reads the file from which the Red Hat family starts",
        want: nas,
        files: { "/etc/os-release": "ID=rocky\nID_LIKE=rhel\n", "/etc/sysconfig/nftables.conf": ruleset },
        tools: { nft },
        tells: { file: ruleset },
      },
      {
        it: "cannot look where the kernel has no nftables",
        want: nas,
        tools: { nft: "exit 1" },
        tells: { "!cannot": "the kernel does not answer nft" },
      },
    ],
    repairs: [
      {
        it: "puts the rules in force and in the file, and takes both away again",
        want: nas,
        files: { ...sshd, "/etc/nftables.conf": "flush ruleset\n" },
        tools: { nft },
        drifts: ["live", "file"],
        leaves: { "/live": `${table}\n`, "/etc/nftables.conf": ruleset },
        undone: { "/live": "", "/etc/nftables.conf": "flush ruleset\n" },
      },
    ],
    refuses: [
      {
        it: "changes nothing when nft refuses the rules",
        want: { ssh: 22, open: [{ port: 1, protocol: "tcp", from: ["999.0.0.1"] }] },
        files: { ...sshd, "/etc/nftables.conf": "old" },
        tools: { nft: `case "$1" in -c) echo "Error: Could not resolve hostname" >&2; exit 1 ;; -f) : >/changed ;; esac` },
        says: /Could not resolve/,
        keeps: { "/etc/nftables.conf": "old", "/changed": undefined },
      },
      {
        it: "does not shut out SSH when it listens elsewhere",
        want: { ssh: 2222 },
        files: { ...sshd, "/etc/nftables.conf": "old" },
        tools: { nft: `case "$*" in 'list tables') ;; *) : >/changed ;; esac` },
        says: /nothing listens on port 2222, so these rules would shut out SSH/,
        keeps: { "/etc/nftables.conf": "old", "/changed": undefined },
      },
    ],
    lab: (["suite-02", "rocky-01"] as const).map((on) => {
      const file = on === "suite-02" ? "/etc/nftables.conf" : "/etc/sysconfig/nftables.conf";
      return {
        on,
        // nft prints some of these networks in its own way
        want: { ssh: 22, open: [{ port: 8080, protocol: "tcp", from: ["10.77.0.0/24", "fd77::/64", "10.1.2.3/8", "192.168.1.1/32"] }] },
        after: [packages({ names: ["nftables"] })],
        breaks: [
          { by: "opened a port", with: sh`nft add rule inet conform input tcp dport 9999 accept`, drifts: ["live"] },
          { by: "let everything in", with: sh`nft 'add chain inet conform input { policy accept; }'`, drifts: ["live"] },
          { by: "took all rules away", with: sh`nft delete table inet conform`, drifts: ["live"] },
          { by: "edited the file", with: sh`echo '# by hand' >>${file}`, drifts: ["file"] },
          { by: "made the file writable for all", with: sh`chmod 0666 ${file}`, drifts: ["access"] },
          { by: "removed the file", with: sh`rm ${file}`, drifts: ["file", "access"] },
        ],
        gone: sh`! nft list tables | grep -q conform && ! grep -qs conform ${file}`,
      };
    }),
  },
);

test.skipIf(!has("nft"))("the table is as the real nft prints it, and told apart from one that differs", async () => {
  const inNetworkOfItsOwn = async (rules: string): Promise<string | undefined> => {
    const script = sh`printf %s ${rules} | nft -f - || exit 1\n${lookScript(firewall.inspect(nas))}`;
    const { stdout, stderr } = await runShell(["unshare", "-n", "sh"], script.text);
    expect(stderr).toBe("");
    return readFacts(stdout)[0]?.["live"];
  };
  expect(await inNetworkOfItsOwn(ruleset)).toBe(table);
  expect(await inNetworkOfItsOwn(ruleset + ruleset)).toBe(table);
  expect(await inNetworkOfItsOwn(`table inet conform { chain input { type filter hook input priority 0; policy accept; }; }`)).toContain(
    "policy accept",
  );
  expect(await inNetworkOfItsOwn("table inet other { }")).toBe("");
});

test.skipIf(!has("nft"))("rules that nft spells in its own way still count as declared", async () => {
  const odd = { ssh: 22, open: [{ port: 445, protocol: "tcp", from: ["10.1.2.3/8", "192.168.1.1/32"] }] } as const;
  const script = sh`printf %s ${firewall.expect(odd).file ?? ""} | nft -f - || exit 1\n${lookScript(firewall.inspect(odd))}`;
  const { stdout } = await runShell(["unshare", "-n", "sh"], script.text);
  expect(readFacts(stdout)[0]?.["live"]).toBe(firewall.expect(odd).live);
});
