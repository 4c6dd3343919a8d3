import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Log } from "sarif";
import { describe, expect, test } from "vitest";

import { main } from "#cli/main.ts";
import { coloured, plain } from "#report/paint.ts";
import type { Paint } from "#report/paint.ts";
import { inFolder } from "../inventory/house.ts";

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Types `conform validate …` and keeps what it says where. */
async function validate(args: readonly string[], paint: Paint = plain): Promise<Said> {
  const said = { out: "", err: "" };
  const status = await main(["validate", ...args], {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    paint,
    watched: false,
    env: {},
  });
  return { status, ...said };
}

const facility = readFileSync("test/fixtures/cross-checks/facility.yaml", "utf8");

const racks = (rack: string, cable = "passed"): string => `rooms:
  mr-1: { name: Machine room }
racks:
  r01: { room: mr-1 }
assets:
  srv-1: { kind: server, rack: r01, unit: 1, ports: { OUT: { connector: bnc, signals: [sdi] } } }
  srv-2: { kind: server, rack: r01, ${rack}, ports: { IN: { connector: bnc, signals: [sdi] } } }
cables:
  V1001: { signal: sdi, rate: 3G, result: ${cable}, from: { asset: srv-1, port: OUT }, to: { asset: srv-2, port: IN } }
`;

const exception = `exceptions:
  one-on-the-other:
    check: unit-twice
    scope: { assets: [srv-2] }
    reason: "half-width gear [side by side](here)"
    requested_by: Sam Engineer
    approved_by: Kim Head
    approved_on: 2026-01-01
    expires: 2999-12-31
`;

/** Types a command line about an inventory of these texts; `FOLDER` is where it lies. */
const validateTexts = async (text: string, args: readonly string[] = [], paint?: Paint): Promise<Said> =>
  await inFolder({ "house.yaml": `${facility}${text}` }, async (folder) => {
    const { status, out, err } = await validate(["--inventory", folder, ...args], paint);
    const shown = (said: string): string => said.replaceAll(/[\w./-]*\/conform-inventory-\w+/g, "FOLDER");
    return { status, out: shown(out), err: shown(err) };
  });

// The house's own facility has 7 lines before.
describe("an inventory", () => {
  test("without mistakes is valid, in a sentence", async () => {
    expect(await validateTexts(racks("unit: 2"))).toEqual({
      status: 0,
      out: "FOLDER is valid: House, 0 hosts, 0 suites, 0 volumes, 0 licence servers.\n",
      err: "",
    });
  });

  test("with warnings is valid, and says them", async () => {
    const { status, out } = await validateTexts(racks("unit: 2", "failed"));
    expect(status).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "FOLDER/house.yaml:16:43: warning: cable V1001 failed its test [failed-cable]
          16 |   V1001: { signal: sdi, rate: 3G, result: failed, from: { asset: srv-1, port: OUT }, to: { asset: srv-2, port: IN } }
             |                                           ^
          Replace it and say what the new test says.

      FOLDER is valid: House, 0 hosts, 0 suites, 0 volumes, 0 licence servers; 1 warning.
      "
    `);
  });

  test("with a mistake is not", async () => {
    const { status, out, err } = await validateTexts(racks("unit: 1", "failed"));
    expect(status).toBe(1);
    expect(err).toBe("");
    expect(out).toMatchInlineSnapshot(`
      "FOLDER/house.yaml:14:43: asset srv-2 fills the front of unit 1 of rack r01, as asset srv-1 does already [unit-twice]
          14 |   srv-2: { kind: server, rack: r01, unit: 1, ports: { IN: { connector: bnc, signals: [sdi] } } }
             |                                           ^
          see FOLDER/house.yaml:13:37
          srv-1 fills unit 1, srv-2 unit 1.

      FOLDER/house.yaml:16:43: warning: cable V1001 failed its test [failed-cable]
          16 |   V1001: { signal: sdi, rate: 3G, result: failed, from: { asset: srv-1, port: OUT }, to: { asset: srv-2, port: IN } }
             |                                           ^
          Replace it and say what the new test says.

      FOLDER is not valid: 1 mistake and 1 warning.
      "
    `);
  });

  test("with an approved exception is valid, and says what is waived until when", async () => {
    const { status, out } = await validateTexts(racks("unit: 1") + exception);
    expect(status).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "FOLDER/house.yaml:14:43: waived: asset srv-2 fills the front of unit 1 of rack r01, as asset srv-1 does already [unit-twice]
          until 2999-12-31 by exception one-on-the-other, approved by Kim Head: half-width gear [side by side](here)

      FOLDER is valid: House, 0 hosts, 0 suites, 0 volumes, 0 licence servers; 1 waived.
      "
    `);
  });

  test("has its mistakes in colours where somebody sees them", async () => {
    const { out } = await validateTexts(racks("unit: 1", "failed"), [], coloured);
    expect(out).toContain("\u001b[31m^\u001b[39m");
    expect(out).toContain("\u001b[33mwarning\u001b[39m: cable V1001 failed its test");
    expect(out).toContain("\u001b[2m[unit-twice]\u001b[22m");
  });
});

describe("a command line with a typing mistake", () => {
  test.each([
    [["--lsit"], /unknown option '--lsit'\n\(Did you mean --list\?\)/],
    [["--sraif"], /unknown option '--sraif'\n\(Did you mean --sarif\?\)/],
    [["--json", "--sarif"], /'--sarif' cannot be used with option '--json'/],
    [["--list", "--sarif"], /'--sarif' cannot be used with option '--list'/],
    [["inventory/lab"], /too many arguments/],
    [
      ["--stack", "exampel"],
      /exampel: there is no such folder\nThere is no site "exampel", did you mean "example"\? Sites: example, lab\./,
    ],
    [["--stack", "zzz"], /There is no site "zzz"\. Sites: /],
    [["--inventory", "package.json"], /package\.json: this is a file; an inventory is a folder/],
    [["--inventory", "docs"], /docs: the folder holds no \*\.yaml file/],
  ])("%j is told on stderr, with what is meant", async (args, words) => {
    const { status, out, err } = await validate(args);
    expect(status).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("--list", () => {
  test("prints every rule with its severity and what must be true", async () => {
    const { status, out } = await validate(["--list"]);
    expect(status).toBe(0);
    expect(out).toMatch(/^CROSS-CHECK +SEVERITY +WHAT MUST BE TRUE\n/);
    expect(out).toMatch(/^unit-twice +error +one face of a rack unit is filled once$/m);
    expect(out).toMatch(/^failed-cable +warning +a cable passed its test$/m);
    const [waivable = "", never = ""] = out.split("\nNEVER WAIVED");
    expect(waivable).toContain("\nunit-twice ");
    expect(never).toContain("\nexception-expired ");
    expect(out).toMatch(/^unknown-key +error +a key is one that the schema knows$/m);
  });

  test("prints them as JSON, and which of them exceptions may waive", async () => {
    const { out } = await validate(["--list", "--json"]);
    const { schema, rules } = JSON.parse(out) as {
      schema: string;
      rules: { id: string; severity: string; says: string; waivable: boolean }[];
    };
    expect(schema).toBe("conform.rules/v1");
    expect(rules).toContainEqual({ id: "failed-cable", severity: "warning", says: "a cable passed its test", waivable: true });
    expect(rules).toContainEqual({ id: "unknown-key", severity: "error", says: "a key is one that the schema knows", waivable: false });
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});

interface Answer {
  readonly valid: boolean;
  readonly findings: readonly object[];
  readonly waived: readonly object[];
}

describe("--json", () => {
  test("has every finding with its place, and the exception of those that are waived", async () => {
    const { status, out } = await validateTexts(racks("unit: 1", "failed") + exception, ["--json"]);
    const { valid, findings, waived } = JSON.parse(out) as Answer;
    expect([status, valid]).toEqual([0, true]);
    expect(findings).toEqual([
      {
        id: "failed-cable",
        severity: "warning",
        message: "cable V1001 failed its test",
        hint: "Replace it and say what the new test says.",
        file: "FOLDER/house.yaml",
        line: 16,
        column: 43,
        excerpt: expect.stringMatching(/^ {2}V1001: /),
      },
    ]);
    expect(waived).toMatchObject([
      {
        id: "unit-twice",
        severity: "error",
        related: { file: "FOLDER/house.yaml", line: 13, column: 37 },
        exception: {
          id: "one-on-the-other",
          reason: "half-width gear [side by side](here)",
          approved_by: "Kim Head",
          expires: "2999-12-31",
        },
      },
    ]);
  });

  test("is JSON for a folder that is not there, too", async () => {
    const { status, out, err } = await validate(["--json", "--inventory", "no/such"]);
    expect([status, err]).toEqual([1, ""]);
    expect(JSON.parse(out)).toMatchObject({ folder: "no/such", valid: false, findings: [{ id: "no-folder", line: 0 }] });
  });
});

describe("--sarif", () => {
  const sarifOf = async (text: string): Promise<Log> => JSON.parse((await validateTexts(text, ["--sarif"])).out) as Log;

  test("names its version, the tool and every rule with what it says", async () => {
    const { version, runs } = await sarifOf(racks("unit: 2"));
    expect(version).toBe("2.1.0");
    expect(runs).toHaveLength(1);
    const { name, rules = [] } = runs[0]?.tool.driver ?? { name: "" };
    expect(name).toBe("conform");
    expect(rules).toContainEqual({
      id: "failed-cable",
      shortDescription: { text: "A cable passed its test." },
      defaultConfiguration: { level: "warning" },
    });
    expect(runs[0]?.results).toEqual([]);
  });

  test("puts each finding at its line and column, with its rule, its level and the other place", async () => {
    const { runs } = await sarifOf(racks("unit: 1"));
    const [result, ...others] = runs[0]?.results ?? [];
    expect(others).toEqual([]);
    expect(runs[0]?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe("unit-twice");
    expect(result).toMatchObject({
      ruleId: "unit-twice",
      level: "error",
      message: {
        text: "asset srv-2 fills the front of unit 1 of rack r01, as asset srv-1 does already\nsrv-1 fills unit 1, srv-2 unit 1.",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "FOLDER/house.yaml" },
            region: { startLine: 14, startColumn: 43, snippet: { text: expect.stringMatching(/^ {2}srv-2: /) } },
          },
        },
      ],
      relatedLocations: [{ physicalLocation: { region: { startLine: 13, startColumn: 37 } } }],
      suppressions: [],
    });
  });

  test("has what is waived as suppressed, with the reason of its exception", async () => {
    const { runs } = await sarifOf(racks("unit: 1", "failed") + exception);
    expect(runs[0]?.results?.map(({ ruleId, level, suppressions }) => ({ ruleId, level, suppressions }))).toEqual([
      { ruleId: "failed-cable", level: "warning", suppressions: [] },
      {
        ruleId: "unit-twice",
        level: "error",
        suppressions: [
          {
            kind: "external",
            status: "accepted",
            justification: String.raw`half-width gear [side by side\](here)`,
            properties: { exception: "one-on-the-other", approved_by: "Kim Head", approved_on: "2026-01-01", expires: "2999-12-31" },
          },
        ],
      },
    ]);
  });

  test("lets nobody write links, placeholders or control characters into it", async () => {
    const label = String.raw`"[here](http://evil.example) {0} \u202e"`;
    const { runs } = await sarifOf(`routers: { r1: { protocol: none, inputs: { "1": { label: ${label} }, "2": { label: ${label} } } } }\n`);
    expect(runs[0]?.results?.[0]?.message.text).toBe(
      String.raw`input 2 of router r1 has label "[here\](http://evil.example) {{0}} \u{202e}", as number 1 has already`,
    );
  });

  test("speaks of files as URIs", async () => {
    await inFolder({ "my house #1.yaml": `${facility}hots: {}\n` }, async (folder) => {
      const { status, out } = await validate(["--sarif", "-i", folder]);
      const { runs } = JSON.parse(out) as Log;
      expect(status).toBe(1);
      expect(runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/\/my%20house%20%231\.yaml$/);
    });
  });

  test("says of a whole folder without a line", async () => {
    const { status, out } = await validate(["--sarif", "-i", "no/such"]);
    const { runs } = JSON.parse(out) as Log;
    expect(status).toBe(1);
    expect(runs[0]?.results?.[0]?.locations).toEqual([{ physicalLocation: { artifactLocation: { uri: "no/such" } } }]);
  });
});

test("every id that the inventory gives a mistake has a sentence", async () => {
  const { out } = await validate(["--list", "--json"]);
  const { rules } = JSON.parse(out) as { rules: { id: string }[] };
  const files = ["classes", "combine", "convert", "explain", "files", "load", "parse", "references", "tokens", "vendor-files"];
  const given = files.flatMap((file) => [
    ...readFileSync(join("modules/inventory", `${file}.ts`), "utf8").matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)+)"/g),
  ]);
  const names = new Set(given.map(([, id = ""]) => id));
  for (const other of ["utf-8", "directive-line"]) names.delete(other);
  expect([...names].filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
  expect(names.size).toBeGreaterThan(20);
});
