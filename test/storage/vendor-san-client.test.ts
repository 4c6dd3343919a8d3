import path from "node:path";
import { expect, test } from "vitest";
import { loadInventory } from "#inventory/load.ts";
import { vendorSanClient } from "#storage/roles/vendor-san-client.ts";
import { projectRoot } from "#support/conform.ts";

test("clients of StorNext ask its name servers in the order that its system declares", async () => {
  const { facility, written } = await loadInventory(path.join(projectRoot, "inventory/example"));
  const host = facility?.hosts.get("grade-01");
  const suite = [...(facility?.suites.values() ?? [])].find(({ hosts }) => hosts.includes("grade-01"));
  if (facility === undefined || host === undefined || suite === undefined) throw new Error("the example has no grade-01 in a suite");
  const list = vendorSanClient(facility, host, suite.mounts).states.find(({ id }) => id === "file:/usr/cvfs/config/fsnameservers");
  const servers = written.storage_systems.get("san")?.name_servers ?? [];
  expect(servers.length).toBeGreaterThan(1);
  expect(list?.want).toMatchObject({ content: servers.map((server) => `${server}\n`).join("") });
});
