import { expect, test } from "vitest";
import { pageWith } from "#support/mutation-table.ts";

const edited = { kind: "line", on: "suite-02", by: "edited it", drifts: ["line"] };
const stopped = { kind: "service", on: "suite-02", by: "stopped it", drifts: ["active", "loaded"] };

test("a kind that did not take part keeps its rows, and one that did has only the new ones", () => {
  const before = pageWith("", [stopped, { ...stopped, by: "killed it" }, edited]);
  const after = pageWith(before, [{ ...stopped, by: "masked it" }]);
  expect(after.split("\n").filter((row) => row.startsWith("| suite-02") || row.startsWith("##"))).toEqual([
    "## line",
    "| suite-02 | edited it | `line` | yes | yes |",
    "## service",
    "| suite-02 | masked it | `active`, `loaded` | yes | yes |",
  ]);
  expect(pageWith(after, [edited])).toBe(after);
});

test("a pipe in a command does not end its cell, and what a person put right is told apart", () => {
  expect(pageWith("", [{ ...edited, by: "ran a | b", byHand: true }])).toContain("| suite-02 | ran a \\| b | `line` | by hand | yes |");
});
