import { describe, expect, test } from "vitest";

import { backups } from "#storage/checks/backups.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const volume = (id: string, server: string, more = ""): string =>
  `  ${id}: { protocol: nfs, server: ${server}-host, export: /srv/${id}, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: media, gid: 3000${more} }`;

const to = (target: string, more = ""): string => `, backup: { target: ${target}, schedule: daily${more} }`;

const database = (more = ""): string =>
  `project_databases: { grades: { engine: postgresql, version: "15", host: san-1-host, databases: [grades], clients: [house], backup: { folder: /srv/backup, schedule: daily, keep: 14 d${more} } } }`;

const found = (volumes: readonly string[], more = "", suite = ""): readonly string[] =>
  foundBy(
    backups,
    withSuites({ "edit-1": suite, "san-1": "", "san-2": "", "san-3": "" }, `${["volumes:", ...volumes].join("\n")}\n${more}`),
  );

const systems =
  "storage_systems: { fast: { servers: [san-1-host, san-2-host], capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s }, slow: { servers: [san-3-host], capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s } }";

describe("a backup goes", () => {
  test.each<[string, readonly string[], string, readonly string[]]>([
    ["to another server", [volume("a", "san-1", to("b")), volume("b", "san-2")], "", []],
    [
      "nowhere where it is on the same server",
      [volume("a", "san-1", to("b")), volume("b", "san-1")],
      "",
      ["backup-beside-source: the backup of volume a goes to volume b, which is on host san-1-host, too"],
    ],
    [
      "nowhere where it goes to itself",
      [volume("a", "san-1", to("a"))],
      "",
      ["backup-beside-source: the backup of volume a goes to itself"],
    ],
    [
      "nowhere where it is on the same storage system, whichever server gives it out",
      [volume("a", "san-1", `, system: fast${to("b")}`), volume("b", "san-2", ", system: fast")],
      systems,
      ["backup-beside-source: the backup of volume a goes to volume b, which is on storage system fast, too"],
    ],
    [
      "nowhere where a server of the storage system gives it out",
      [volume("a", "san-1", `, system: fast${to("b")}`), volume("b", "san-2")],
      systems,
      ["backup-beside-source: the backup of volume a goes to volume b, which is on host san-2-host, too"],
    ],
    ["to another storage system", [volume("a", "san-1", `, system: fast${to("b")}`), volume("b", "san-3", ", system: slow")], systems, []],
    ["for projects to a volume of another server", [volume("b", "san-2")], database(", volume: b"), []],
    [
      "nowhere for projects where it is on their own server",
      [volume("b", "san-1")],
      database(", volume: b"),
      ["backup-beside-source: the backup of project database grades goes to volume b, which is on host san-1-host, too"],
    ],
  ])("%s", (_, volumes, more, says) => expect(found(volumes, more)).toEqual(says));
});

describe("a house that backs up volumes", () => {
  const writing = "mounts: [{ volume: a, path: /mnt/a }]";
  const copied = [volume("x", "san-1", to("y")), volume("y", "san-2", ", tier: archive")];

  test.each<[string, string, string, readonly string[]]>([
    [
      "does so with what suites write to",
      volume("a", "san-1"),
      writing,
      ["no-backup: suite edit-1 writes to volume a, of which there is no backup"],
    ],
    ["may leave out what they only read", volume("a", "san-1"), "mounts: [{ volume: a, path: /mnt/a, mode: ro }]", []],
    ["may leave out what is not online", volume("a", "san-1", ", tier: nearline"), writing, []],
    ["may leave out what nobody mounts", volume("a", "san-1"), "", []],
  ])("%s", (_, one, suite, says) => expect(found([one, ...copied], "", suite)).toEqual(says));

  test("does so with its projects, too", () => {
    expect(found(copied, database())).toEqual([
      "no-backup: the backup of project database grades goes to a folder of host san-1-host itself, as far as is written",
    ]);
  });

  test("is another one than a house that writes of no volume", () => {
    expect(found([volume("a", "san-1")], database(), writing)).toEqual([]);
  });
});

// Today is 2026-11-26; the house wants backups of two days and restores of ninety at most.
describe("a backup", () => {
  test.each<[string, string, readonly string[]]>([
    ["of two days ago is good enough", ", last_success: 2026-11-24", []],
    [
      "of three days ago is not",
      ", last_success: 2026-11-23",
      ["backup-old: the last good backup of volume a is of 2026-11-23, 3 days ago; the house wants none older than 2 d"],
    ],
    ["was restored ninety days ago", ", last_restore_test: 2026-08-28", []],
    [
      "was restored a day too long ago",
      ", last_restore_test: 2026-08-27",
      ["restore-untested: the last restore from the backup of volume a was on 2026-08-27, 91 days ago; the house wants one every 90 d"],
    ],
  ])("%s", (_, days, says) => expect(found([volume("a", "san-1", to("b", days)), volume("b", "san-2")])).toEqual(says));

  test("was restored by somebody where that is noted of others", () => {
    const volumes = [volume("a", "san-1", to("b", ", last_restore_test: 2026-11-02")), volume("b", "san-2")];
    expect(found(volumes, database(", volume: b"))).toEqual([
      "restore-untested: no restore from the backup of project database grades is on record; the house wants one every 90 d",
    ]);
  });

  test("is never an error for growing old", () => {
    const { "backup-old": old, "restore-untested": untested } = backups.rules;
    expect([typeof old, typeof untested]).toEqual(["object", "object"]);
  });
});
