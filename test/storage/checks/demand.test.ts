import { describe, expect, test } from "vitest";
import { demand } from "#storage/checks/demand.ts";
import { findWith, placesWith } from "#support/read-yaml.ts";
import { dpx, house } from "./house.ts";
import type { House } from "./house.ts";

const found = (is: House): readonly string[] => findWith(demand, house(is)).map((finding) => finding.replace(/:.*/, ""));

describe("a volume bears what suites at work together ask for", () => {
  test.each<readonly [string, House, readonly string[]]>([
    ["829.4 of 840 MB/s", { demand: { one: dpx() }, volume: "read_limit: 1200 MB/s, write_limit: 1 MB/s" }, []],
    ["829.4 of 826 MB/s", { demand: { one: dpx() }, volume: "read_limit: 1180 MB/s, write_limit: 1 MB/s" }, ["volume-overload"]],
    [
      "all of the limit, where the house says so",
      { demand: { one: dpx() }, volume: "read_limit: 830 MB/s, write_limit: 1 MB/s", margin: "100 %" },
      [],
    ],
    ["a limit in GB/s is the same", { demand: { one: dpx() }, volume: "read_limit: 1.18 GB/s, write_limit: 1 MB/s" }, ["volume-overload"]],
    ["reading is not writing", { demand: { one: dpx(1, "write") }, volume: "read_limit: 1 MB/s, write_limit: 1200 MB/s" }, []],
    ["writing too much", { demand: { one: dpx(1, "write") }, volume: "read_limit: 9 GB/s, write_limit: 1180 MB/s" }, ["volume-overload"]],
    [
      "streams of a suite add up",
      { demand: { one: `${dpx()}, ${dpx(2)}` }, volume: "read_limit: 3.5 GB/s, write_limit: 1 MB/s" },
      ["volume-overload"],
    ],
    ["suites add up", { demand: { one: dpx(), two: dpx(2) }, volume: "read_limit: 3.5 GB/s, write_limit: 1 MB/s" }, ["volume-overload"]],
    [
      "both directions are told",
      { demand: { one: `${dpx()}, ${dpx(1, "write")}` }, volume: "read_limit: 1 GB/s, write_limit: 1 GB/s" },
      ["volume-overload", "volume-overload"],
    ],
    [
      "a client gets 829.4 of 830 MB/s, without a margin",
      { demand: { one: dpx(), two: dpx() }, volume: "read_limit: 9 GB/s, write_limit: 9 GB/s, client_limit: 830 MB/s" },
      [],
    ],
    [
      "one client asks for more",
      { demand: { one: dpx(), two: dpx(2) }, volume: "read_limit: 9 GB/s, write_limit: 9 GB/s, client_limit: 830 MB/s" },
      ["client-overload"],
    ],
    [
      "a client that reads and writes does each at its rate",
      { demand: { one: `${dpx()}, ${dpx(1, "write")}` }, volume: "read_limit: 9 GB/s, write_limit: 9 GB/s, client_limit: 830 MB/s" },
      [],
    ],
    [
      "streams are counted in both directions",
      { demand: { one: `${dpx()}, ${dpx(1, "write")}` }, volume: "read_limit: 9 GB/s, write_limit: 9 GB/s, max_streams: 1" },
      ["too-many-streams"],
    ],
    ["as many streams as it bears", { demand: { one: dpx(2) }, volume: "read_limit: 9 GB/s, write_limit: 9 GB/s, max_streams: 2" }, []],
  ])("%s", (_, is, rules) => expect(found(is)).toEqual(rules));
});

describe("only suites at work count", () => {
  const volume = "read_limit: 1.2 GB/s, write_limit: 1 GB/s";
  const booked = (...bookings: readonly string[]): House => ({
    demand: { one: dpx(), two: dpx() },
    volume,
    rest: `bookings:\n${bookings.map((booking, i) => `  b-${i}: { ${booking} }\n`).join("")}`,
  });
  test.each<readonly [string, House, readonly string[]]>([
    [
      "in sessions one after the other",
      booked("suite: one, start: 2026-12-01T09:00, end: 2026-12-01T13:00", "suite: two, start: 2026-12-01T13:00, end: 2026-12-01T18:00"),
      [],
    ],
    [
      "in sessions that overlap",
      booked("suite: one, start: 2026-12-01T09:00, end: 2026-12-01T13:01", "suite: two, start: 2026-12-01T13:00, end: 2026-12-01T18:00"),
      ["volume-overload"],
    ],
    [
      "where sessions overlapped in the past",
      booked("suite: one, start: 2026-11-20T09:00, end: 2026-11-20T18:00", "suite: two, start: 2026-11-20T09:00, end: 2026-11-20T18:00"),
      [],
    ],
    ["where one suite has sessions and the other has none", booked("suite: one, start: 2026-12-01T09:00, end: 2026-12-01T13:00"), []],
    ["always, without any session", { demand: { one: dpx(), two: dpx() }, volume }, ["volume-overload"]],
  ])("%s", (_, is, rules) => expect(found(is)).toEqual(rules));
});

test("a storage system bears what all its volumes together are asked for", () => {
  const text = house({
    demand: { one: dpx(), two: dpx().replace("projects", "library") },
    mounts: "[{ volume: projects, path: /mnt/projects }, { volume: library, path: /mnt/library }]",
    volume: "read_limit: 2 GB/s, write_limit: 2 GB/s, system: nas",
    rest: "storage_systems:\n  nas: { servers: [san-1], capacity: 1 PB, read_limit: 2 GB/s, write_limit: 2 GB/s }\n",
  }).replace(/^( {2})projects(: \{ protocol.*\n)/m, "$1projects$2$1library$2");
  expect(findWith(demand, text)).toEqual([
    "system-overload: suites one, two together read 1,658.9 MB/s from storage system nas: more than the 1,400 MB/s that may be planned with out of 2,000 MB/s",
  ]);
});

test("a finding is at the limit, and names the suite that asks for most", () => {
  const text = house({ demand: { one: dpx(), two: dpx(2) }, volume: "read_limit: 1 GB/s, write_limit: 1 GB/s, client_limit: 1 GB/s" });
  expect(placesWith(demand, text)).toEqual([
    "volume-overload: volumes/projects/read_limit and suites/two/demand",
    "client-overload: suites/two/demand and volumes/projects/client_limit",
  ]);
});

describe("a suite asks for what it mounts", () => {
  test.each<readonly [string, string, string, readonly string[]]>([
    ["reading what is mounted for reading", "[{ volume: projects, path: /a, mode: ro }]", dpx(), []],
    ["writing to what is mounted for reading", "[{ volume: projects, path: /a, mode: ro }]", dpx(1, "write"), ["demand-read-only"]],
    [
      "writing to what is mounted for writing as well",
      "[{ volume: projects, path: /a, mode: ro }, { volume: projects, path: /b }]",
      dpx(1, "write"),
      [],
    ],
    ["reading what is not mounted", "[]", dpx(), ["demand-not-mounted"]],
  ])("%s", (_, mounts, one, rules) => expect(found({ mounts, demand: { one } })).toEqual(rules));
});
