import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RemoteShell, Transport } from "#core/connection.ts";
import type { Declared } from "#core/declared.ts";
import type { Sh } from "#core/sh.ts";
import type { StateType } from "#core/state.ts";
import type { Finding } from "#core/verdict.ts";
import { applyRole } from "#engine/apply.ts";
import type { Applied } from "#engine/apply.ts";
import { judge } from "#engine/judge.ts";
import { observe } from "#engine/observe.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { projectRoot } from "#support/conform.ts";
import { mutationRows } from "#support/mutation-table.ts";
import { openTransport } from "#transport/open.ts";

/** The hosts of the lab on which states are broken: Debian containers and machines with a kernel of their own, then the RHEL family's two. */
export type LabHostName = "suite-02" | "lic-01" | "san-01" | "online-01" | "rocky-01" | "rocky-02";

/** One way in which somebody breaks a state, and the facts that must then differ, and no others. */
export interface Break<Fact extends string> {
  /** What somebody did, as they would say it: "stopped it by hand". */
  readonly by: string;
  readonly with: Sh;
  readonly drifts: readonly Fact[];
  /** For what only a person can put right (a state with `audit`): what that person does. */
  readonly healedBy?: Sh;
}

/** A state on a real host, with every way to break it. */
export interface LabState<Want, Fact extends string> {
  readonly on: LabHostName;
  readonly want: Want;
  /** States that come first, such as the package that brings its tool. They stay when the state goes. */
  readonly after?: readonly Declared[];
  /** The host at the other end, such as the server of a mount, and its states, which go when the table is done. */
  readonly peer?: { readonly on: LabHostName; readonly states: readonly Declared[] };
  /** What the host must have besides, made by hand. */
  readonly ready?: Sh;
  readonly breaks: readonly Break<Fact>[];
  /** A command that succeeds once the state was taken off the host again. */
  readonly gone?: Sh;
  /** Takes away what `ready` made and what kinds leave on purpose. */
  readonly afterwards?: Sh;
}

/** A kind's tables for real hosts. */
export interface OnRealHosts<Want, Fact extends string> {
  readonly lab: readonly LabState<Want, Fact>[];
  /** Facts that nobody can break in the lab, each with the reason. */
  readonly unbroken?: { readonly [F in Fact]?: string };
  /** Facts are named after what is declared (packages, files of a tree): those of the lab's own rows count. */
  readonly factsAreNames?: boolean;
}

/** Whether test files of states now break real hosts, instead of running their tables. */
export const onRealHosts = process.env["CONFORM_ON_REAL_HOSTS"] === "yes";

const declared = <Want extends object, Fact extends string>(type: StateType<Want, Fact>, want: Want): Declared => ({
  kind: type.kind,
  id: `${type.kind}:${type.name(want)}`,
  want: want as Declared["want"],
});

/** What the kind's tests owe to real hosts, checked without any: that each fact is broken there, and that docs/ says what came of it. */
export function owesMutations<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  wants: readonly Want[],
  { lab, unbroken = {}, factsAreNames = false }: OnRealHosts<Want, Fact>,
): void {
  test("every fact is broken by hand on a real host", () => {
    const facts = [...lab.map(({ want }) => want), ...(factsAreNames ? [] : wants)].flatMap((want) => Object.keys(type.expect(want)));
    const broken = new Set<string>(lab.flatMap(({ breaks }) => breaks.flatMap(({ drifts }) => drifts)));
    expect([...new Set(facts)].filter((fact) => !broken.has(fact) && !(fact in unbroken))).toEqual([]);
  });

  test("docs/mutations.md says what came of it", () => {
    const rows = lab.flatMap(({ on, breaks }) =>
      breaks.map(({ by, drifts, healedBy }) => ({ kind: type.kind, on, by, drifts, byHand: healedBy !== undefined })),
    );
    const doc = readFileSync(path.join(projectRoot, "docs/mutations.md"), "utf8");
    expect(mutationRows(rows).filter((row) => !doc.includes(row))).toEqual([]);
  });
}

/** Makes each state so, breaks it by hand in every way, and sees that exactly this is found and healed. */
export function breakOnRealHosts<Want extends object, Fact extends string>(
  type: StateType<Want, Fact>,
  { lab }: OnRealHosts<Want, Fact>,
): void {
  // The host remembers by role what was applied; kinds that are tried at the same time must not share it.
  const role = `trial-${type.kind}`;
  for (const { on, want, after = [], peer, ready, breaks, gone, afterwards } of lab) {
    const state = declared(type, want);

    describe.sequential(`${type.kind} on ${on}: ${type.name(want)}`, () => {
      let transport: Transport;
      let shell: RemoteShell;
      let peerShell: RemoteShell | undefined;

      const run = async (script: Sh): Promise<void> => {
        const { status, stdout, stderr } = await shell.run(script.text, { timeoutSeconds: 120 });
        expect({ status, said: status === 0 ? "" : stdout + stderr, script: script.text }).toEqual({
          status: 0,
          said: "",
          script: script.text,
        });
      };
      const apply = async (name: string, states: readonly Declared[], undone: readonly Declared[] = []): Promise<Applied> => {
        const applied = await applyRole(shell, on, { role: name, states }, { resolve: resolveSecret, holder: "the tests", gone: undone });
        expect(applied.undoFailed).toBeUndefined();
        expect(applied.after.filter(({ verdict }) => verdict !== "conforming").map(({ reason }) => reason)).toEqual([]);
        return applied;
      };
      const applyAtPeer = async (states: readonly Declared[], undone: readonly Declared[] = []): Promise<void> => {
        if (peerShell === undefined || peer === undefined) return;
        const options = { resolve: resolveSecret, holder: "the tests", gone: undone };
        const { after, undoFailed } = await applyRole(peerShell, peer.on, { role: `${role}-peer`, states }, options);
        const reasons = after.filter(({ verdict }) => verdict !== "conforming").map(({ reason }) => reason);
        expect({ reasons, undoFailed }).toEqual({ reasons: [], undoFailed: undefined });
      };
      const look = async (declared: Declared): Promise<Finding | undefined> => {
        const [seen] = await observe(shell, on, [{ role, states: [declared] }], resolveSecret);
        return seen && judge({ role, states: [declared] }, seen)[0];
      };

      beforeAll(async () => {
        transport = openTransport({ resolveSecret });
        const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));
        const shellOf = (name: LabHostName): Promise<RemoteShell> => {
          const host = facility.hosts.get(name);
          if (host === undefined) throw new Error(`${name} is not in test/fixtures/families`);
          return transport.shell(host.connection);
        };
        shell = await shellOf(on);
        peerShell = peer && (await shellOf(peer.on));
        await applyAtPeer(peer?.states ?? []);
        if (ready !== undefined) await run(ready);
        if (after.length > 0) await apply(`${role}-before`, after);
        await apply(role, [state]);
      }, 300_000);
      afterAll(async () => {
        if (afterwards !== undefined) await run(afterwards);
        await applyAtPeer([], peer?.states);
        await transport.close();
      });

      test("the second time there is nothing to do", async () => {
        expect((await apply(role, [state])).before.map(({ verdict }) => verdict)).toEqual(["conforming"]);
      });

      test.for(breaks.map((each) => [each.by, each] as const))("%s", async ([by, { with: change, drifts, healedBy }], { task }) => {
        await run(change);
        const audited = healedBy === undefined ? state : { ...state, audit: true as const };
        const found = await look(audited);
        const changed = found?.changes.map(({ fact }) => fact).toSorted();
        expect({ verdict: found?.verdict, changed, reason: found?.reason }).toEqual({
          verdict: healedBy === undefined ? "drift" : "due",
          changed: [...drifts].toSorted(),
          reason: undefined,
        });
        // What the repair found is what the look had found.
        const repaired = healedBy === undefined ? (await apply(role, [state])).before[0]?.changes : await run(healedBy);
        expect(repaired ?? found?.changes).toEqual(found?.changes);
        expect((await look(audited))?.verdict).toBe("conforming");
        task.meta.mutation = { kind: type.kind, on, by, drifts, ...(healedBy === undefined ? {} : { byHand: true }) };
      });

      test("taken off the host, it is undone", async () => {
        expect((await apply(role, [], [state])).undone).toEqual([state.id]);
        if (gone !== undefined) await run(gone);
      });
    });
  }
}
