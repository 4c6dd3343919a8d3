import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { firewall } from "#states/firewall.ts";
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
      found: { live: table, boot: ruleset },
      drifts: [],
      repair: [],
    },
    {
      it: "checks the rules before it puts them anywhere",
      want: nas,
      found: { live: withoutNfs, boot: "" },
      drifts: ["live", "boot"],
      repair: [
        `_ruleset='${ruleset}'\nprintf %s "$_ruleset" | nft -c -f -`,
        `_file=/etc/nftables.conf; [ "$(os_family)" != rhel ] || _file=/etc/sysconfig/nftables.conf; printf %s "$_ruleset" | write_file "$_file" 0644 root root ${ruleset.length}`,
        'printf %s "$_ruleset" | nft -f -',
      ],
    },
  ],
  {
    tells: [
      { it: "waits for the package that brings nft", want: nas, tells: { "!needs": "nft" } },
      { it: "finds nothing on a host without rules of ours", want: nas, tools: { nft }, tells: { live: "", boot: "" } },
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
        tells: { boot: ruleset },
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
        files: { "/etc/nftables.conf": "flush ruleset\n" },
        tools: { nft },
        drifts: ["live", "boot"],
        leaves: { "/live": `${table}\n`, "/etc/nftables.conf": ruleset },
        undone: { "/live": "", "/etc/nftables.conf": "flush ruleset\n" },
      },
    ],
    refuses: [
      {
        it: "changes nothing when nft refuses the rules",
        want: { ssh: 22, open: [{ port: 1, protocol: "tcp", from: ["999.0.0.1"] }] },
        files: { "/etc/nftables.conf": "old" },
        tools: { nft: `case "$1" in -c) echo "Error: Could not resolve hostname" >&2; exit 1 ;; -f) : >/changed ;; esac` },
        says: /Could not resolve/,
        keeps: { "/etc/nftables.conf": "old", "/changed": undefined },
      },
    ],
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
  const script = sh`printf %s ${firewall.expect(odd).boot ?? ""} | nft -f - || exit 1\n${lookScript(firewall.inspect(odd))}`;
  const { stdout } = await runShell(["unshare", "-n", "sh"], script.text);
  expect(readFacts(stdout)[0]?.["live"]).toBe(firewall.expect(odd).live);
});
