import { describe, expect, test } from "vitest";

import { sshAccess } from "#baseline/checks/ssh-access.ts";
import { foundBy } from "#support/found-by.ts";

const held = (ssh: string, host = "", facility = ""): string => `
facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform${facility} } }
networks: { house: { cidr: 10.0.0.0/24, class: production } }
baselines: { studio: { framework: house, version: "1", ssh: { ${ssh} } } }
hosts:
  way-01: { os: { family: rhel, release: "9.4" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.1 } }${host} }
  far-01: { os: { family: rhel, release: "9.4" }, interfaces: { eth0: { network: house, ip: 10.0.0.2 } } }
  far-02: { os: { family: rhel, release: "9.4" }, interfaces: { eth0: { network: house, ip: 10.0.0.3 } } }
`;

const ids = (text: string): readonly string[] => foundBy(sshAccess, text).map((found) => found.split(":")[0] ?? "");

describe("a host that the whole facility goes through", () => {
  test.each([
    ["DisableForwarding: yes", ["no-way-through"]],
    ["DisableForwarding: no", []],
    ["AllowTcpForwarding: no", ["no-way-through"]],
    ["AllowTcpForwarding: remote", ["no-way-through"]],
    ["AllowTcpForwarding: local", []],
    ["AllowTCPForwarding: no", ["no-way-through"]],
    ["PermitOpen: none", ["no-way-through"]],
    ["X11Forwarding: no", []],
  ])("with %s", (ssh, expected) => {
    expect(ids(held(ssh, "", ", jump: way-01"))).toEqual(expected);
  });

  test("is told of with one of those behind it, and how many more there are", () => {
    expect(foundBy(sshAccess, held("DisableForwarding: yes", "", ", jump: way-01"))).toEqual([
      "no-way-through: baseline studio says DisableForwarding yes, but host far-01 and 1 more are reached through host way-01",
    ]);
  });

  test("matters only where somebody goes through", () => {
    expect(ids(held("DisableForwarding: yes"))).toEqual([]);
  });
});

describe("the login of Conform itself", () => {
  test.each([
    ["PermitRootLogin: no", "", []],
    ["PermitRootLogin: no", ", ssh: { user: root }", ["locked-out"]],
    ["PermitRootLogin: prohibit-password", ", ssh: { user: root }", []],
    ["PubkeyAuthentication: no", "", ["locked-out"]],
    ["AllowUsers: editor operator", "", ["locked-out"]],
    ["AllowUsers: editor conform", "", []],
    ["AllowUsers: conf*", "", []],
    ["AllowUsers: conform@10.0.0.9", "", []],
    ["DenyUsers: guest conform", "", ["locked-out"]],
    ["PermitRootLogin: no", ", ssh: { user: root }, management: observe-only", []],
  ])("with %s at a host%s", (ssh, host, expected) => expect(ids(held(ssh, host))).toEqual(expected));
});
