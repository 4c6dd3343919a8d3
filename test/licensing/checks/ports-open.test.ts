import { describe, expect, test } from "vitest";

import { portsOpen } from "#licensing/checks/ports-open.ts";
import { foundBy } from "#support/found-by.ts";

interface Case {
  readonly it: string;
  /** Networks of the suite's host and of the server. */
  readonly client?: readonly string[];
  readonly server?: readonly string[];
  readonly firewall?: string;
  readonly intents?: string;
  readonly manager?: string;
  readonly says: readonly string[];
}

const interfaces = (networks: readonly string[], last: number): string =>
  networks.map((network, i) => `eth${i}: { network: ${network}, ip: 10.0.${cidrs[network] ?? 0}.${last} }`).join(", ");

const cidrs: Readonly<Record<string, number>> = { admin: 0, house: 1, storage: 2, office: 3 };

const text = ({ client = ["house"], server = ["house"], firewall, intents = "{}", manager = "rlm" }: Omit<Case, "it" | "says">): string => `
networks:
  admin: { cidr: 10.0.0.0/24, class: management }
  house: { cidr: 10.0.1.0/24, class: production }
  storage: { cidr: 10.0.2.0/24, class: storage }
  office: { cidr: 10.0.3.0/24, class: office, gateway: 10.0.3.1 }
hosts:
  edit-01: { os: { family: debian, release: "12" }, interfaces: { ${interfaces(client, 11)} } }
  lic-01: { os: { family: debian, release: "12" }, ${firewall === undefined ? "" : "baseline: served,"} interfaces: { ${interfaces(server, 31)} } }
${firewall === undefined ? "" : `baselines: { served: { framework: house, version: "1", firewall: ${firewall} } }`}
firewall_intents: ${intents}
rooms: { "1": { name: Edit } }
suites: { edit-1: { name: Edit 1, room: "1", class: offline, hosts: [edit-01], licences: [licences] } }
licence_servers: { licences: { host: lic-01, manager: ${manager}, port: 5053, ${manager === "sesinetd" ? "" : "vendor_ports: [5054],"} command: /opt/lmd } }
`;

const open = (port: number, from: string, more = ""): string => `{ port: ${port}, from: [${from}], why: licences${more} }`;

const shut = (ports: string, network: string): string =>
  `port-shut: ${ports} of host lic-01 ${ports.startsWith("ports") ? "are" : "is"} not open to network ${network}, from which host edit-01 of suite edit-1 asks licence server licences`;

describe("the firewall of a licence server's host", () => {
  test.each<Case>([
    { it: "is nobody's concern where there is none", says: [] },
    { it: "is nobody's concern where the baseline leaves it alone", firewall: "{ enabled: false }", says: [] },
    { it: "lets nothing in by itself", firewall: "{ open: [] }", says: [shut("ports 5053, 5054", "house")] },
    { it: "needs the vendor daemon's port, too", firewall: `{ open: [${open(5053, "house")}] }`, says: [shut("port 5054", "house")] },
    { it: "is open by its baseline", firewall: `{ open: [${open(5053, "house")}, ${open(5054, "house, office")}] }`, says: [] },
    {
      it: "is not open by UDP",
      firewall: `{ open: [${open(5053, "house")}, ${open(5054, "house", ", protocol: udp")}] }`,
      says: [shut("port 5054", "house")],
    },
    {
      it: "is open by an intent to the host",
      firewall: "{ open: [] }",
      intents: "{ a: { from: [house], to: { hosts: [lic-01] }, ports: [5053, 5054], why: licences } }",
      says: [],
    },
    {
      it: "is open by an intent to its network",
      firewall: "{ open: [] }",
      intents: "{ a: { from: [house], to: { networks: [house] }, ports: [5053, 5054], why: licences } }",
      says: [],
    },
    {
      it: "is not open by an intent to another network",
      firewall: "{ open: [] }",
      intents: "{ a: { from: [house], to: { networks: [office] }, ports: [5053, 5054], why: licences } }",
      says: [shut("ports 5053, 5054", "house")],
    },
    {
      it: "has one port where the manager has no vendor daemon",
      manager: "sesinetd",
      firewall: `{ open: [${open(5053, "house")}] }`,
      says: [],
    },
  ])("$it", ({ says, ...given }) => expect(foundBy(portsOpen, text(given))).toEqual(says));
});

describe("applications ask", () => {
  const firewall = "{ open: [] }";

  test.each<Case>([
    {
      it: "from the network that they share with the server",
      client: ["storage", "house"],
      firewall,
      says: [shut("ports 5053, 5054", "house")],
    },
    {
      it: "not over the network for management, where there is another",
      client: ["admin", "house"],
      server: ["admin", "house"],
      firewall,
      says: [shut("ports 5053, 5054", "house")],
    },
    {
      it: "over the network for management where the server has no other",
      client: ["admin", "house"],
      server: ["admin"],
      firewall,
      says: [shut("ports 5053, 5054", "admin")],
    },
    {
      it: "by their way out where they share none",
      client: ["storage", "office"],
      firewall,
      says: [shut("ports 5053, 5054", "office")],
    },
  ])("$it", ({ says, ...given }) => expect(foundBy(portsOpen, text(given))).toEqual(says));
});
