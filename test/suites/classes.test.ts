import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Facility, SuiteClass } from "#inventory/facility.ts";
import { openFacility } from "#inventory/load.ts";
import { projectRoot } from "#support/conform.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));

/** The ids of the states of a host whose suite is of a class. */
function statesAs(suiteClass: SuiteClass): string[] {
  const grade = facility.suites.get("grade-1");
  const host = facility.hosts.get("online-01");
  if (grade === undefined || host === undefined) throw new Error("the fixture has changed");
  const changed: Facility = { ...facility, suites: new Map([["grade-1", { ...grade, class: suiteClass }]]) };
  return rolesOfHost(changed, host).flatMap(({ states }) =>
    states.map(({ id, want }) => (id === "tuned:profile" ? JSON.stringify(want) : id)),
  );
}

const all: readonly SuiteClass[] = ["offline", "online", "grade", "audio", "vfx", "qc", "ingest", "review", "render"];

describe("what the class of a suite asks of its hosts", () => {
  it("blocks USB storage everywhere but where camera media is read", () => {
    expect(all.filter((each) => !statesAs(each).includes("kernel_module:usb_storage"))).toEqual(["ingest"]);
  });

  it("gives sound real-time priority, and nobody else", () => {
    expect(all.filter((each) => statesAs(each).some((id) => id.includes("rtprio")))).toEqual(["audio"]);
  });

  it("locks the desktop wherever somebody sits", () => {
    expect(all.filter((each) => !statesAs(each).some((id) => id.startsWith("dconf:")))).toEqual(["render"]);
  });
});
