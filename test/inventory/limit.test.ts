import { describe, expect, test } from "vitest";
import { groupsOf, limitHosts } from "#inventory/limit.ts";
import { houseWith, load } from "./house.ts";

const facilityWith = async (...swaps: readonly (readonly [was: string, is: string])[]) => {
  const { facility } = await load({ "house.yaml": houseWith(...swaps) });
  if (facility === undefined) throw new Error("the house has a mistake");
  return facility;
};

describe("a group", () => {
  test("is called by the name of a suite, a class, a baseline, a volume or a licence server", async () => {
    const groups = groupsOf(await facilityWith());
    expect(groups.get("grade")).toEqual(new Set(["edit-01"]));
    expect(groups.get("projects")).toEqual(new Set(["san-01"]));
    expect(groups.get("house-rlm")).toEqual(new Set(["lic-01"]));
  });

  test("whose name two kinds share is never guessed", async () => {
    const facility = await facilityWith(["  scratch:\n    protocol", "  grade:\n    protocol"], ["volume: scratch", "volume: grade"]);
    expect(() => limitHosts(facility, "@grade")).toThrow('--limit: "grade" is the name of several groups');
    expect(limitHosts(facility, "@class-grade").map(({ id }) => id)).toEqual(["edit-01"]);
    expect(limitHosts(facility, "@volume-grade").map(({ id }) => id)).toEqual(["san-01"]);
  });
});
