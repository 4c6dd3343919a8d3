import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { isSecretRef } from "#core/secret.ts";
import { lookPrelude, repairPrelude } from "#core/prelude.ts";
import { lines, Sh, sh } from "#core/sh.ts";
import type { Drift, Facts, StateType } from "#core/state.ts";
import { lookScript, readFacts, repairScript } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";
import type { Contents, ScratchHost, Userland } from "#support/scratch-host.ts";

/** One row of a kind's table: what was wanted and found, and what follows from it. */
export interface Case<Want, Fact extends string> {
  readonly it: string;
  readonly want: Want;
  readonly found: Facts<Fact>;
  /** The facts that differ. */
  readonly drifts: readonly Fact[];
  /** The commands, each with the white space at the start of its lines taken away. */
  readonly repair: readonly string[];
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

/** A row for real hosts: what breaks the state by hand, and the facts that must then differ and no others. */
export interface LabCase<Want, Fact extends string> {
  readonly it: string;
  readonly want: Want;
  readonly breakWith: Sh;
  readonly drifts: readonly Fact[];
}

/** Further tables of a kind. */
export interface Tables<Want, Fact extends string> {
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

/** Whether a tool of the tests is there. Outside of CI, the checks that need it are skipped and say so. */
export function has(tool: string): boolean {
  const there = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"].some((folder) => existsSync(join(folder, tool)));
  if (!there && process.env["CI"] !== undefined) throw new Error(`${tool} must be installed where CI runs`);
  return there;
}

const parsers: readonly (readonly [tool: string, ...args: string[]])[] = [
  ["dash", "-n"],
  ["busybox", "sh", "-n"],
  ["bash", "--posix", "-n"],
];

/** A text that would leave a trace if any part of it ran or were expanded. */
export const hostileTexts = [
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
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, item]) => [name, shape(item, name)])
      : typeof value === "boolean" || fixed.has(key)
        ? value
        : typeof value;
  return [...new Map(wants.toReversed().map((want) => [JSON.stringify(shape(want, "")), want])).values()].toReversed();
}

async function look<Want extends object, Fact extends string>(
  host: ScratchHost,
  type: StateType<Want, Fact>,
  want: Want,
): Promise<Record<string, string>> {
  const { stdout } = await host.run(lookScript(type.inspect(want)));
  return readFacts(stdout)[0] ?? {};
}

/** Everything a kind of state owes, checked over its table of cases. */
export function describeState<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  cases: readonly Case<Want, Fact>[],
  { tells = [], repairs = [], refuses = [], runs = [], tools = {} }: Tables<Want, Fact> = {},
): void {
  const wants = [...cases, ...tells, ...repairs, ...refuses].map(({ want }) => want);
  // Without anything that was found, every fact has drifted: the most commands that there can be.
  const allDrift = (want: Want): Drift<Fact> =>
    Object.fromEntries(
      (Object.entries(type.expect(want)) as [Fact, string][]).map(([fact, value]) => [fact, { want: value, have: "" }]),
    ) as Drift<Fact>;
  /** The kind's own shell, each look, repair and undo in parentheses; the preludes have tests of their own. */
  const ownShell = (want: Want): string =>
    [type.inspect(want), lines(type.repair(want, allDrift(want))), lines(type.undo?.(want) ?? [])]
      .map(({ text }) => `(\n:\n${text}\n)\n`)
      .join("");

  /** Parameters that hold no free text. */
  const fixed = new Set<string>([
    ...runs,
    ...Object.entries(type.params.properties).flatMap(([name, schema]) =>
      typeof schema === "object" && schema !== null && "enum" in schema ? [name] : [],
    ),
  ]);
  const shapes = ofEachShape(wants, fixed);

  describe(`${type.kind}: ${type.summary}`, () => {
    test.each(cases.map((row) => [row.it, row] as const))("%s", (_, { want, found, drifts, repair }) => {
      const drift = driftOf(type, want, found);
      expect(Object.keys(drift)).toEqual(drifts);
      expect(truthy(type.repair(want, drift)).map(withoutIndent)).toEqual(repair);
    });

    const validate = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile<Want>(type.params);

    test("its parameters are what its schema says", () => {
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

    test("it does nothing when nothing differs", () => {
      for (const want of wants) expect(truthy(type.repair(want, {}))).toEqual(type.kind === "restart" ? expect.any(Array) : []);
    });

    test("it can be read in Ansible, Salt and Puppet", () => {
      for (const example of Object.values(type.elsewhere)) expect(example).toMatch(/\S/);
    });

    test.concurrent.each(userlands.filter((userland) => has(userland)))(
      "%s: a look tells every fact that is expected, and writes nothing",
      async (userland) => {
        await onScratchHost(userland, { tools }, async (host) => {
          const before = tree(host);
          const { stdout } = await host.run(lookScript(...wants.map((want) => type.inspect(want))));
          const seen = readFacts(stdout);
          for (const [i, want] of wants.entries()) {
            const facts = seen[i] ?? {};
            if (!("!cannot" in facts) && !("!needs" in facts))
              expect(Object.keys(facts)).toEqual(expect.arrayContaining(Object.keys(type.expect(want))));
          }
          expect(tree(host)).toBe(before);
        });
      },
    );

    test.each(parsers.map(([tool, ...args]) => ({ tool, args })))("$tool can read its shell", ({ tool, args }) => {
      if (!has(tool)) return void console.warn(`${tool} is not installed: its syntax check was skipped`);
      const input = shapes.map(ownShell).join("");
      const { status, stderr } = spawnSync(tool, args, { input, encoding: "utf8" });
      expect({ status, stderr, shell: status === 0 ? "" : input }).toEqual({ status: 0, stderr: "", shell: "" });
    });

    test.skipIf(!has("shellcheck"))("ShellCheck finds nothing to say", () => {
      const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-f", "gcc", "-e", quiet.join(","), "-"], {
        input: shapes.map(ownShell).join(""),
        encoding: "utf8",
      });
      expect(stdout).toBe("");
    });

    test("a hostile text stays one word wherever it stands", async () => {
      const bad = shapes.flatMap((want) => hostileTexts.map((text) => hostile(want, text, fixed)));
      const pieces = bad.flatMap((want) => [
        type.inspect(want),
        ...truthy(type.repair(want, allDrift(want))),
        ...(type.undo?.(want) ?? []),
      ]);
      await onScratchHost("dash", { tools }, async (host) => {
        // Each piece runs for itself, so that none is spared by an earlier one that fails.
        const { stdout } = await host.run(
          lines([
            lookPrelude,
            repairPrelude,
            new Sh("_state=0"),
            ...pieces.map(({ text }) => new Sh(`(${text}\n) </dev/null >/dev/null 2>&1`)),
            sh`printf 'all read'`,
          ]),
        );
        expect(stdout).toBe("all read");
        expect(execFileSync("find", [host.root, "-name", "pwned"], { encoding: "utf8" })).toBe("");
      });
    });

    if (tells.length > 0)
      describe.concurrent.each(rowsRunIn.filter((userland) => has(userland)))("%s", (userland) => {
        test.each(tells.map((row) => [row.it, row] as const))("%s", (_, { want, files = {}, tools = {}, tells }) =>
          onScratchHost(userland, { files, tools }, async (host) => {
            expect(await look(host, type, want)).toMatchObject(tells);
          }),
        );
      });

    if (repairs.length + refuses.length > 0)
      describe.concurrent.each(rowsRunIn.filter((userland) => has(userland)))("%s, for real", (userland) => {
        for (const { it, want, files = {}, tools = {}, drifts, leaves = {}, calls, undone = {}, undoCalls } of repairs)
          test(it, () =>
            onScratchHost(userland, { files, tools }, async (host) => {
              const drift = driftOf(type, want, (await look(host, type, want)) as Facts<Fact>);
              expect(Object.keys(drift)).toEqual(drifts);
              host.forgetCalls();
              const ended = await host.run(repairScript(type.repair(want, drift)));
              expect(ended).toEqual({ stdout: "", stderr: "", status: 0 });
              if (calls !== undefined) expect(host.called()).toEqual(calls);
              expect(driftOf(type, want, (await look(host, type, want)) as Facts<Fact>)).toEqual({});
              for (const [path, content] of Object.entries(leaves)) expect({ path, content: host.read(path) }).toEqual({ path, content });
              if (type.undo === undefined) return;
              host.forgetCalls();
              expect(await host.run(repairScript(type.undo(want)))).toEqual({ stdout: "", stderr: "", status: 0 });
              for (const [path, content] of Object.entries(undone)) expect({ path, content: host.read(path) }).toEqual({ path, content });
              if (undoCalls !== undefined) expect(host.called()).toEqual(undoCalls);
            }),
          );
        for (const { it, want, files = {}, tools = {}, says, keeps = files } of refuses)
          test(it, () =>
            onScratchHost(userland, { files, tools }, async (host) => {
              const drift = driftOf(type, want, (await look(host, type, want)) as Facts<Fact>);
              const { stdout, status } = await host.run(repairScript(type.repair(want, drift)));
              expect(status).not.toBe(0);
              expect(stdout).toMatch(says);
              for (const [path, content] of Object.entries(keeps)) expect({ path, content: host.read(path) }).toEqual({ path, content });
            }),
          );
      });
  });
}

// SC2154: a name that a function of the prelude sets. SC2031, SC2030: two parts of one file that never run in one shell. SC2034: as SC2154.
// SC2016, SC2043, SC2194: data may look like an expansion, and a list of one or a word to compare are data here.
const quiet = ["SC2016", "SC2043", "SC2194", "SC2154", "SC2030", "SC2031", "SC2034"];

/** All that is on a scratch host, to see that nothing was written. */
const tree = (host: ScratchHost): string =>
  execFileSync(
    "find",
    [host.root, "-path", `${host.root}/log`, "-prune", "-o", "-type", "f", "-printf", "%P %s %T@\\n", "-o", "-printf", "%P %y\\n"],
    { encoding: "utf8" },
  );
