import { describe, expect, test } from "vitest";

import { buffersOfShares } from "#baseline/checks/sysctls.ts";
import { listDuties, needsOf } from "#baseline/checks/needs.ts";
import { loadInventory, openFacility } from "#inventory/load.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { wideBuffers } from "#storage/roles/wide-buffers.ts";
import { crossChecks } from "../../../stacks/cross-checks.ts";
import { rolesOfHost } from "../../../stacks/roles-of-host.ts";

// A kernel is a package on its own terms, which no baseline speaks of.
const isKernel = (name: string): boolean => /^(?:linux-image-|kernel-core$)/.test(name);

/** The packages that the roles of a host install. */
const installedOn = (facility: Facility, host: Host): readonly string[] =>
  rolesOfHost(facility, host)
    .flatMap(({ states }) => states)
    .filter(({ kind, want }) => kind === "package" && want["ensure"] !== "absent")
    .flatMap(({ want }) => want["names"] as readonly string[])
    .filter((name) => !isKernel(name));

// The rules' names, for exceptions, without the checks: what is wrong there is of no interest here.
const names = crossChecks.map(({ rules }) => ({ rules, find: () => [] }));

describe.each(["inventory/lab", "inventory/example", "test/fixtures/inventory", "test/fixtures/families"])("in %s", async (folder) => {
  const facility = await openFacility(folder, { checks: names });
  const { written } = await loadInventory(folder);
  const dutiesOf = listDuties(written);

  test.each([...written.hosts])("what host %s needs is what its roles install", (id, entry) => {
    const host = facility.hosts.get(id);
    // What an application asks of the system is installed by nobody; it must only not be forbidden.
    const needs = [...needsOf(id, entry, dutiesOf(id), written)].filter(({ to }) => !/^for .* of software/.test(to));
    const needed = needs.flatMap(({ packages }) => packages);
    expect([...new Set(needed)].filter((name) => !isKernel(name)).toSorted()).toEqual(
      [...new Set(host === undefined ? [] : installedOn(facility, host))].toSorted(),
    );
  });
});

test("the buffers that shares ask for are those of their role", async () => {
  const { facility } = await loadInventory("test/fixtures/inventory");
  const host = facility?.hosts.get("lic-01"); // of no baseline, hence not tuned
  if (facility === undefined || host === undefined) throw new Error("the house has changed");
  const declared = wideBuffers(facility, host).map(({ want }) => [want["name"], want["value"]]);
  expect(declared).toEqual(Object.entries(buffersOfShares).map(([name, value]) => [name, String(value)]));
});
