import { expect, test } from "vitest";
import { conform } from "#support/conform.ts";

test("the reference of states and roles is as the code says", async () => {
  const { stdout, status } = await conform(["docs", "--check"]);
  expect([stdout.trim(), status]).toEqual(["The reference is as the code says.", 0]);
});
