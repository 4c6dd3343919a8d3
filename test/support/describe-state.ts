import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { isSecretRef } from "#core/secret.ts";
import { lookPrelude, repairPrelude } from "#core/prelude.ts";
import { lines, Sh, sh } from "#core/sh.ts";
import type { Drift, Facts, StateType } from "#core/state.ts";
import { breakOnRealHosts, onRealHosts, owesMutations } from "#support/mutations.ts";
import type { OnRealHosts } from "#support/mutations.ts";
import { lookScript, readFacts, repairScript, surveyScript } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";
import type { Contents, ScratchHost, Userland } from "#support/scratch-host.ts";

/** One row of a kind's table: what was wanted and found, and what follows from it. */
export interface Case<Want, Fact extends string> {
  readonly it: string;
  readonly want: Want;
  readonly found: Facts<Fact>;
  /** The facts that differ. */
  readonly drifts: readonly Fact[];
  /** The commands, each with the white space at the start of its lines taken away, where a row is about them. */
  readonly repair?: readonly string[];
}

/** What a look tells of a host, given its files and what its tools print. */
export interface HostCase<Want, Fact extends string> extends Contents {
  readonly it: string;
  readonly want: Want;
  readonly tells: Facts<Fact> | { readonly "!cannot": string } | { readonly "!needs": string };
}

/** A repair that really runs: drift before, none afterwards, and nothing left to do. */
export interface RepairCase<Want, Fact extends string> extends Contents {
  readonly it: string;
  readonly want: Want;
  readonly drifts: readonly Fact[];
  /** What the host has afterwards; `undefined` where there shall be nothing. */
  readonly leaves?: Readonly<Record<string, string | null | undefined>>;
  readonly calls?: readonly string[];
  /** What it has once the state was undone. */
  readonly undone?: Readonly<Record<string, string | null | undefined>>;
  readonly undoCalls?: readonly string[];
}

/** A repair that must say no: what it says, and that it left the host as it was. */
export interface RefusalCase<Want> extends Contents {
  readonly it: string;
  readonly want: Want;
  readonly says: RegExp;
  readonly keeps?: Readonly<Record<string, string | null | undefined>>;
}

/** Further tables of a kind. */
export interface Tables<Want, Fact extends string> extends OnRealHosts<Want, Fact> {
  readonly tells?: readonly HostCase<Want, Fact>[];
  readonly repairs?: readonly RepairCase<Want, Fact>[];
  readonly refuses?: readonly RefusalCase<Want>[];
  /** Parameters that are shell by their nature and do run. */
  readonly runs?: readonly (keyof Want & string)[];
  /** Tools that stand in for the managed ones while hostile texts run. */
  readonly tools?: Contents["tools"];
}

const userlands: readonly Userland[] = ["dash", "busybox", "bash"];

/** The ones in which every row of a table runs; bash differs from dash in what it parses, which the looks show. */
const rowsRunIn: readonly Userland[] = ["dash", "busybox"];

/** The facts that are not as wanted: what the engine computes, in one line. */
export function driftOf<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  want: Want,
  found: Facts<Fact>,
): Drift<Fact> {
  const differing = (Object.entries(type.expect(want)) as [Fact, string][]).filter(([fact, value]) => (found[fact] ?? "") !== value);
  return Object.fromEntries(differing.map(([fact, value]) => [fact, { want: value, have: found[fact] ?? "" }])) as Drift<Fact>;
}

const truthy = (pieces: readonly (Sh | false | undefined)[]): Sh[] => pieces.filter((piece) => piece !== false && piece !== undefined);

const withoutIndent = (piece: Sh): string => piece.text.replaceAll(/^[ ]+/gm, "").trim();

/** Whether a tool of the tests is there. Outside of CI, the checks that need it are left out, and say so. */
export function has(tool: string): boolean {
  const there = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"].some((folder) => existsSync(join(folder, tool)));
  if (!there && process.env["CI"] !== undefined) throw new Error(`${tool} must be installed where CI runs`);
  if (!there) process.stderr.write(`${tool} is not installed: the checks that need it are skipped\n`);
  return there;
}

const parsers: readonly (readonly [tool: string, ...args: string[]])[] = [
  ["dash", "-n"],
  ["busybox", "sh", "-n"],
  ["bash", "--posix", "-n"],
];

/** A text that would leave a trace if any part of it ran or were expanded. */
const hostileTexts = [
  "'; touch /pwned; '",
  '"; touch /pwned; "',
  "$(touch /pwned)",
  "`touch /pwned`",
  "a\ntouch /pwned\n",
  "-e /pwned *",
  "\\'; touch /pwned; #",
] as const;

/** Some parameters with every free text replaced by a hostile one. */
function hostile<Want extends object>(want: Want, text: string, fixed: ReadonlySet<string>): Want {
  const replaced = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return fixed.has(key) ? value : value.startsWith("/") ? `/${text}` : text;
    if (Array.isArray(value)) return value.map((item) => replaced(item, key));
    if (typeof value !== "object" || value === null || isSecretRef(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, name)]));
  };
  return replaced(want, "") as Want;
}

/** One of each shape: the same parameters given, the same choices made. Their shell differs in data only. */
function ofEachShape<Want extends object>(wants: readonly Want[], fixed: ReadonlySet<string>): Want[] {
  const shape = (value: unknown, key: string): unknown =>
    Array.isArray(value)
      ? value.slice(0, 1).map((item) => shape(item, key))
      : typeof value === "object" && value !== null
        ? Object.entries(value).map(([name, item]) => [name, shape(item, name)])
        : typeof value === "boolean" || fixed.has(key)
          ? value
          : typeof value;
  return [...new Map(wants.toReversed().map((want) => [JSON.stringify(shape(want, "")), want])).values()].toReversed();
}

/** The facts with the texts of which a host only said that they are as wanted. */
function withTexts<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  want: Want,
  facts: Record<string, string>,
): Record<string, string> {
  const prefix = "!same.";
  return Object.fromEntries(
    Object.entries(facts).map(([fact, value]) =>
      fact.startsWith(prefix) ? [fact.slice(prefix.length), type.expect(want)[fact.slice(prefix.length) as Fact] ?? ""] : [fact, value],
    ),
  );
}

async function look<Want extends object, Fact extends string>(
  host: ScratchHost,
  type: StateType<Want, Fact>,
  want: Want,
): Promise<Record<string, string>> {
  const { stdout } = await host.run(lookScript(type.inspect(want)));
  const facts = withTexts(type, want, readFacts(stdout)[0] ?? {});
  if (type.survey === undefined) return facts;
  const surveyed = readFacts((await host.run(surveyScript(type.survey([want]), type.inspect(want)))).stdout)[0] ?? {};
  expect(withTexts(type, want, surveyed)).toEqual(facts);
  return facts;
}

const factsOf = async <Want extends object, Fact extends string>(
  host: ScratchHost,
  type: StateType<Want, Fact>,
  want: Want,
): Promise<Facts<Fact>> => (await look(host, type, want)) as Facts<Fact>;

const said = (host: ScratchHost, paths: object): Record<string, string | null | undefined> =>
  Object.fromEntries(Object.keys(paths).map((path) => [path, host.read(path)]));

const succeeded = { stdout: "", stderr: "", status: 0 };

/** Drift, repair, no drift, undo: as the engine goes about it. */
async function goesThrough<Want extends object, Fact extends string>(
  host: ScratchHost,
  type: StateType<Want, Fact>,
  row: RepairCase<Want, Fact>,
): Promise<void> {
  const { want, drifts, leaves = {}, calls, undone = {}, undoCalls } = row;
  const drift = driftOf(type, want, await factsOf(host, type, want));
  expect(Object.keys(drift)).toEqual(drifts);
  host.forgetCalls();
  expect(await host.run(repairScript(type.repair(want, drift)))).toEqual(succeeded);
  expect(host.called()).toEqual(calls ?? host.called());
  expect(driftOf(type, want, await factsOf(host, type, want))).toEqual({});
  expect(said(host, leaves)).toEqual(leaves);
  if (type.undo === undefined) return;
  host.forgetCalls();
  expect(await host.run(repairScript(type.undo(want)))).toEqual(succeeded);
  expect(said(host, undone)).toEqual(undone);
  expect(host.called()).toEqual(undoCalls ?? host.called());
}

async function refuse<Want extends object, Fact extends string>(
  host: ScratchHost,
  type: StateType<Want, Fact>,
  row: RefusalCase<Want>,
): Promise<void> {
  const { want, says, keeps = row.files ?? {} } = row;
  const drift = driftOf(type, want, await factsOf(host, type, want));
  const { stdout, status } = await host.run(repairScript(type.repair(want, drift)));
  expect({ status, stdout }).toEqual({ status: expect.any(Number), stdout: expect.stringMatching(says) });
  expect(status).not.toBe(0);
  expect(said(host, keeps)).toEqual(keeps);
}

/** The userlands in which rows run, or none where there are no rows. */
const forRows = (rows: readonly unknown[]): readonly Userland[] => (rows.length === 0 ? [] : rowsRunIn.filter((userland) => has(userland)));

const titled = <Row extends { readonly it: string }>(rows: readonly Row[]): (readonly [title: string, row: Row])[] =>
  rows.map((row) => [row.it, row] as const);

/** Everything a kind of state owes, checked over its table of cases. */
export function describeState<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  cases: readonly Case<NoInfer<Want>, NoInfer<Fact>>[],
  { tells = [], repairs = [], refuses = [], runs = [], tools = {}, ...real }: Tables<NoInfer<Want>, NoInfer<Fact>>,
): void {
  if (onRealHosts) return breakOnRealHosts(type, real);
  const wants = [...cases, ...tells, ...repairs, ...refuses].map(({ want }) => want);
  // Parameters that hold no free text.
  const fixed = new Set<string>([
    ...runs,
    ...Object.entries(type.params.properties).flatMap(([name, schema]) =>
      typeof schema === "object" && schema !== null && "enum" in schema ? [name] : [],
    ),
  ]);
  const shapes = ofEachShape(wants, fixed);
  // Where nothing was found, every fact has drifted: the most commands that there can be.
  const mostRepair = (want: Want): Sh[] => truthy(type.repair(want, driftOf(type, want, {})));
  /** The kind's own shell, each look, repair and undo in parentheses; the preludes have tests of their own. */
  const ownShell = shapes
    .flatMap((want) => [...truthy([type.survey?.([want])]), type.inspect(want), lines(mostRepair(want)), lines(type.undo?.(want) ?? [])])
    .map(({ text }) => `(\n:\n${text}\n)\n`)
    .join("");

  describe(`${type.kind}: ${type.summary}`, () => {
    owesMutations(type, wants, real);

    test.each(titled(cases))("%s", (_, { want, found, drifts, repair }) => {
      const drift = driftOf(type, want, found);
      expect(Object.keys(drift)).toEqual(drifts);
      expect(repair && truthy(type.repair(want, drift)).map(withoutIndent)).toEqual(repair);
    });

    test("its parameters are what its schema says", () => {
      const validate = new Ajv2020({ strict: true, allErrors: true }).compile<Want>(type.params);
      for (const want of wants)
        expect({ want, valid: validate(want), errors: validate.errors }).toEqual({ want, valid: true, errors: null });
      expect(validate({ ...wants[0], "no such parameter": 1 })).toBe(false);
    });

    test("it has a name that a declaration keeps, in one line", () => {
      for (const want of wants) {
        expect(type.name(want)).toMatch(/^[^\n]+$/);
        expect(type.name(structuredClone(want))).toBe(type.name(want));
      }
    });

    // A restart is asked for when nothing was owed yet, before the states that will owe it are repaired.
    test("it does nothing when nothing differs", () => {
      for (const want of type.kind === "restart" ? [] : wants) expect(truthy(type.repair(want, {}))).toEqual([]);
    });

    test("it can be read in Ansible, Salt and Puppet", () => {
      for (const example of Object.values(type.elsewhere)) expect(example).toMatch(/\S/);
    });

    test.concurrent.each(userlands.filter((userland) => has(userland)))(
      "%s: a look tells every fact that is expected, and writes nothing",
      (userland) =>
        onScratchHost(userland, { tools }, async (host) => {
          const before = host.listing();
          const seen = readFacts((await host.run(lookScript(...wants.map((want) => type.inspect(want))))).stdout);
          const silent = wants.flatMap((want, i) => {
            const facts = seen[i] ?? {};
            return "!cannot" in facts || "!needs" in facts ? [] : Object.keys(type.expect(want)).filter((fact) => !(fact in facts));
          });
          expect(silent).toEqual([]);
          expect(host.listing()).toEqual(before);
        }),
    );

    test.each(parsers.filter(([tool]) => has(tool)))("%s can read its shell", (tool, ...args) => {
      const { status, stderr } = spawnSync(tool, args, { input: ownShell, encoding: "utf8" });
      expect({ status, stderr, shell: status === 0 ? "" : ownShell }).toEqual({ status: 0, stderr: "", shell: "" });
    });

    test.skipIf(!has("shellcheck"))("ShellCheck finds nothing to say", { timeout: 60_000 }, () => {
      const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-f", "gcc", "-e", quiet.join(","), "-"], {
        input: ownShell,
        encoding: "utf8",
      });
      expect(stdout).toBe("");
    });

    test("a hostile text stays one word wherever it stands", { timeout: 60_000 }, () =>
      onScratchHost("dash", { tools }, async (host) => {
        const bad = shapes.flatMap((want) => hostileTexts.map((text) => hostile(want, text, fixed)));
        const pieces = bad.flatMap((want) => [
          ...truthy([type.survey?.([want])]),
          type.inspect(want),
          ...mostRepair(want),
          ...(type.undo?.(want) ?? []),
        ]);
        // Each piece runs for itself, so that none is spared by an earlier one that fails.
        const each = pieces.map(({ text }) => new Sh(`(${text}\n) </dev/null >/dev/null 2>&1`));
        const { stdout } = await host.run(lines([lookPrelude, repairPrelude, new Sh("_state=0"), ...each, sh`printf 'all read'`]));
        expect(stdout).toBe("all read");
        expect(host.listing().filter((path) => /(^|\/)pwned \d/.test(path))).toEqual([]);
      }),
    );

    describe.concurrent.each(forRows(tells))("%s", (userland) => {
      test.each(titled(tells))("%s", (_, row) =>
        onScratchHost(userland, row, async (host) => {
          expect(await look(host, type, row.want)).toMatchObject(row.tells);
        }),
      );
    });

    describe.concurrent.each(forRows([...repairs, ...refuses]))("%s, for real", (userland) => {
      test.each(titled(repairs))("%s", (_, row) =>
        expect(onScratchHost(userland, row, (host) => goesThrough(host, type, row))).resolves.toBeUndefined(),
      );
      test.each(titled(refuses))("%s", (_, row) =>
        expect(onScratchHost(userland, row, (host) => refuse(host, type, row))).resolves.toBeUndefined(),
      );
    });
  });
}

// SC2154: a name that a function of the prelude sets. SC2031, SC2030: two parts of one file that never run in one shell. SC2034: as SC2154.
// SC2016, SC2043, SC2194: data may look like an expansion, and a list of one or a word to compare are data here.
const quiet = ["SC2016", "SC2043", "SC2194", "SC2154", "SC2030", "SC2031", "SC2034"];
