import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";

import type { Facility } from "#inventory/facility.ts";
import { openFacility } from "#inventory/load.ts";
import { anyText } from "#support/any-text.ts";

/** What other tools trip over, besides what `anyText` has. */
const evil = [
  "{{ lookup('pipe', 'id') }}",
  "{% raw %}",
  "{# no #}",
  "%{facts.os}",
  "100%",
  "%h %d",
  '"',
  "'\"'",
  "a: b",
  "- a",
  "!vault x",
  "yes",
  "\\\\",
  "${HOME}",
  "$(id)",
  "#",
  "a #b",
];

const line = fc
  .oneof(anyText, fc.constantFrom(...evil))
  // oxlint-disable-next-line no-control-regex -- as the schema has it
  .map((text) => text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]/gu, ""))
  .filter((text) => text.length > 0 && text.length <= 60);

// `${` is what ssh_config can't say, and is refused: a test of its own.
const path = fc.tuple(line, fc.boolean()).map(([text, deep]) => `/${deep ? "a b/" : ""}${text.replaceAll("${", "$")}`);

/** Ids that YAML or Ansible would take for something else, and any others. */
const id = fc
  .oneof(
    fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/),
    fc.constantFrom(
      "all",
      "ungrouped",
      "true",
      "on",
      "no",
      "null",
      "1e3",
      "0x1f",
      "0o17",
      "2026-11-26",
      "123",
      "0123",
      "hosts",
      "children",
      "vars",
      "y",
    ),
  )
  .filter((id) => id !== "none" && id !== "constructor" && id !== "prototype");

/** Ansible knows hosts by no name of its groups. */
const hostId = id.filter((id) => id !== "all" && id !== "ungrouped");

const publicKey = fc.constantFrom(
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmUhGRL4EzpKVbQLIY7TPWZrJpKrLkBTU5vZU3M5y8u sam@house",
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBK",
);

const ssh = fc.record(
  {
    address: fc.constantFrom("host", "192.0.2.", "2001:db8::"),
    user: fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/),
    port: fc.integer({ min: 1, max: 65_535 }),
    identity_file: path,
    known_hosts: path,
    host_keys: fc.uniqueArray(publicKey, { minLength: 1, maxLength: 2 }),
    become: fc.constantFrom("sudo", "none"),
  },
  { requiredKeys: [] },
);

const classes = ["offline", "online", "grade", "audio", "vfx", "qc", "ingest", "review", "render"];

/** Inventories that are valid, and whose texts are as nasty as the schemas allow. */
export const anyInventory = fc
  .record({
    name: line,
    hosts: fc.uniqueArray(
      fc.record({
        id: hostId,
        ssh,
        network: fc.constantFrom("house", "mgmt", "six"),
        second: fc.boolean(),
        hop: fc.nat(9),
        baseline: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 6,
        selector: (host) => host.id,
      },
    ),
    suites: fc.uniqueArray(
      fc.record({
        id,
        name: line,
        room: fc.constantFrom("2.14", "mr-1", "1e3", "on"),
        class: fc.constantFrom(...classes),
        members: fc.array(fc.nat(5), { minLength: 1 }),
      }),
      {
        maxLength: 4,
        selector: (suite) => suite.id,
      },
    ),
    baseline: id,
    volume: id,
  })
  .map(({ name, hosts, suites, baseline, volume }) => ({
    facility: {
      id: "house",
      name,
      timezone: "Europe/London",
      domain: "house.example",
      ssh: { user: "conform", identity_file: "~/.ssh/id", become: "sudo" },
    },
    networks: {
      house: { cidr: "10.1.0.0/16", class: "production", mtu: 1500, gateway: "10.1.0.1" },
      mgmt: { cidr: "10.2.0.0/16", class: "management", vlan: 2 },
      six: { cidr: "fd00:6::/64", class: "storage", mtu: 9000 },
    },
    rooms: Object.fromEntries(["2.14", "mr-1", "1e3", "on"].map((room) => [room, { name: room }])),
    baselines: { [baseline]: { framework: "none", version: "1" } },
    hosts: Object.fromEntries(
      hosts.map((host, i) => [
        host.id,
        {
          os: { family: i % 2 === 0 ? "debian" : "rhel", release: ["12", "9.4", "8.10"][i % 3] },
          ...(host.baseline && { baseline }),
          interfaces: {
            eth0: { network: host.network, ip: addressIn(host.network, i) },
            ...(host.second && { "eth1.2": { network: "mgmt", ip: addressIn("mgmt", i + 100) } }),
          },
          ssh: {
            ...host.ssh,
            ...(host.ssh.address && { address: `${host.ssh.address}${i + 1}` }),
            ...(host.hop < i && { jump: hosts[host.hop]?.id }),
          },
        },
      ]),
    ),
    suites: Object.fromEntries(
      suites.map(({ id, members, ...suite }) => [id, { ...suite, hosts: [...new Set(members.map((i) => hosts[i % hosts.length]?.id))] }]),
    ),
    volumes: {
      [volume]: {
        protocol: "nfs",
        server: hosts[0]?.id,
        export: "/srv/x",
        capacity: "1 TB",
        read_limit: "1 GB/s",
        write_limit: "1 GB/s",
        group: "edit",
        gid: 2000,
      },
    },
  }));

const addressIn = (network: string, i: number): string =>
  network === "six" ? `fd00:6::${i + 1}` : `10.${network === "house" ? 1 : 2}.0.${i + 10}`;

/** A facility of its own, from data as an inventory has it; everything that is no plain letter is escaped. */
export async function facilityOf(inventory: object): Promise<Facility> {
  return await inTemporaryFolder(async (folder) => {
    const text = JSON.stringify(inventory).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    await writeFile(join(folder, "all.yaml"), text);
    return await openFacility(folder);
  });
}

/** A new folder for as long as something is done in it. */
export async function inTemporaryFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "conform-exchange-"));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
