import { homedir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { openFacility } from "#inventory/load.ts";
import type { Facility } from "#inventory/facility.ts";
import { houseWith, inFolder } from "./house.ts";

const folder = "test/fixtures/inventory";
const house = await openFacility(folder);

const houseHaving = async (...swaps: readonly (readonly [string, string])[]): Promise<Facility> =>
  await inFolder({ "house.yaml": houseWith(...swaps) }, openFacility);

describe("the connection of a host", () => {
  test("takes what it does not say itself from the facility, with absolute paths", () => {
    expect(house.hosts.get("edit-01")?.connection).toEqual({
      host: "edit-01",
      address: "10.0.9.11",
      port: 22,
      user: "conform",
      identityFile: join(homedir(), ".ssh/id_ed25519"),
      knownHosts: join(homedir(), ".ssh/known_hosts"),
      become: "sudo",
    });
  });

  test("goes to the interface in the management network, if there is one", () => {
    expect(house.hosts.get("edit-01")?.connection.address).toBe("10.0.9.11");
    expect(house.hosts.get("san-01")?.connection.address).toBe("10.0.0.21");
  });

  test("holds the connection of the host it jumps through, and its secrets as references with absolute paths", () => {
    expect(house.hosts.get("lic-01")?.connection).toMatchObject({
      becomePassword: { secret: `file:${join(process.cwd(), folder, "sudo-password")}` },
      jump: { host: "san-01", user: "root", become: "none" },
    });
  });

  test("prefers the host's own words", async () => {
    const own =
      "      become: none\n      address: san.house.example\n      port: 2222\n      known_hosts: hosts\n      host_keys: [ssh-ed25519 AAAAB3Nz]\n";
    const { hosts, folder } = await houseHaving(["      become: none\n", own]);
    expect(hosts.get("san-01")?.connection).toMatchObject({
      address: "san.house.example",
      port: 2222,
      knownHosts: join(folder, "hosts"),
      hostKeys: ["ssh-ed25519 AAAAB3Nz"],
    });
  });

  test("goes through the facility's jump host, which itself is reached directly, as is who says `none`", async () => {
    const { hosts } = await houseHaving(
      ["    user: conform\n", "    user: conform\n    jump: san-01\n"],
      ["jump: san-01\n      become_password", "jump: none\n      become_password"],
    );
    const jumps = [...hosts.values()].map(({ connection }) => connection.jump?.host);
    expect(jumps).toEqual(["san-01", undefined, undefined]);
  });
});

describe("the facility", () => {
  test("has every default, units as numbers and values as text", () => {
    expect(house.networks.get("house")?.mtu).toBe(1500);
    expect(house.hosts.get("edit-01")?.files).toEqual([
      { path: "/etc/motd", content: "hello", mode: "0640", owner: "root", group: "root" },
      { path: "/etc/share", content: { secret: "env:SHARE" }, mode: "0600", owner: "root", group: "root" },
    ]);
    expect(house.suites.get("grade-1")?.mounts.map(({ mode }) => mode)).toEqual(["rw", "ro", "rw", "rw"]);
    expect(house.volumes.get("projects")).toMatchObject({ capacity: 2e12, readLimit: 1200, writeLimit: 800 });
    expect(house.volumes.get("library")).toMatchObject({ capacity: 512 * 2 ** 30, options: [] });
    expect(house.licenceServers.get("house-flexnet")).toMatchObject({
      vendorPorts: [27010],
      vendorFiles: [],
      licence: undefined,
      triad: [],
    });
    expect(house.baselines.get("studio")).toMatchObject({
      packages: [],
      sysctls: [
        { name: "net.core.somaxconn", value: "4096", why: "fast", controls: ["CIS 3.3.5"] },
        { name: "net.ipv4.ip_local_port_range", value: "10000 65000", controls: [] },
      ],
      accounts: [
        { name: "editor", uid: 2001, groups: ["media"], authorizedKeys: [], shell: "/bin/bash", sudo: [] },
        { name: "operator", groups: [], authorizedKeys: [], sudo: ["/usr/bin/systemctl restart chrony.service"] },
      ],
      passwords: { length: 14, classes: 3, history: 0 },
      lockout: { attempts: 5, unlock: 900 },
      ssh: { PermitRootLogin: "no", MaxAuthTries: "4" },
      desktop: { idle: 600, banner: "House machine." },
      logs: { target: "logs.house.example", port: 6514, tls: true },
      firewall: { enabled: true, open: [{ port: 2049, protocol: "tcp", from: ["house"], why: "NFS" }] },
    });
  });

  test("has the links of interfaces, and none where the host's own set-up stays", () => {
    const links = ["edit-01", "san-01"].map((id) => house.hosts.get(id)?.interfaces.map(({ name, link }) => [name, link]));
    expect(links).toEqual([
      [
        ["eth0", undefined],
        ["eth1", undefined],
        ["eth2.20", { kind: "vlan", parent: "eth2" }],
      ],
      [
        ["eth0", undefined],
        ["bond0", { kind: "bond", members: ["eth1", "eth2"], mode: "802.3ad" }],
      ],
    ]);
  });

  test("may take its time by PTP from a network", () => {
    expect([...house.networks.values()].map(({ ptpDomain }) => ptpDomain)).toEqual([undefined, undefined, 127]);
  });

  test("may say that an interface is a plain port", async () => {
    const { hosts } = await houseHaving(["ip: 10.0.0.31 }", "ip: 10.0.0.31, link: { kind: physical } }"]);
    expect(hosts.get("lic-01")?.interfaces[0]?.link).toEqual({ kind: "physical" });
  });

  test("says where software, packages and projects come from", () => {
    expect(house).toMatchObject({
      locale: "en_GB.UTF-8",
      keymap: "gb",
      dns: { servers: ["10.0.0.2", "fd00::2"], search: ["house.example"] },
    });
    expect(house.software.get("tools")).toMatchObject({ packages: { debian: ["tree", "jq"] }, application: undefined });
    expect(house.software.get("resolve")).toMatchObject({ packages: {}, application: { version: "19.1.3", install: "{file} -i -y" } });
    expect(house.testedSets.get("grade-2025")).toMatchObject({ kernel: "6.1.0-*", drivers: { nvidia: ["nvidia-driver"] } });
    expect(house.repositories.get("house-rhel")).toMatchObject({ debian: undefined, key: undefined, fingerprint: undefined });
    expect(house.projectDatabases.get("grades")).toMatchObject({
      port: 5432,
      backup: { folder: "/srv/backup", schedule: "02:30", keepDays: 14 },
    });
    expect(house.suites.get("grade-1")).toMatchObject({ testedSet: "grade-2025", databases: ["grades"], ocio: "/opt/ocio/config.ocio" });
    expect(house.volumes.get("delivery")?.credentials).toEqual({ secret: `file:${join(process.cwd(), folder, "delivery-account")}` });
  });

  test("leaves out what nobody asked for", async () => {
    const { locale, dns, baselines } = await houseHaving(
      ["  locale: en_GB.UTF-8\n", ""],
      ["  dns: { servers: [10.0.0.2, fd00::2], search: [house.example] }\n", ""],
      ["    lockout: { attempts: 5, unlock: 15 min }\n", ""],
      ["    desktop: { idle: 10 min, banner: House machine. }\n", ""],
    );
    expect([locale, dns, baselines.get("studio")?.lockout, baselines.get("studio")?.desktop]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  test("knows where each of its parts is written", () => {
    expect(house.hosts.get("san-01")?.source).toEqual({ file: join(folder, "house.yaml"), line: 33, column: 3 });
  });

  test("is frozen, its maps too", () => {
    const hosts = house.hosts as Map<string, unknown>;
    expect(() => hosts.set("other", {})).toThrow("frozen");
    expect(() => hosts.delete("edit-01")).toThrow("frozen");
    expect(() => Object.assign(house.hosts.get("edit-01")?.connection ?? {}, { user: "root" })).toThrow(TypeError);
    expect(Object.isFrozen(house.suites.get("grade-1")?.mounts[0])).toBe(true);
  });

  test("holds nothing whose key is in YAML spelling", () => {
    const keys = new Set<string>();
    const walk = (value: unknown, isName: boolean): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, inner] of value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value)) {
        if (!isName && !Array.isArray(value) && !(value instanceof Map)) keys.add(key);
        walk(inner, false);
      }
    };
    walk(house, false);
    expect([...keys].filter((key) => key.includes("_"))).toEqual([]);
  });
});
