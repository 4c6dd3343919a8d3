import { describe, expect, test } from "vitest";

import { sysctls } from "#baseline/checks/sysctls.ts";
import { foundBy } from "#support/found-by.ts";

const media = (parameters: string, port = "eth1"): string => `
networks: { house: { cidr: 10.0.0.0/24, class: production }, video: { cidr: 10.1.0.0/24, class: media } }
baselines: { studio: { framework: house, version: "1", sysctls: { ${parameters} } } }
hosts:
  cam-01: { os: { family: rhel, release: "9.4" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.1 }, ${port}: { network: video, ip: 10.1.0.1 } } }
`;

const ids = (text: string): readonly string[] => foundBy(sysctls, text).map((found) => found.split(":")[0] ?? "");

// The kernel takes the larger of `all` and the interface's own: 0 off, 1 strict, 2 loose.
describe("reverse-path filtering of an interface in a media network", () => {
  test.each([
    ["all strict", "net.ipv4.conf.all.rp_filter: { value: 1 }", ["strict-rp-filter"]],
    ["its own strict", "net.ipv4.conf.eth1.rp_filter: { value: 1 }", ["strict-rp-filter"]],
    ["strict by default", "net.ipv4.conf.default.rp_filter: { value: 1 }", ["strict-rp-filter"]],
    [
      "all strict, its own off",
      "net.ipv4.conf.all.rp_filter: { value: 1 }, net.ipv4.conf.eth1.rp_filter: { value: 0 }",
      ["strict-rp-filter"],
    ],
    ["all strict, its own loose", "net.ipv4.conf.all.rp_filter: { value: 1 }, net.ipv4.conf.eth1.rp_filter: { value: 2 }", []],
    ["strict by default, all loose", "net.ipv4.conf.default.rp_filter: { value: 1 }, net.ipv4.conf.all.rp_filter: { value: 2 }", []],
    ["strict by default, its own off", "net.ipv4.conf.default.rp_filter: { value: 1 }, net.ipv4.conf.eth1.rp_filter: { value: 0 }", []],
    ["another one strict", "net.ipv4.conf.eth0.rp_filter: { value: 1 }", []],
    ["nothing said", "", []],
    ["spelt with slashes", "net/ipv4/conf/all/rp_filter: { value: 1 }", ["strict-rp-filter"]],
  ])("%s", (_, parameters, expected) => expect(ids(media(parameters))).toEqual(expected));

  test.each([
    ["net.ipv4.conf.eth1/20.rp_filter", ["strict-rp-filter"]],
    ["net/ipv4/conf/eth1.20/rp_filter", ["strict-rp-filter"]],
    ["net.ipv4.conf.eth1/30.rp_filter", []],
  ])("of a VLAN, spelt %s", (key, expected) => expect(ids(media(`${key}: { value: 1 }`, "eth1.20"))).toEqual(expected));
});

describe("a parameter that a role sets too", () => {
  const tuned = (parameter: string, use?: string, tuning = true): string => `
networks: { house: { cidr: 10.0.0.0/24, class: production } }
rooms: { "2.14": { name: "2.14" } }
baselines: { studio: { framework: house, version: "1", tuning: ${tuning}, sysctls: { ${parameter} } } }
hosts:
  ws-01: { os: { family: rhel, release: "9.4" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.1 } } }
  ws-02: { os: { family: rhel, release: "9.4" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.2 } } }
volumes:
  work: { protocol: nfs, server: ws-01, export: /srv/work, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: work, gid: 3000 }
${use === undefined ? "" : `suites: { one: { name: One, room: "2.14", class: ${use}, hosts: [ws-01, ws-02] } }`}
`;

  test.each([
    ["to another value", tuned("vm.swappiness: { value: 60 }"), "its tuning of servers to 10"],
    [
      "to that of another class",
      tuned("net.core.rmem_max: { value: 134217728 }", "offline"),
      "its tuning of hosts of class offline to 67108864",
    ],
    [
      "for shares, where nothing is tuned",
      tuned("net.core.rmem_max: { value: 212992 }", undefined, false),
      "who mounts or serves shares to 16777216",
    ],
  ])("%s is told of once", (_, text, words) => {
    expect(foundBy(sysctls, text)).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    ["to the same value", tuned("net.core.rmem_max: { value: 134217728 }", "grade")],
    ["or not at all", tuned("kernel.kptr_restrict: { value: 2 }")],
  ])("%s is in order", (_, text) => expect(foundBy(sysctls, text)).toEqual([]));
});
