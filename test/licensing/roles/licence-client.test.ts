import { expect, test } from "vitest";

import { openFacility } from "#inventory/load.ts";
import { licenceClient } from "#licensing/roles/licence-client.ts";
import { inFolder } from "../../inventory/house.ts";

const text = `
facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform } }
networks:
  admin: { cidr: 10.0.9.0/24, class: management }
  house: { cidr: 10.0.0.0/24, class: production }
hosts:
  lic-01: { os: { family: rhel, release: "9" }, interfaces: { eth0: { network: admin, ip: 10.0.9.31 }, eth1: { network: house, ip: 10.0.0.31 } } }
  lic-02: { os: { family: rhel, release: "9" }, interfaces: { eth0: { network: house, ip: 10.0.0.32 } } }
  lic-03: { os: { family: rhel, release: "9" }, interfaces: { eth0: { network: house, ip: 10.0.0.33 } } }
licence_servers:
  adsk: { host: lic-01, manager: flexnet, port: 27000, vendor_ports: [2080], triad: [lic-02, lic-01, lic-03], command: /opt/lmgrd }
  boris: { host: lic-02, manager: flexnet, port: 27005, vendor_ports: [27006], command: /opt/lmgrd }
  foundry: { host: lic-01, manager: rlm, port: 4101, vendor_ports: [4102], command: /opt/rlm }
`;

const facility = await inFolder({ "house.yaml": text }, openFacility);

const variablesFor = (...servers: readonly string[]): unknown =>
  licenceClient(facility, servers).states.find(({ id }) => id === "file:/etc/environment.d/90-licences.conf")?.want["content"];

test.each<[string, readonly string[], string]>([
  ["names a server by its port and where it is", ["foundry"], "RLM_LICENSE=4101@10.0.0.31\n"],
  [
    "names the three servers of a triad in the order of the licence file, as one entry",
    ["adsk"],
    "LM_LICENSE_FILE=27000@10.0.0.32,27000@10.0.0.31,27000@10.0.0.33\n",
  ],
  [
    "names several servers one after the other",
    ["boris", "adsk", "foundry"],
    "LM_LICENSE_FILE=27005@10.0.0.32:27000@10.0.0.32,27000@10.0.0.31,27000@10.0.0.33\nRLM_LICENSE=4101@10.0.0.31\n",
  ],
])("a licence client %s", (_, servers, variables) => expect(variablesFor(...servers)).toBe(variables));

test("a licence client asks every port of each server of a triad, to tell of one that is down", () => {
  const asked = licenceClient(facility, ["adsk"]).states.filter(({ kind }) => kind === "reachable");
  expect(asked.map(({ id }) => id)).toEqual(
    ["10.0.0.32:27000", "10.0.0.32:2080", "10.0.0.31:27000", "10.0.0.31:2080", "10.0.0.33:27000", "10.0.0.33:2080"].map(
      (at) => `reachable:${at}`,
    ),
  );
});
