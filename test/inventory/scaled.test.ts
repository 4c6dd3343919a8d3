import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { readInventory } from "#inventory/read.ts";
import { renderFinding } from "#inventory/render.ts";
import { scaleInventory } from "../../scripts/bench/scaled-inventory.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { clock } from "./house.ts";

const example = "inventory/example";
const files = Object.fromEntries(
  readdirSync(example)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => [name, readFileSync(path.join(example, name), "utf8")]),
);

describe("the example, copied until it is large", () => {
  test.each([
    { hosts: 80, suites: 40 },
    { hosts: 250, suites: 120 },
    { hosts: 320, suites: 160 },
  ])("has $hosts hosts, $suites suites and no mistake", ({ hosts, suites }) => {
    const texts = Object.entries(scaleInventory(files, hosts)).map(([file, text]) => ({ file, text }));
    const { written, findings } = readInventory(texts, { checks: crossChecks, clock });
    expect(findings.map(renderFinding)).toEqual([]);
    expect([written.hosts.size, written.suites.size]).toEqual([hosts, suites]);
  });

  test.each([0, 79, 130])("can't have %i hosts", (hosts) => {
    expect(() => scaleInventory(files, hosts)).toThrow(`these files can't be multiplied to ${hosts} hosts`);
  });
});
