import { describe, expect, test } from "vitest";
import { fill } from "#storage/checks/fill.ts";
import { fillOf } from "#storage/fill.ts";
import { findWith, readYaml } from "#support/read-yaml.ts";

const volume = (keys: string): string => `volumes:
  projects: { protocol: nfs, server: san-1, export: /srv/projects, capacity: 100 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: media, gid: 3000${keys} }
`;

const fillWith = (keys: string) => {
  const projects = readYaml(volume(keys)).volumes.get("projects");
  return projects && fillOf(projects);
};

describe("how full a volume is", () => {
  test.each([
    [", used: 79.9 TB", { part: 0.799, level: "fine" }],
    [", used: 80 TB", { part: 0.8, level: "warning" }],
    [", used: 90 TB", { part: 0.9, level: "critical" }],
    [", used: 120 TB", { part: 1.2, level: "critical" }],
    [", used: 60 TB, warn_at: 50 %, critical_at: 70 %", { part: 0.6, level: "warning" }],
    [", used: 50 TiB", { part: 0.549755813888, level: "fine" }],
  ])("%s", (keys, expected) => expect(fillWith(keys)).toEqual(expected));

  test("is not known where nobody looked", () => expect(fillWith("")).toBeUndefined());
});

describe("when it will be full", () => {
  test.each([
    ["70 TB at 1 TB a day", ", used: 70 TB, growth: 1 TB/d", 20, 30],
    ["70 TB at 300 GB a day: only whole days count", ", used: 70 TB, growth: 300 GB/d", 66, 100],
    ["beyond what it may be", ", used: 95 TB, growth: 1 TB/d", 0, 5],
    ["beyond its end", ", used: 101 TB, growth: 1 TB/d", 0, 0],
  ])("%s", (_, keys, daysToCritical, daysToFull) => expect(fillWith(keys)).toMatchObject({ daysToCritical, daysToFull }));

  test("is never, at no growth", () => expect(fillWith(", used: 70 TB, growth: 0 GB/d")).toEqual({ part: 0.7, level: "fine" }));
});

describe("it is told of", () => {
  test.each([
    ["never while there is room", ", used: 10 TB, growth: 1 TB/d", []],
    [
      "within the days of notice",
      ", used: 40 TB, growth: 1 TB/d",
      ["volume-full-soon: volume projects is 40 % full: 40 TB of 100 TB, and at 1 TB/d full by 2027-01-25"],
    ],
    ["at the level of warning", ", used: 85 TB", ["volume-filling: volume projects is 85 % full: 85 TB of 100 TB"]],
    [
      "once, when it is critical and full soon as well",
      ", used: 95 TB, growth: 1 TB/d",
      ["volume-critical: volume projects is 95 % full: 95 TB of 100 TB; at most 90 % may be, and at 1 TB/d full by 2026-12-01"],
    ],
    ["as 89 %, not yet as 90 %", ", used: 89.99 TB", ["volume-filling: volume projects is 89 % full: 89.99 TB of 100 TB"]],
  ])("%s", (_, keys, findings) => expect(findWith(fill, volume(keys))).toEqual(findings));
});
