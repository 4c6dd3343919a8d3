import { expect, test } from "vitest";

import { combinations } from "#suites/checks/combinations.ts";
import { sharedProjects } from "#suites/checks/shared-projects.ts";
import { foundBy } from "#support/found-by.ts";
import { softwareText, withSuites } from "#support/suites-text.ts";

interface Case {
  readonly it: string;
  readonly needs: string;
  readonly set: string;
  readonly says: string | undefined;
}

test.each<Case>([
  { it: "any system where it names none", needs: "kernel: 6.1.*", set: "kernel: 6.1.0-31-amd64", says: undefined },
  { it: "a release and all of its minor ones", needs: 'os: [{ family: debian, release: "12" }]', set: "", says: undefined },
  {
    it: "one of several systems",
    needs: 'os: [{ family: rhel, release: "9" }, { family: debian, release: "11" }]',
    set: "",
    says: "unsupported-os: software nuke runs on rhel 9, debian 11, but tested set new is of debian 12.4",
  },
  { it: "a minor release alone", needs: 'os: [{ family: debian, release: "12.40" }]', set: "", says: "unsupported-os" },
  { it: "a kernel by its pattern", needs: "kernel: 6.1.*-amd64", set: "kernel: 6.1.0-31-amd64", says: undefined },
  { it: "a kernel that the set's pattern keeps to", needs: "kernel: 6.1.*", set: "kernel: 6.1.0-*", says: undefined },
  {
    it: "a kernel that the set's pattern may leave",
    needs: "kernel: 6.1.0-31-*",
    set: "kernel: 6.1.0-*",
    says: "unsupported-kernel: software nuke runs on kernel 6.1.0-31-*, but tested set new pins 6.1.0-*",
  },
  {
    it: "a kernel that the set leaves to the host",
    needs: "kernel: 6.1.*",
    set: "",
    says: "unsupported-kernel: software nuke runs on kernel 6.1.*, but tested set new pins none",
  },
  {
    it: "the very driver that was tested",
    needs: 'drivers: { nvidia: "550.54" }',
    set: 'driver_versions: { nvidia: "550.54" }',
    says: undefined,
  },
  {
    it: "a driver that is newer by number",
    needs: 'drivers: { nvidia: "99.9" }',
    set: 'driver_versions: { nvidia: "550" }',
    says: undefined,
  },
  {
    it: "a driver that was not tested",
    needs: 'drivers: { nvidia: "550.54.14" }',
    set: 'driver_versions: { nvidia: "550.54" }',
    says: "unsupported-driver: software nuke needs the driver of nvidia to be 550.54.14 or newer, but tested set new has 550.54",
  },
  {
    it: "a driver of which nobody wrote the version",
    needs: 'drivers: { nvidia: "550" }',
    set: "drivers: { nvidia: [nvidia-driver] }",
    says: "unsupported-driver: software nuke needs the driver of nvidia to be 550 or newer, but tested set new doesn't say which one it has",
  },
  {
    it: "a driver for a card that its hosts do not have",
    needs: 'drivers: { kona: "17" }',
    set: "drivers: { nvidia: [nvidia-driver] }",
    says: undefined,
  },
])("an application runs on $it", ({ needs, set, says }) => {
  const text = (inSet: string, beside: string): string =>
    withSuites(
      { "edit-1": `tested_set: new${beside}` },
      `tested_sets: { new: { os: { family: debian, release: "12.4" }${set === "" ? "" : `, ${set}`}${inSet} } }\n${softwareText({ nuke: `needs: { ${needs} }` })}`,
    );
  // It is all the same whether the set has it, or a suite beside its set.
  for (const found of [foundBy(combinations, text(", software: [nuke]", "")), foundBy(combinations, text("", ", software: [nuke]"))])
    expect(found.map((problem) => problem.slice(0, says?.length))).toEqual(says === undefined ? [] : [says]);
});

test.each<[string, string, string | undefined]>([
  ["built for its kernel", "kernel: 6.1.0-31-amd64, san_client: { protocol: stornext, version: '7.2', kernel: 6.1.0-* }", undefined],
  ["that takes any kernel", "san_client: { protocol: stornext, version: '7.2' }", undefined],
  [
    "built for another kernel",
    "kernel: 6.1.0-32-amd64, san_client: { protocol: stornext, version: '7.2', kernel: 6.1.0-31-* }",
    "san-client-kernel: the stornext client of tested set new was built for kernel 6.1.0-31-*, but tested set new pins 6.1.0-32-amd64",
  ],
  [
    "built for a kernel that nobody pins",
    "san_client: { protocol: stornext, version: '7.2', kernel: 6.1.0-31-* }",
    "san-client-kernel: the stornext client of tested set new was built for kernel 6.1.0-31-*, but tested set new pins none",
  ],
])("a tested set has a client of shared storage %s", (_, set, says) => {
  const text = `tested_sets: { new: { os: { family: debian, release: "12" }, ${set} } }\n`;
  expect(foundBy(combinations, text)).toEqual(says === undefined ? [] : [says]);
});

const database = (version: string): string =>
  `project_databases: { grades: { engine: postgresql, version: "${version}", host: edit-1-host, databases: [grades], clients: [house], backup: { folder: /srv/backup, schedule: daily, keep: 14 d } } }`;

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ["projects of one format", { a: 'product: nuke, project_format: "15"', b: 'product: nuke, project_format: "15", version: "15.2"' }, []],
  [
    "projects of two products, which do not meet",
    { a: 'product: nuke, project_format: "15"', b: 'product: mari, project_format: "7"' },
    [],
  ],
  ["projects of whatever format, where one is not written", { a: 'product: nuke, project_format: "15"', b: "product: nuke" }, []],
  [
    "projects that one of them can't open",
    { a: 'product: nuke, project_format: "15"', b: 'product: nuke, project_format: "16"' },
    [
      "two-project-formats: software b of suite edit-2 has projects of format 16, but software a of suite edit-1 shares project database grades and has format 15",
    ],
  ],
  ["databases of a version that all of them know", { a: 'needs: { database: ["13", "15"] }', b: 'needs: { database: ["15"] }' }, []],
  [
    "databases of a version that one of them does not know",
    { a: 'needs: { database: ["13", "15"] }', b: 'needs: { database: ["13", "14"] }' },
    ["unsupported-database: software b of suite edit-2 opens projects in PostgreSQL 13, 14, but project database grades is 15"],
  ],
])("suites that share a database have %s", (_, software, says) => {
  const suites = {
    "edit-1": "software: [a], databases: [grades]",
    "edit-2": "software: [b], databases: [grades]",
    "edit-3": "software: [b]",
  };
  expect(foundBy(sharedProjects, withSuites(suites, `${softwareText(software)}\n${database("15")}`))).toEqual(says);
});
