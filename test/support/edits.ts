import { copyFileSync, realpathSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { assert, asyncProperty } from "fast-check";
import type { Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Facts, StateType } from "#core/state.ts";
import { driftOf, has } from "#support/describe-state.ts";
import { lookScript, readFacts, repairScript } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";
import type { ScratchHost } from "#support/scratch-host.ts";

/** A kind that edits a file which others edit, too, with generated wants and files. */
export interface Editor<Want extends object, Fact extends string> {
  readonly type: StateType<Want, Fact>;
  /** The file that every want is about. */
  readonly path: string;
  readonly files: Arbitrary<string>;
  readonly wants: Arbitrary<Want>;
  /** What is to be seen of the file after the repair, and what that shall be. */
  readonly check: (before: string, after: string, want: Want) => { readonly found: unknown; readonly wanted: unknown };
  readonly runs?: number;
}

/** This machine's awk (gawk is that of the RHEL family), Debian's, and that of BusyBox. */
const awks = new Set([basename(realpathSync("/usr/bin/awk")), "mawk", "busybox"]);

/** Applied twice is applied once, and every other byte stays: over generated files, with each awk. */
export function editsCarefully<Want extends object, Fact extends string>({
  type,
  path,
  files,
  wants,
  check,
  runs = 30,
}: Editor<Want, Fact>): void {
  const factsOf = async (host: ScratchHost, want: Want): Promise<Facts<Fact>> =>
    (readFacts((await host.run(lookScript(type.inspect(want)))).stdout)[0] ?? {}) as Facts<Fact>;
  const repair = async (host: ScratchHost, want: Want, found: Facts<Fact>): Promise<string> => {
    const { stdout, status } = await host.run(repairScript(type.repair(want, driftOf(type, want, found))));
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    return host.read(path) ?? "";
  };

  describe.concurrent.each([...awks].filter((awk) => has(awk)))("%s", (awk) => {
    test(`${type.kind}: applied twice is applied once, and every other byte stays`, { timeout: 120_000 }, () =>
      onScratchHost(awk === "busybox" ? "busybox" : "dash", {}, async (host) => {
        if (awk === "mawk") {
          rmSync(join(host.root, "bin/awk"));
          copyFileSync("/usr/bin/mawk", join(host.root, "bin/awk"));
        }
        await assert(
          asyncProperty(files, wants, async (before, want) => {
            host.write({ [path]: before });
            const once = await repair(host, want, await factsOf(host, want));
            const { found: seen, wanted } = check(before, once, want);
            expect(seen).toEqual(wanted);
            const found = await factsOf(host, want);
            expect(driftOf(type, want, found)).toEqual({});
            // Even a repair that nothing called for changes nothing more.
            const all = Object.fromEntries(Object.keys(type.expect(want)).map((fact) => [fact, "\u0001"])) as Facts<Fact>;
            expect(await repair(host, want, all)).toBe(once);
          }),
          { numRuns: runs },
        );
      }),
    );
  });
}
