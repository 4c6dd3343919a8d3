import { describe, expect, test } from "vitest";
import { nfsClients } from "#storage/checks/nfs-clients.ts";
import { stornext } from "#storage/checks/stornext.ts";
import { findWith } from "#support/read-yaml.ts";

const os = 'os: { family: debian, release: "12" }';

const volume = (id: string, keys: string, protocol = "nfs", server = "san-1"): string =>
  `  ${id}: { protocol: ${protocol}, server: ${server}, export: ${protocol === "nfs" ? `/srv/${id}` : id}, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: media, gid: 3000${keys} }\n`;

const suite = (id: string, host: string, ...volumes: readonly string[]): string =>
  `  ${id}: { name: ${id}, room: "1", class: online, hosts: [${host}], mounts: [${volumes.map((name) => `{ volume: ${name}, path: /mnt/${name} }`).join(", ")}] }\n`;

const facility = (volumes: string, suites: string, rest = ""): string => `networks:
  house: { cidr: 10.0.0.0/24, class: production }
  metadata: { cidr: 10.0.1.0/24, class: storage }
hosts:
  ws-1: { ${os}, interfaces: { eth0: { network: house, ip: 10.0.0.11 } } }
  ws-2: { ${os}, interfaces: { eth0: { network: house, ip: 10.0.0.12 }, eth1: { network: metadata, ip: 10.0.1.12 } } }
  san-1: { ${os}, interfaces: { eth0: { network: house, ip: 10.0.0.21 } } }
  san-2: { ${os}, interfaces: { eth0: { network: house, ip: 10.0.0.22 } } }
volumes:
${volumes}suites:
${suites}${rest}`;

describe("NFS mounts of one client from one server ask for one number of connections", () => {
  const eight = volume("projects", ", options: [nconnect=8]");
  test.each<readonly [string, string, string, readonly string[]]>([
    ["the same", eight + volume("library", ", options: [hard, nconnect=8]"), suite("one", "ws-1", "projects", "library"), []],
    [
      "another",
      eight + volume("library", ", options: [nconnect=4]"),
      suite("one", "ws-1", "projects", "library"),
      ["host ws-1 mounts volume library from san-1 with nconnect=4, and volume projects with nconnect=8"],
    ],
    [
      "none is another",
      eight + volume("library", ""),
      suite("one", "ws-1", "projects", "library"),
      ["host ws-1 mounts volume library from san-1 with no nconnect, and volume projects with nconnect=8"],
    ],
    [
      "in suites that share the host",
      eight + volume("library", ""),
      suite("one", "ws-1", "projects") + suite("two", "ws-1", "library"),
      ["host ws-1 mounts volume library from san-1 with no nconnect, and volume projects with nconnect=8"],
    ],
    ["from two servers", eight + volume("library", "", "nfs", "san-2"), suite("one", "ws-1", "projects", "library"), []],
    ["on two clients", eight + volume("library", ""), suite("one", "ws-1", "projects") + suite("two", "ws-2", "library"), []],
    ["another protocol has no say", eight + volume("library", "", "beegfs"), suite("one", "ws-1", "projects", "library"), []],
    [
      "many clients of the same volumes are one finding",
      eight + volume("library", ""),
      suite("one", "ws-1", "projects", "library") + suite("two", "ws-2", "library", "projects"),
      ["host ws-1 mounts volume library from san-1 with no nconnect, and volume projects with nconnect=8"],
    ],
  ])("%s", (_, volumes, suites, findings) =>
    expect(findWith(nfsClients, facility(volumes, suites))).toEqual(findings.map((finding) => `nconnect-differs: ${finding}`)),
  );
});

describe("StorNext clients know one list of name servers", () => {
  const system = (keys: string): string =>
    `storage_systems:\n  san: { servers: [san-1], capacity: 1 PB, read_limit: 9 GB/s, write_limit: 9 GB/s${keys} }\n`;
  const online = (keys: string): string => volume("online", keys, "stornext");
  const flame = (keys: string): string => volume("flame", keys, "stornext");
  const both = suite("one", "ws-1", "online", "flame");
  test.each<readonly [string, string, string, string, readonly string[]]>([
    ["that of the system", online(", system: san") + flame(", system: san"), both, system(", name_servers: [a, b]"), []],
    [
      "a volume's own, which is the same",
      online(", system: san, name_servers: [a, b]"),
      suite("one", "ws-1", "online"),
      system(", name_servers: [a, b]"),
      [],
    ],
    [
      "a volume's own in another order",
      online(", system: san, name_servers: [b, a]"),
      suite("one", "ws-1"),
      system(", name_servers: [a, b]"),
      ["name-servers-differ"],
    ],
    ["one less", online(", name_servers: [a, b]") + flame(", name_servers: [a]"), both, "", ["name-servers-differ"]],
    [
      "other lists on other clients",
      online(", name_servers: [a, b]") + flame(", name_servers: [b, a]"),
      suite("one", "ws-1", "online") + suite("two", "ws-2", "flame"),
      "",
      [],
    ],
    ["names and addresses in one list", online(", name_servers: [mdc-1, 10.0.0.2]"), suite("one", "ws-1"), "", ["name-servers-mixed"]],
    [
      "a client with the network of the metadata",
      online(", system: san"),
      suite("two", "ws-2", "online"),
      system(", metadata_network: metadata"),
      [],
    ],
    [
      "a client without it, told once",
      online(", system: san") + flame(", system: san"),
      both,
      system(", metadata_network: metadata"),
      ["no-metadata-interface"],
    ],
    [
      "a volume of another protocol needs none",
      volume("projects", ", system: san"),
      suite("one", "ws-1", "projects"),
      system(", metadata_network: metadata"),
      [],
    ],
  ])("%s", (_, volumes, suites, rest, rules) =>
    expect(findWith(stornext, facility(volumes, suites, rest)).map((finding) => finding.replace(/:.*/, ""))).toEqual(rules),
  );
});
