import { describe, expect, test } from "vitest";

import { loadInventory } from "#inventory/load.ts";
import { renderFinding } from "#inventory/render.ts";
import { sectionNames } from "#inventory/sections.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { clock } from "./house.ts";

const loadExample = (time = clock) => loadInventory("inventory/example", { checks: crossChecks, clock: time });

const { written, findings, waived } = await loadExample();

describe("the example", () => {
  test("has no mistake, and nothing to warn of", () => {
    expect(findings.map(renderFinding)).toEqual([]);
  });

  test("stays so for years", async () => {
    const later = await loadExample({ today: "2030-06-15", now: "2030-06-15T09:00" });
    expect(later.findings.map(renderFinding)).toEqual([]);
  });

  test("is a whole house", () => {
    const { sites, rooms, suites, storage_systems, licence_servers, hosts } = written;
    const managers = [...licence_servers.values()].map(({ manager, triad }) => (triad.length === 3 ? `${manager} triad` : manager));
    const kinds = Map.groupBy(hosts.values(), ({ management }) => management);
    expect({
      sites: [...sites.keys()],
      "machine rooms": [...rooms.values()].filter(({ kind }) => kind === "machine-room").length,
      suites: suites.size,
      "classes of suites": new Set([...suites.values()].map(({ class: use }) => use)).size,
      "storage systems": [...storage_systems.keys()],
      "licence servers": managers,
      hosts: hosts.size,
      families: [...new Set([...hosts.values()].map(({ os }) => os.family))],
      "observe-only": kinds.get("observe-only")?.length,
      unmanaged: kinds.get("unmanaged")?.length,
    }).toEqual({
      sites: ["soho", "wapping"],
      "machine rooms": 3,
      suites: 40,
      "classes of suites": 9,
      "storage systems": ["nas", "san"],
      "licence servers": ["flexnet triad", "flexnet", "rlm", "rlm", "sesinetd", "rlm"],
      hosts: 90,
      families: ["debian", "rhel"],
      "observe-only": 2,
      unmanaged: 3,
    });
  });

  test("has something in every section", () => {
    expect(sectionNames.filter((section) => written[section].size === 0)).toEqual([]);
  });

  test("shows what exceptions are for: both of its own are needed", () => {
    expect([...new Set(waived.map(({ exception }) => exception))].toSorted()).toEqual([...written.exceptions.keys()].toSorted());
  });
});
