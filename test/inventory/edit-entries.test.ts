import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addEntry, fileOfSection, idsIn, removeEntry, renameEntry, setValues } from "#inventory/edit/editing.ts";
import { findUsages } from "#inventory/edit/usages.ts";
import { parseFile } from "#inventory/parse.ts";
import type { InventoryText, ParsedFile } from "#inventory/parse.ts";
import { sectionNames } from "#inventory/sections.ts";
import { writeAnyhow } from "./any-yaml.ts";

const folderOf = (folder: string): readonly ParsedFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => parseFile({ file: name, text: readFileSync(path.join(folder, name), "utf8") }));

const small = folderOf("test/fixtures/inventory/small");

/** All files with those that were changed. */
const withTexts = (files: readonly ParsedFile[], texts: readonly InventoryText[]): readonly ParsedFile[] =>
  files.map((file) => parseFile(texts.find((text) => text.file === file.file) ?? file));

/** The lines of all files that a change took out and put in. */
function changedLines(before: readonly ParsedFile[], after: readonly InventoryText[]): readonly string[] {
  return after.flatMap(({ file, text }) => {
    const [was, is] = [before.find((other) => other.file === file)?.text ?? "", text].map((of) => of.split("\n"));
    const gone = (was ?? []).filter((line) => is?.includes(line) !== true).map((line) => `${file} - ${line}`);
    return [...gone, ...(is ?? []).filter((line) => was?.includes(line) !== true).map((line) => `${file} + ${line}`)];
  });
}

describe("set", () => {
  test.each<[what: string, entry: readonly string[], assignments: readonly string[], lines: readonly string[]]>([
    [
      "several values at once",
      ["hosts", "suite-03"],
      ["baseline=studio", "interfaces.eth0.ip=10.20.0.14"],
      [
        "hosts.yaml -       eth0: { network: house, ip: 10.20.0.13 }",
        "hosts.yaml +       eth0: { network: house, ip: 10.20.0.14 }",
        "hosts.yaml +     baseline: studio",
      ],
    ],
    [
      "a value keeps its quotes and its comment",
      ["hosts", "suite-03"],
      ["os.release=9.4"],
      [
        'hosts.yaml -     os: { release: "9.2" } # waits for the new driver',
        'hosts.yaml +     os: { release: "9.4" } # waits for the new driver',
      ],
    ],
    [
      "an item of a list in lines",
      ["suites", "grade-2"],
      ["mounts[0].mode=rw", "hosts[1]=suite-01"],
      ["suites.yaml -         mode: ro", "suites.yaml +       - suite-01", "suites.yaml +         mode: rw"],
    ],
    ["what the entry says already", ["suites", "grade-2"], ["mounts[0].mode=ro", "name=Grade 2"], []],
    [
      "the facility",
      ["facility"],
      ["timezone=Europe/Berlin"],
      ["facility.yaml -   timezone: Europe/London", "facility.yaml +   timezone: Europe/Berlin"],
    ],
  ])("%s", (_what, entry, assignments, lines) => {
    expect(changedLines(small, setValues(small, entry, assignments))).toEqual(lines);
  });

  test("refuses an item beyond the next one", () => {
    expect(() => setValues(small, ["suites", "grade-2"], ["hosts[2]=suite-01"])).toThrow(/hosts has 1 items, so there is no \[2\]/);
  });
});

describe("add", () => {
  const add = (entry: readonly string[], ...assignments: readonly string[]): readonly string[] =>
    changedLines(small, addEntry(small, entry, assignments, fileOfSection(small, entry)));

  test("writes the entry like the others of its section", () => {
    expect(add(["suites", "grade-3"], "name=Grade 3", "room=2.15", "class=grade", "hosts=[suite-03]")).toEqual([
      "suites.yaml +   grade-3:",
      "suites.yaml +     name: Grade 3",
      'suites.yaml +     room: "2.15"',
      "suites.yaml +     hosts: [suite-03]",
    ]);
    expect(add(["networks", "admin"], "cidr=10.20.9.0/24", "class=management")).toEqual([
      "facility.yaml +   admin: { cidr: 10.20.9.0/24, class: management }",
    ]);
  });

  test.each<[entry: readonly string[], message: RegExp]>([
    [["hosts", "suite-01"], /host suite-01 is there already: hosts\.yaml:5:3/],
    [["racks", "r1"], /no file has any `racks` yet/],
    [["classes", "qc"], /`classes` stand in classes\.yaml and hosts\.yaml, so it is not clear where classes\/qc goes/],
  ])("%j is refused", (entry, message) => {
    expect(() => add(entry)).toThrow(message);
  });
});

describe("remove", () => {
  test("takes a paragraph with its comment, and nothing else", () => {
    const files = withTexts(small, setValues(small, ["suites", "grade-2"], ["hosts=[suite-01]"]));
    const [text] = removeEntry(files, ["hosts", "suite-03"]);
    const was = files.find(({ file }) => file === "hosts.yaml")?.text ?? "";
    const start = was.indexOf("  # Rebuilt in October");
    expect(text?.text).toBe(was.slice(0, start) + was.slice(was.indexOf("  san-01:")));
  });

  test("names every place that still needs the entry", () => {
    expect(() => removeEntry(small, ["hosts", "suite-01"])).toThrow(
      "host suite-01 can't go, because 2 places refer to it:\n  hosts.yaml:21:13: host san-01, ssh.jump\n  suites.yaml:6:13: suite grade-1, hosts[0]",
    );
    expect(() => removeEntry(small, ["classes", "grade"])).toThrow(/suite grade-1, class\n.*suite grade-2, class/);
    expect(() => removeEntry(small, ["hosts", "suite-3"])).toThrow(/there is no host "suite-3", did you mean "suite-03"\?/);
  });
});

describe("rename", () => {
  test("follows every reference, in classes, too, and keeps quotes and comments", () => {
    const { texts, usages } = renameEntry(small, ["hosts", "suite-03"], "suite-07");
    expect(usages).toHaveLength(1);
    expect(changedLines(small, texts)).toEqual([
      "hosts.yaml -   suite-03:",
      "hosts.yaml +   suite-07:",
      "suites.yaml -       - suite-03 # the quiet one",
      "suites.yaml +       - suite-07 # the quiet one",
    ]);
    expect(changedLines(small, renameEntry(small, ["volumes", "projects"], "work").texts)).toEqual([
      "suites.yaml -       - volume: projects",
      "suites.yaml -   projects:",
      "suites.yaml +       - volume: work",
      "suites.yaml +   work:",
      "classes.yaml -         - { volume: projects, path: /mnt/projects }",
      "classes.yaml +         - { volume: work, path: /mnt/projects }",
    ]);
    expect(changedLines(small, renameEntry(small, ["rooms", "2.15"], "2.16").texts)).toEqual([
      'facility.yaml -   "2.15": { name: Grade 2 }',
      'facility.yaml +   "2.16": { name: Grade 2 }',
      "suites.yaml -     room: '2.15'",
      "suites.yaml +     room: '2.16'",
    ]);
  });

  test("changes a repeated value at its anchor", () => {
    const file = parseFile({
      file: "x.yaml",
      text: "networks: { house: { cidr: 10.0.0.0/24 } }\nhosts:\n  a: { interfaces: { e: &e { network: house } } }\n  b: { interfaces: { e: *e } }\n",
    });
    const { texts, usages } = renameEntry([file], ["networks", "house"], "office");
    expect(usages).toHaveLength(2);
    expect(texts[0]?.text).toBe(file.text.replaceAll("house", "office"));
  });

  test.each<[entry: readonly string[], to: string, message: RegExp]>([
    [["hosts", "suite-03"], "suite-01", /host suite-01 is there already: hosts\.yaml:5:3/],
    [["hosts", "suite-3"], "x", /there is no host "suite-3", did you mean "suite-03"\?/],
    [
      ["classes", "grade"],
      "colour",
      /class grade can't have another name, because its name says who takes its defaults:\n.*suite grade-1, class/,
    ],
    [["classes", "all"], "every", /class all can't have another name/],
  ])("%j to %s is refused", (entry, to, message) => {
    expect(() => renameEntry(small, entry, to)).toThrow(message);
  });

  const anyFacility = fc
    .record({
      volumes: fc.dictionary(fc.constantFrom("projects", "library"), fc.record({ server: fc.constantFrom("san-01", "nas-01") })),
      hosts: fc.record({
        "san-01": fc.record({ ssh: fc.record({ jump: fc.constantFrom("none", "nas-01") }) }),
        "nas-01": fc.record({ class: fc.constant("server") }),
      }),
      suites: fc.dictionary(
        fc.constantFrom("s1", "s2", "s3"),
        fc.record({ name: fc.constant("san-01"), hosts: fc.uniqueArray(fc.constantFrom("san-01", "nas-01")) }),
      ),
      exceptions: fc.dictionary(fc.constantFrom("e1"), fc.record({ scope: fc.record({ hosts: fc.constant(["san-01"]) }) })),
    })
    .chain((data) => fc.gen().map((g) => writeAnyhow(data, g)));

  test("there and back again brings back every byte, whatever the style", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyFacility, fc.constantFrom("san-01", "nas-01"), (text, id) => {
        const files = [parseFile({ file: "x.yaml", text })];
        const there = withTexts(files, renameEntry(files, ["hosts", id], "other-host").texts);
        expect(findUsages(there, ["hosts", id])).toEqual([]);
        expect(findUsages(there, ["hosts", "other-host"])).toHaveLength(findUsages(files, ["hosts", id]).length);
        const back = renameEntry(there, ["hosts", "other-host"], id).texts;
        expect(back.map(({ text }) => text)).toEqual([text]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("in the example of a whole house", { timeout: 120_000 }, () => {
  const example = folderOf("inventory/example");
  const entries = sectionNames
    .filter((section) => section !== "classes")
    .flatMap((section) => [...idsIn(example)(section)].map((id) => [section, id]));
  const anEntry = fc.constantFrom(...entries);

  test("renaming an entry there and back again brings back every byte of every file", () => {
    fc.assert(
      fc.property(anEntry, (entry) => {
        const there = renameEntry(example, entry, "9.other").texts;
        const back = renameEntry(withTexts(example, there), [entry[0] ?? "", "9.other"], entry[1] ?? "").texts;
        const quoted = new Set(back.flatMap(({ file, text }) => (text === example.find((one) => one.file === file)?.text ? [] : [file])));
        expect([...quoted]).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test("a new entry that goes again leaves every byte as it was", () => {
    fc.assert(
      fc.property(anEntry, (entry) => {
        const file = example.find(({ value }) => Object.hasOwn((value as { [key: string]: object })[entry[0] ?? ""] ?? {}, entry[1] ?? ""));
        if (file === undefined) throw new Error("an entry that no file describes");
        const added = withTexts(example, addEntry(example, [entry[0] ?? "", "new-one"], [], file));
        expect(removeEntry(added, [entry[0] ?? "", "new-one"])).toEqual([{ file: file.file, text: file.text }]);
      }),
      { numRuns: 40 },
    );
  });
});
