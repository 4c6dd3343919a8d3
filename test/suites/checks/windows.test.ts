import { describe, expect, test } from "vitest";

import { windows } from "#suites/checks/windows.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const suites = { "edit-1": "", "edit-2": "hosts: [edit-2-host, edit-1-host]" };

const found = (window: string, more = "", house: Readonly<Record<string, string>> = suites): readonly string[] =>
  foundBy(windows, withSuites(house, `windows: { w: { what: Kernel, ${window} } }\n${more}`));

/** Whether anything is found at all. */
const verdict = (problems: readonly string[]): string => (problems.length === 0 ? "fine" : "hit");

// The house leaves two hours before a session. It is 2026-11-26T09:00.
describe("a change window of a suite that is booked from 12:00 to 18:00", () => {
  const booking = "bookings: { b: { suite: edit-1, start: 2026-12-01T12:00, end: 2026-12-01T18:00 } }";

  test.each<[string, string, string]>([
    ["ends two hours before", "start: 2026-12-01T08:00, end: 2026-12-01T10:00", "fine"],
    ["ends a minute later", "start: 2026-12-01T08:00, end: 2026-12-01T10:01", "hit"],
    ["ends two hours before with its reboot", "start: 2026-12-01T08:00, end: 2026-12-01T09:45, reboot: 15 min", "fine"],
    ["ends a minute too late with its reboot", "start: 2026-12-01T08:00, end: 2026-12-01T09:45, reboot: 16 min", "hit"],
    ["begins as the session ends", "start: 2026-12-01T18:00, end: 2026-12-01T20:00", "fine"],
    ["begins a minute earlier", "start: 2026-12-01T17:59, end: 2026-12-01T20:00", "hit"],
    ["holds all of it", "start: 2026-12-01T00:00, end: 2026-12-02T00:00", "hit"],
    ["is within it", "start: 2026-12-01T13:00, end: 2026-12-01T14:00", "hit"],
    ["is on another day", "start: 2026-12-02T13:00, end: 2026-12-02T14:00", "fine"],
    ["reboots past midnight into the day", "start: 2026-11-30T22:00, end: 2026-11-30T23:00, reboot: 660 min", "fine"],
    ["ends before it starts, which is told elsewhere", "start: 2026-12-01T14:00, end: 2026-12-01T13:00", "fine"],
  ])("%s", (_, span, expected) => expect(verdict(found(`${span}, suites: [edit-1]`, booking))).toBe(expected));

  test.each<[string, string, string]>([
    ["counts a pencil booking", "status: pencil", "hit"],
    ["is what a booking for maintenance is there for", "status: maintenance", "fine"],
  ])("%s", (_, status, expected) => {
    const other = booking.replace("end:", `${status}, end:`);
    expect(verdict(found("start: 2026-12-01T13:00, end: 2026-12-01T14:00, suites: [edit-1]", other))).toBe(expected);
  });

  test("says both times, why it matters, and how many more", () => {
    const two = booking.replace("bookings: {", "bookings: { late: { suite: edit-1, start: 2026-12-01T20:00, end: 2026-12-01T22:00 },");
    expect(found("start: 2026-12-01T13:00, end: 2026-12-01T21:00, suites: [edit-1]", two)).toEqual([
      "window-in-session: change window w lasts from 2026-12-01T13:00 to 2026-12-01T21:00, and suite edit-1 is booked from 2026-12-01T12:00 to 2026-12-01T18:00 by b: the window touches it; 1 more booking is hit",
    ]);
  });

  test("goes on, when the session is over just now", () => {
    const past = "bookings: { b: { suite: edit-1, start: 2026-11-26T07:00, end: 2026-11-26T09:00 } }";
    expect(found("suites: [edit-1], start: 2026-11-26T08:00, end: 2026-11-26T10:00", past)).toEqual([]);
  });

  test("is over, and nobody asks any more", () => {
    const past = "bookings: { b: { suite: edit-1, start: 2026-11-26T08:00, end: 2026-11-26T18:00 } }";
    const window = "suites: [edit-1], start: 2026-11-26T08:00";
    expect(verdict(found(`${window}, end: 2026-11-26T09:00`, past))).toBe("fine");
    expect(verdict(found(`${window}, end: 2026-11-26T09:00, reboot: 1 min`, past))).toBe("hit");
  });
});

describe("a suite is touched with", () => {
  const lone = (id: string): Readonly<Record<string, string>> => ({ "edit-1": id, "srv-1": "", "srv-2": "", "srv-3": "", "srv-4": "" });
  const booking = "bookings: { b: { suite: edit-1, start: 2026-12-01T12:00, end: 2026-12-01T18:00 } }";
  const volume = (server: string, system = ""): string =>
    `volumes: { projects: { protocol: nfs, server: ${server}, export: /srv/p, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: media, gid: 3000${system} } }`;
  const mounts = "mounts: [{ volume: projects, path: /mnt/p }]";
  const system = "storage_systems: { san: { servers: [srv-1-host, srv-2-host], capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s } }";
  const flexnet = (triad: string): string =>
    `licence_servers: { adsk: { host: srv-1-host, manager: flexnet, port: 27000, vendor_ports: [2080], command: /opt/lmgrd${triad} } }`;
  const database =
    "project_databases: { grades: { engine: postgresql, version: '15', host: srv-1-host, databases: [grades], clients: [house], backup: { folder: /srv/backup, schedule: daily, keep: 14 d } } }";

  test.each<[string, string, string, string, string | undefined]>([
    ["its host", "", "", "edit-1-host", "it is on host edit-1-host, which the window touches"],
    ["another host of its own", "hosts: [srv-2-host, srv-3-host]", "", "srv-3-host", "it is on host srv-3-host, which the window touches"],
    ["no host that does nothing for it", mounts, volume("srv-1-host"), "srv-2-host", undefined],
    [
      "the server of a volume that it mounts",
      mounts,
      volume("srv-1-host"),
      "srv-1-host",
      "it mounts volume projects of host srv-1-host, which the window touches",
    ],
    [
      "any host of that volume's storage system",
      mounts,
      `${volume("srv-1-host", ", system: san")}\n${system}`,
      "srv-2-host",
      "it mounts volume projects of host srv-2-host, which the window touches",
    ],
    [
      "its licence server",
      "licences: [adsk]",
      flexnet(""),
      "srv-1-host",
      "it asks licence server adsk on host srv-1-host, which the window touches",
    ],
    [
      "no single server of a triad: two are enough",
      "licences: [adsk]",
      flexnet(", triad: [srv-1-host, srv-2-host, srv-3-host]"),
      "srv-1-host",
      undefined,
    ],
    [
      "two servers of a triad",
      "licences: [adsk]",
      flexnet(", triad: [srv-1-host, srv-2-host, srv-3-host]"),
      "srv-1-host, srv-3-host",
      "it asks licence server adsk on host srv-1-host, which the window touches",
    ],
    [
      "the server of its projects",
      "databases: [grades]",
      database,
      "srv-1-host",
      "it opens project database grades on host srv-1-host, which the window touches",
    ],
  ])("%s", (_, own, more, hosts, why) => {
    const problems = found(`start: 2026-12-01T13:00, end: 2026-12-01T14:00, hosts: [${hosts}]`, `${booking}\n${more}`, lone(own));
    expect(problems.map((problem) => problem.split(" by b: ")[1])).toEqual(why === undefined ? [] : [why]);
  });

  test("another suite that shares a host with it", () => {
    const [problem] = found("start: 2026-12-01T13:00, end: 2026-12-01T14:00, suites: [edit-2]", booking);
    expect(problem).toContain("by b: it is on host edit-1-host, which the window touches");
  });
});

describe("a freeze", () => {
  const freeze = (suites: string): string =>
    `freezes: { delivery: { why: the film is delivered, start: 2026-12-01T00:00, end: 2026-12-05T00:00${suites} } }`;

  test.each<[string, string, string, readonly string[]]>([
    ["of a suite stops a window that touches it", "suites: [edit-1]", ", suites: [edit-1]", ["suite edit-1 is"]],
    ["of a suite stops no window of another host", "hosts: [edit-2-host]", ", suites: [edit-1]", []],
    ["of a suite stops a window of a host that it depends on", "hosts: [edit-1-host]", ", suites: [edit-2]", ["suite edit-2 is"]],
    ["of all stops a window that touches no suite", "hosts: [spare-host]", "", ["everything is"]],
  ])("%s", (_, touches, frozen, who) => {
    const house = { ...suites, spare: "hosts: [edit-2-host]" };
    expect(found(`start: 2026-12-04T23:00, end: 2026-12-05T01:00, ${touches}`, freeze(frozen), house)).toEqual(
      who.map(
        (one) =>
          `window-in-freeze: change window w lasts from 2026-12-04T23:00 to 2026-12-05T01:00, and ${one} frozen from 2026-12-01T00:00 to 2026-12-05T00:00: the film is delivered`,
      ),
    );
  });

  test("needs no buffer: a window may end as it begins, and begin as it ends", () => {
    const before = "start: 2026-11-30T20:00, end: 2026-12-01T00:00, suites: [edit-1]";
    const after = "start: 2026-12-05T00:00, end: 2026-12-05T02:00, suites: [edit-1]";
    expect([before, after].flatMap((window) => found(window, freeze("")))).toEqual([]);
  });
});
