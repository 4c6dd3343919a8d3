import path from "node:path";
import { expect, it } from "vitest";
import type { Facility } from "#inventory/facility.ts";
import { openFacility } from "#inventory/load.ts";
import { projectRoot } from "#support/conform.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));

const rolesAs = (id: string, changed: Facility = facility) => {
  const host = changed.hosts.get(id);
  if (host === undefined) throw new Error(`${id} is not in the fixture`);
  return rolesOfHost(changed, host);
};

it("installs everything at once, after the sources and before all else", () => {
  const roles = rolesAs("online-01");
  expect(roles.slice(0, 3).map(({ role }) => role)).toEqual(["package-pin", "packages", "base-host"]);
  const installing = roles.filter(({ states }) => states.some(({ kind, want }) => kind === "package" && want["ensure"] !== "absent"));
  expect(installing.map(({ role }) => role)).toEqual(["packages"]);
});

it("pins and holds what the tested set names, and leaves the rest to the distribution", () => {
  const [all] = rolesAs("online-01").find(({ role }) => role === "packages")?.states ?? [];
  expect(all?.want).toMatchObject({ versions: { "trial-nvidia": "550.*" }, hold: ["trial-beegfs", "trial-nvidia"] });
  expect(all?.want["names"]).toEqual(expect.arrayContaining(["chrony", "tuned", "tree", "trial-decklink"]));
});

it.each([
  ["online-01", "debian-2026-11", "6.1.0-31-amd64", { "linux-image-6.1.0-31-amd64": "*" }],
  ["rocky-02", "rhel-2026-11", "5.14.0-427.13.1.el9_4", { "kernel-core": "5.14.0-427.13.1.el9_4" }],
])("%s gets the kernel of its set, and somebody is told until it runs", (host, id, kernel, versions) => {
  const set = facility.testedSets.get(id);
  if (set === undefined) throw new Error("the fixture has changed");
  const changed = { ...facility, testedSets: new Map([...facility.testedSets, [id, { ...set, kernel }]]) };
  const [all, running] = rolesAs(host, changed).find(({ role }) => role === "packages")?.states ?? [];
  expect(all?.want["versions"]).toMatchObject(versions);
  expect(running).toMatchObject({ id: `exec:the kernel of ${id} runs`, audit: true });
});

it("takes packages that must not be there away in their own role", () => {
  const absent = rolesAs("online-01").flatMap(({ role, states }) =>
    states.filter(({ want }) => want["ensure"] === "absent").map(() => role),
  );
  expect(absent).toEqual(["hardening"]);
});
