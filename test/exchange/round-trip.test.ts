import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { assert, asyncProperty } from "fast-check";
import { describe, expect, test } from "vitest";

import type { Connection } from "#core/connection.ts";
import { readAnsible } from "#exchange/from/ansible/tree.ts";
import { renderDraft } from "#exchange/from/draft-text.ts";
import { readImport } from "#exchange/import.ts";
import type { Imported } from "#exchange/import.ts";
import { ansibleGroup, renderAnsible } from "#exchange/to/ansible.ts";
import { renderSaltRoster } from "#exchange/to/salt-roster.ts";
import { writeFolder } from "#exchange/write.ts";
import { resolveConnection } from "#inventory/connections.ts";
import type { Facility } from "#inventory/facility.ts";
import { groupsOf } from "#inventory/limit.ts";
import { loadInventory } from "#inventory/load.ts";
import type { Loaded } from "#inventory/load.ts";
import { anyInventory, facilityOf, inTemporaryFolder } from "./facilities.ts";

/** What an import makes of an exported text, read back by our own loader. */
async function reimport(format: string, text: string): Promise<Loaded> {
  const { draft, source } = await readExported(format, text);
  expect(draft.leftOut).toEqual([]);
  return await inTemporaryFolder(async (folder) => {
    await writeFolder(join(folder, "new"), renderDraft(draft, "schema", source));
    return await loadInventory(join(folder, "new"));
  });
}

async function readExported(format: string, text: string): Promise<Imported> {
  return await inTemporaryFolder(async (folder) => {
    const path = join(folder, "exported.yaml");
    await writeFile(path, text);
    return await readImport(format, path, "house");
  });
}

/** How each host is reached. With host keys of its own, no file of others is asked. */
const hostsOf = ({ hosts }: Facility): Record<string, Connection> =>
  Object.fromEntries([...hosts].map(([id, { connection }]) => [id, asAsked(connection)]));

const asAsked = ({ jump, ...connection }: Connection): Connection => ({
  ...connection,
  ...(connection.hostKeys && { knownHosts: "" }),
  ...(jump && { jump: asAsked(jump) }),
});

/** How each host is reached, by what a new inventory says. */
function connectionsOf({ written }: Loaded): Record<string, Connection> {
  const { facility } = written;
  if (facility === undefined) throw new Error("the new inventory has no facility");
  return Object.fromEntries([...written.hosts].map(([id, host]) => [id, asAsked(resolveConnection(id, host, facility, written, "/"))]));
}

const runs = { numRuns: 60 };

describe("what is exported to Ansible and imported again", { timeout: 60_000 }, () => {
  test("has the same hosts, and reaches them the same way", async () => {
    await assert(
      asyncProperty(anyInventory, async (inventory) => {
        const facility = await facilityOf(inventory);
        const loaded = await reimport("ansible", renderAnsible(facility, [...facility.hosts.values()]));
        expect(connectionsOf(loaded)).toEqual(hostsOf(facility));
      }),
      runs,
    );
  });

  test("has the same systems, interfaces, networks, baselines and suites", async () => {
    await assert(
      asyncProperty(anyInventory, async (inventory) => {
        const facility = await facilityOf(inventory);
        const { written, findings } = await reimport("ansible", renderAnsible(facility, [...facility.hosts.values()]));
        expect(new Set(findings.map(({ id }) => id).concat("dangling-reference"))).toEqual(new Set(["dangling-reference"]));
        expect([...written.hosts].map(([id, { os, baseline, interfaces }]) => [id, os, baseline, addressesOf(interfaces)])).toEqual(
          [...facility.hosts.values()].map(({ id, os, baseline, interfaces }) => [
            id,
            os,
            baseline,
            interfaces.map(({ name, network, ip }) => [name, network, ip]),
          ]),
        );
        expect(
          [...written.suites].map(([id, { name, room, class: use, hosts }]) => [id, name, room, use, hosts.toSorted()]).toSorted(),
        ).toEqual(
          [...facility.suites.values()].map(({ id, name, room, class: use, hosts }) => [id, name, room, use, hosts.toSorted()]).toSorted(),
        );
        expect([...written.networks].map(([id, { cidr, mtu }]) => [id, cidr, mtu])).toEqual(
          [...facility.networks].map(([id, { cidr, mtu }]) => [id, cidr, mtu]),
        );
        const { id, name, timezone, domain } = facility;
        expect(written.facility).toMatchObject({ id, name, timezone, domain });
      }),
      runs,
    );
  });

  test("has the groups of --limit, each with the same hosts", async () => {
    await assert(
      asyncProperty(anyInventory, async (data) => {
        const facility = await facilityOf(data);
        const groups = await inTemporaryFolder(async (folder) => {
          const path = join(folder, "exported.yaml");
          await writeFile(path, renderAnsible(facility, [...facility.hosts.values()]));
          const { inventory } = await readAnsible(path);
          return [...inventory.groups]
            .filter(([name]) => name !== "all" && name !== "ungrouped")
            .map(([name, { hosts }]) => [name, [...hosts]]);
        });
        expect(groups).toEqual(
          [...groupsOf(facility)].map(([name, hosts]) => [ansibleGroup(name, new Set(facility.hosts.keys())), [...hosts]]),
        );
      }),
      runs,
    );
  });
});

const addressesOf = (interfaces: Readonly<Record<string, { readonly network: string; readonly ip: string }>>): unknown =>
  Object.entries(interfaces).map(([name, { network, ip }]) => [name, network, ip]);

test("what is exported to Salt and imported again reaches the same hosts the same way", { timeout: 60_000 }, async () => {
  await assert(
    asyncProperty(anyInventory, async (inventory) => {
      const facility = await facilityOf(inventory);
      const hosts = [...facility.hosts.values()];
      const { draft } = await readExported("salt-roster", renderSaltRoster(facility, hosts));
      const shared = draft.facility.value["ssh"];
      // A roster knows neither systems nor interfaces: all that it says stands under `ssh`.
      const reached = [...draft.entries("hosts")].map(([id, { value }]) => [id, { ...Object(shared), ...Object(value["ssh"]) }] as const);
      expect(Object.fromEntries(reached)).toEqual(
        Object.fromEntries(
          hosts.map(({ id, connection: { address, port, user, identityFile, knownHosts, hostKeys, become, jump } }) => [
            id,
            {
              address,
              port,
              user,
              identity_file: identityFile,
              ...(hostKeys === undefined ? { known_hosts: knownHosts } : { host_keys: hostKeys }),
              become,
              ...(jump && { jump: jump.host }),
            },
          ]),
        ),
      );
    }),
    runs,
  );
});
