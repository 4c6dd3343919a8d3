import { describe, expect, test } from "vitest";

import { hostids } from "#licensing/checks/hostids.ts";
import { foundBy } from "#support/found-by.ts";

const lic = (n: number, family: string, mac = ""): string =>
  `  lic-0${n}: { os: { family: ${family}, release: "9" }, interfaces: { eth0: { network: house, ip: 10.0.0.3${n}${mac} } } }`;

const found = (server: string, families: readonly string[] = ["rhel", "rhel", "rhel", "rhel"]): readonly string[] =>
  foundBy(
    hostids,
    [
      "networks: { house: { cidr: 10.0.0.0/24, class: production } }",
      "hosts:",
      ...families.map((family, i) => lic(i + 1, family, i < 3 ? `, mac: "3c:ec:ef:00:00:0${i + 1}"` : "")),
      `licence_servers: { house-flexnet: { port: 27000, vendor_ports: [27001], command: /opt/flexnet/lmgrd, ${server} } }\n`,
    ].join("\n"),
  );

describe("a hostid", () => {
  test.each<[string, string, readonly string[]]>([
    ["is the hardware address of the server's host", 'host: lic-01, manager: rlm, hostid: "3cecef000001"', []],
    [
      "is not that of another host",
      'host: lic-01, manager: rlm, hostid: "3cecef000002"',
      ["hostid-unknown: licence server house-flexnet is bound to 3cecef000002, but host lic-01 has 3c:ec:ef:00:00:01"],
    ],
    ["is that of any host of a triad", 'host: lic-01, manager: flexnet, triad: [lic-01, lic-02, lic-03], hostid: "3cecef000003"', []],
    [
      "can't be judged to be right where no address is written",
      'host: lic-04, manager: rlm, hostid: "3cecef000004"',
      ["hostid-unknown: licence server house-flexnet is bound to 3cecef000004, but host lic-04 names no mac"],
    ],
    ["may be a number that the system made up", 'host: lic-01, manager: rlm, hostid: "007f0101"', []],
  ])("%s", (_, server, says) => expect(found(server)).toEqual(says));
});

describe("a triad", () => {
  test.each<[string, string, readonly string[]]>([
    ["is three hosts", "host: lic-02, manager: flexnet, triad: [lic-01, lic-02, lic-03]", []],
    [
      "is not two",
      "host: lic-01, manager: flexnet, triad: [lic-01, lic-02]",
      ["triad-parts: the triad of licence server house-flexnet is 2 hosts, not three"],
    ],
    [
      "is not four",
      "host: lic-01, manager: flexnet, triad: [lic-01, lic-02, lic-03, lic-04]",
      ["triad-parts: the triad of licence server house-flexnet is 4 hosts, not three"],
    ],
    [
      "has the server's own host",
      "host: lic-04, manager: flexnet, triad: [lic-01, lic-02, lic-03]",
      ["triad-parts: host lic-04, on which licence server house-flexnet runs, is not one of its triad: lic-01, lic-02, lic-03"],
    ],
    [
      "is FlexNet's alone",
      "host: lic-01, manager: rlm, triad: [lic-01, lic-02, lic-03]",
      ["triad-parts: triad means nothing for a licence server of rlm"],
    ],
  ])("%s", (_, server, says) => expect(found(server)).toEqual(says));

  test("is of one family of systems", () => {
    expect(found("host: lic-01, manager: flexnet, triad: [lic-01, lic-02, lic-03]", ["rhel", "rhel", "debian"])).toEqual([
      "triad-parts: host lic-03 of the triad runs debian, and host lic-01 runs rhel",
    ]);
  });
});
