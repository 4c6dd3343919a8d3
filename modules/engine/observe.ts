import { createHash } from "node:crypto";
import type { RemoteShell } from "#core/connection.ts";
import type { Declared, DeclaredRole } from "#core/declared.ts";
import { messageOf } from "#core/errors.ts";
import { lookPrelude, memory } from "#core/prelude.ts";
import { lines, Sh, sh } from "#core/sh.ts";
import type { Facts } from "#core/state.ts";
import { newNonce, readRecords } from "#engine/script.ts";
import type { Records } from "#engine/script.ts";
import { withSecrets } from "#engine/resolve.ts";
import type { ResolveSecret } from "#engine/resolve.ts";
import { typeOf } from "#states/index.ts";

/** What was seen of one state: its facts, or why nobody could see them. */
export type Seen = { readonly facts: Facts } | { readonly cannot: string } | { readonly needs: string };

/** What was seen of one role on one host. `applied` remembers the digest of each state as it was last applied. */
export interface SeenRole {
  readonly role: string;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly applied: ReadonlyMap<string, string>;
}

/** Keys in one order: a declaration that went through Pulumi comes back with its keys sorted. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The digest by which a host remembers a declaration. Secrets count by their reference. */
export const digestOf = (state: Declared): string =>
  createHash("sha256").update(JSON.stringify(state.want, inOrder)).digest("hex").slice(0, 32);

/** The facts that a state wants. */
export const expected = (state: Declared): Facts => typeOf(state.kind).expect(state.want as never);

/** A state ready to be looked at, or why its secret could not be fetched. */
export type Ready = { readonly state: Declared } | { readonly state: Declared; readonly cannot: string };

export const makeReady = (states: readonly Declared[], resolve: ResolveSecret): Promise<Ready[]> =>
  Promise.all(
    states.map((state) =>
      withSecrets(state, resolve).then(
        (ready) => ({ state: ready }),
        (thrown: unknown) => ({ state, cannot: messageOf(thrown) }),
      ),
    ),
  );

/** The paths that a state is about. A mount itself may lie there dead: that is for the mount to tell. */
const pathsOf = ({ kind, want }: Declared): string[] =>
  kind === "mount"
    ? []
    : Object.values(want)
        .filter((value) => typeof value === "string" && /^\/[^\n]*$/.test(value))
        .map(String);

/**
 * Shell that asks once what several states need to know: looking is mostly starting processes. First of all it asks the servers of mounts
 * whether they answer. Where one doesn't, the survey of a kind could hang on one path; each state is then looked at for itself.
 */
export function survey(ready: readonly Ready[]): Sh {
  const states = ready.flatMap((one) => ("cannot" in one ? [] : [one.state]));
  const kinds = [...Map.groupBy(states, ({ kind }) => kind)];
  return lines([
    sh`find_dead`,
    ...kinds.map(([kind, ofKind]) => {
      const asked = typeOf(kind).survey?.(ofKind.map(({ want }) => want as never));
      return asked !== undefined && ofKind.some((state) => pathsOf(state).length > 0) ? sh`if [ -z "$_dead" ]; then ${asked}\nfi` : asked;
    }),
  ]);
}

/** Shell that prints the facts of some states, numbered from `first`. */
export function inspection(ready: readonly Ready[], first = 0): Sh {
  return lines(
    ready.map((one, i) => {
      if ("cannot" in one) return false;
      const paths = pathsOf(one.state);
      const inspect = typeOf(one.state.kind).inspect(one.state.want as never);
      return sh`(_state=${first + i}\n${paths.length > 0 && sh`alive ${paths}\n`}${inspect}\n) </dev/null`;
    }),
  );
}

/** What the records of an inspection say of some states, numbered from `first`. */
export function seenIn(records: Records, ready: readonly Ready[], first = 0): Map<string, Seen> {
  return new Map(
    ready.map((one, i): [string, Seen] => {
      if ("cannot" in one) return [one.state.id, { cannot: one.cannot }];
      const at = (fact: string): string | undefined => records.get(`${first + i}.${fact}`);
      const cannot = at("!cannot");
      if (cannot !== undefined) return [one.state.id, { cannot }];
      const needs = at("!needs");
      if (needs !== undefined) return [one.state.id, { needs }];
      const facts: Record<string, string> = {};
      for (const [fact, wanted] of Object.entries(expected(one.state))) {
        const value = at(`!same.${fact}`) === undefined ? at(fact) : wanted;
        if (value === undefined) return [one.state.id, { cannot: `its inspection ended before it told "${fact}"` }];
        facts[fact] = value;
      }
      return [one.state.id, { facts }];
    }),
  );
}

const appliedFile = (role: string): string => `${memory}/applied/${role}`;

function readApplied(text: string | undefined): Map<string, string> {
  const entries = (text ?? "").split("\n").map((line) => [line.slice(33), line.slice(0, 32)] as const);
  return new Map(entries.filter(([id]) => id !== ""));
}

/** The lines by which a host remembers what was applied, as `readApplied` reads them. */
export const appliedLine = (state: Declared): string => `${digestOf(state)} ${state.id}`;

/**
 * Looks at all states of some roles on one host: one script, one round trip, nothing written.
 * @throws {RunFailed} when the script did not come to its end.
 */
export async function observe(
  shell: RemoteShell,
  host: string,
  roles: readonly DeclaredRole[],
  resolve: ResolveSecret,
  timeoutSeconds = 120,
): Promise<SeenRole[]> {
  const ready = await Promise.all(roles.map(({ states }) => makeReady(states, resolve)));
  const firsts = ready.map((_, i) => ready.slice(0, i).reduce((sum, states) => sum + states.length, 0));
  const nonce = newNonce();
  const script = lines([
    lookPrelude,
    new Sh(`printf '${nonce}.begin\\0\\0'`),
    survey(ready.flat()),
    ...ready.flatMap((states, i) => [
      sh`_state=${`role${i}`}; emit_text applied ${appliedFile(roles[i]?.role ?? "")}`,
      inspection(states, firsts[i]),
    ]),
    new Sh(`printf '${nonce}.end\\0\\0'`),
  ]);
  const records = readRecords(host, nonce, await shell.run(script.text, { timeoutSeconds }));
  return roles.map(({ role }, i) => ({
    role,
    seen: seenIn(records, ready[i] ?? [], firsts[i]),
    applied: readApplied(records.get(`role${i}.applied`)),
  }));
}
