import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { readInventory } from "#inventory/read.ts";
import type { ReadInventory } from "#inventory/read.ts";
import { renderFinding } from "#inventory/render.ts";
import { clock } from "./house.ts";

const facility = readFileSync("test/fixtures/cross-checks/facility.yaml", "utf8");

// Two suites of one class, a host in each, and a server that is in none.
const entries = `
networks:
  house: { cidr: 10.0.0.0/24, class: production }
rooms:
  "2.14": { name: "2.14" }
baselines:
  studio: { framework: house, version: "1" }
  server: { framework: house, version: "1" }
volumes:
  work: { protocol: nfs, server: san-01, export: /srv/work, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: work, gid: 3000 }
suites:
  grade-1: { name: Grade 1, room: "2.14", class: grade, hosts: [grade-01] }
  grade-2: { name: Grade 2, room: "2.14", class: grade, hosts: [grade-02], mounts: [] }
hosts:
  grade-01: { interfaces: { eth0: { network: house, ip: 10.0.0.1 } } }
  grade-02: { interfaces: { eth0: { network: house, ip: 10.0.0.2 } }, ssh: { port: 2222 }, cards: [] }
  san-01: { interfaces: { eth0: { network: house, ip: 10.0.0.3 } }, os: { family: rhel, release: "9.4" } }
`;

const withClasses = (classes: string, others = entries): ReadInventory =>
  readInventory(
    [
      { file: "facility.yaml", text: facility },
      { file: "entries.yaml", text: others },
      { file: "classes.yaml", text: classes },
    ],
    { clock },
  );

const mistakesIn = ({ findings }: ReadInventory): readonly string[] => findings.map(renderFinding);

describe("what holds for a host", () => {
  const read = withClasses(`classes:
  all:
    host: { os: { family: debian, release: "12" }, baseline: server, ssh: { port: 22000, user: admin } }
  grade:
    host: { baseline: studio, ssh: { user: grader }, cards: [nvidia] }
`);
  const hosts = Object.fromEntries(read.written.hosts);

  test("has no mistake", () => {
    expect(mistakesIn(read)).toEqual([]);
  });

  test.each([
    ["its own word before its class, key by key of a mapping", "grade-02", { ssh: { port: 2222, user: "grader" } }],
    ["the class of its suite before all", "grade-01", { baseline: "studio", ssh: { user: "grader" } }],
    ["all before the schema", "san-01", { baseline: "server", ssh: { user: "admin", port: 22000 } }],
    ["all of what neither it nor its class says", "grade-01", { os: { family: "debian", release: "12" }, ssh: { port: 22000 } }],
    ["the schema last", "san-01", { cards: [], management: "managed", files: {} }],
    ["its own mapping joined with those below", "san-01", { os: { family: "rhel", release: "9.4" } }],
    ["a list from its class", "grade-01", { cards: ["nvidia"] }],
    ["its own list instead, even an empty one", "grade-02", { cards: [] }],
  ])("%s", (_, id, expected) => {
    expect(hosts[id]).toMatchObject(expected);
  });
});

describe("the class of a host", () => {
  const defaults = `classes:
  all: { host: { os: { family: debian, release: "12" } } }
  grade: { host: { baseline: studio } }
  server: { host: { baseline: server } }
`;

  test("is the one it names, before that of its suite", () => {
    const { written } = withClasses(defaults, entries.replace("grade-01: {", "grade-01: { class: server,"));
    expect(written.hosts.get("grade-01")).toMatchObject({ class: "server", baseline: "server" });
    expect(written.hosts.get("grade-02")).toMatchObject({ baseline: "studio" });
    expect(written.hosts.get("san-01")?.baseline).toBeUndefined();
  });

  test("may be said for all", () => {
    const { written } = withClasses(defaults.replace("host: { os", "host: { class: server, os"));
    expect(written.hosts.get("san-01")).toMatchObject({ class: "server", baseline: "server" });
    expect(written.hosts.get("grade-01")).toMatchObject({ baseline: "studio" });
  });

  const inTwo = entries.replace("\nhosts:", '\n  review: { name: Review, room: "2.14", class: review, hosts: [grade-01] }\nhosts:');

  test("is asked for where its suites are of two classes that both have defaults", () => {
    expect(mistakesIn(withClasses(`${defaults}  review: { host: { baseline: server } }\n`, inTwo))).toEqual([
      [
        "entries.yaml:16:3: host grade-01 belongs to suites of class grade and of class review, which both have defaults for hosts [two-classes]",
        "    see classes.yaml:3:12",
        "    Name the one it takes: `class: grade`.",
      ].join("\n"),
    ]);
  });

  test("is plain where only one of them has defaults, or where the host names it", () => {
    expect(mistakesIn(withClasses(defaults, inTwo))).toEqual([]);
    const named = inTwo.replace("grade-01: {", "grade-01: { class: review,");
    const read = withClasses(`${defaults}  review: { host: { baseline: server } }\n`, named);
    expect(mistakesIn(read)).toEqual([]);
    expect(read.written.hosts.get("grade-01")).toMatchObject({ baseline: "server" });
  });
});

describe("what holds for a suite", () => {
  test("comes from its class and from all, and its lists stay its own", () => {
    const { written, findings } = withClasses(`classes:
  all: { host: { os: { family: debian, release: "12" } }, suite: { seats: 2, audio: { layout: stereo } } }
  grade: { suite: { seats: 3, audio: { layout: "5.1", sample_rate: 96 kHz }, mounts: [{ volume: work, path: /mnt/work }] } }
`);
    expect(findings).toEqual([]);
    expect(written.suites.get("grade-1")).toMatchObject({
      seats: 3,
      audio: { layout: "5.1", sample_rate: "96 kHz" },
      mounts: [{ volume: "work", path: "/mnt/work", mode: "rw" }],
    });
    expect(written.suites.get("grade-2")).toMatchObject({ seats: 3, mounts: [] });
  });

  test("may be its very class, said for all", () => {
    const { written } = withClasses(
      `classes:
  all: { host: { os: { family: debian, release: "12" } }, suite: { class: audio } }
  audio: { suite: { seats: 4 }, host: { baseline: studio } }
`,
      entries.replace(" class: grade,", ""),
    );
    expect(written.suites.get("grade-1")).toMatchObject({ class: "audio", seats: 4 });
    expect(written.suites.get("grade-2")).toMatchObject({ class: "grade", seats: 1 });
    expect(written.hosts.get("grade-01")).toMatchObject({ baseline: "studio" });
  });
});

describe("a mistake in a class", () => {
  test.each([
    [
      "is told once, where it stands, however many take it",
      `classes:
  all: { host: { os: { family: debian, release: 12 } } }
`,
      [
        'classes.yaml:2:49: release is 12; it should be a release in quotes, as in "12" or "9.4" [wrong-type]\n    Put it in quotes: without them YAML reads no text.',
      ],
    ],
    [
      "that a cross-check finds in a host stands in the class",
      `classes:
  all: { host: { os: { family: debian, release: "12" }, ssh: { jump: san-01 } } }
`,
      [
        "classes.yaml:2:64: the way to host san-01 goes in a circle: san-01 → san-01 [jump-circle]\n    Say `jump: none` at the host that is reached directly.",
      ],
    ],
    [
      "that is a reference to nothing stands there too",
      `classes:
  all: { host: { os: { family: debian, release: "12" } } }
  grade: { host: { baseline: nothing } }
`,
      [
        'classes.yaml:3:30: class grade refers to baseline "nothing", which no file describes [dangling-reference]\n    Known: studio, server.',
      ],
    ],
    [
      "that is an unknown key is not said again of every host",
      `classes:
  all: { host: { os: { family: debian, release: "12" } } }
  grade: { host: { basline: studio } }
`,
      [expect.stringMatching(/^classes\.yaml:3:20: unknown key "basline" of host, did you mean "baseline"\? \[unknown-key\]/)],
    ],
  ])("%s", (_, classes, says) => {
    expect(mistakesIn(withClasses(classes))).toEqual(says);
  });

  test("or in nothing leaves a host without what it needs, and the host says so", () => {
    expect(mistakesIn(withClasses("classes: {}\n"))[0]).toMatch(/^entries\.yaml:15:3: host grade-01 has no os \[missing-key\]/);
  });
});
