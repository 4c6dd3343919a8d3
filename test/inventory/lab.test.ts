import { describe, expect, test } from "vitest";

import { openFacility } from "#inventory/load.ts";

describe("the practice facility", () => {
  test("is described without a mistake", async () => {
    const facility = await openFacility("inventory/lab");
    expect([...facility.hosts.keys()]).toEqual(["suite-01", "suite-02", "lic-01", "san-01", "online-01"]);
  });

  test("is read and checked in less than 150 ms", async () => {
    const began = performance.now();
    await openFacility("inventory/lab");
    expect(performance.now() - began).toBeLessThan(150);
  });
});
