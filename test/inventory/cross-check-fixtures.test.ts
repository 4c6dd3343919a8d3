import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readInventory, rulesOf } from "#inventory/read.ts";
import { renderFinding } from "#inventory/render.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { clock } from "./house.ts";

const folder = path.join(import.meta.dirname, "../fixtures/cross-checks");
const rules = [...rulesOf(crossChecks).keys()];

const readText = (file: string) => ({ file, text: readFileSync(path.join(folder, file), "utf8") });

// An example of house rules brings a facility of its own.
const findingsIn = (name: string) => {
  const example = readText(name);
  const texts = /^facility:/m.test(example.text) ? [example] : [readText("facility.yaml"), example];
  return readInventory(texts, { checks: crossChecks, clock }).findings;
};

describe.each(rules)("%s", (rule) => {
  test("is found, and named, in the example that breaks it", () => {
    const findings = findingsIn(`${rule}.fail.yaml`);
    expect([...new Set(findings.map(({ id }) => id))]).toEqual([rule]);
    expect(findings.map(renderFinding).join("\n")).toContain(`[${rule}]`);
  });

  test("is not found in the example that keeps it", () => {
    expect(findingsIn(`${rule}.pass.yaml`).map(renderFinding)).toEqual([]);
  });
});

test("every example belongs to a rule", () => {
  const names = readdirSync(folder).filter((file) => file !== "facility.yaml");
  expect(names.toSorted()).toEqual(rules.flatMap((rule) => [`${rule}.fail.yaml`, `${rule}.pass.yaml`]).toSorted());
});
