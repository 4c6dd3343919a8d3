import { isDeepStrictEqual } from "node:util";
import type { Declared } from "#core/declared.ts";
import { Secret } from "#core/secret.ts";
import type { Finding } from "#core/verdict.ts";
import type { ChangeKind, Difference } from "#pulumi/resource-type.ts";
import { blocked, cannotLook } from "#pulumi/role-facts.ts";
import { readInputs, unknownStates } from "#pulumi/role-inputs.ts";
import type { RoleInputs } from "#pulumi/role-inputs.ts";
import { inPath } from "#pulumi/values.ts";
import type { WireObject } from "#pulumi/values.ts";
import { stateTypes } from "#states/index.ts";

const at = (id: string, fact?: string): string => `states${inPath(id)}${fact === undefined ? "" : inPath(fact)}`;

/** A declaration with its Pulumi secrets in clear: for comparing in memory only. */
function comparable(value: unknown): unknown {
  if (value instanceof Secret) return ["secret", value.reveal()];
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, comparable(item)]])));
}

/** States of the new role that the old one doesn't have in the same form: what was seen of the old ones says nothing of them. */
export function changedStates(old: RoleInputs, fresh: RoleInputs): Declared[] {
  const before = new Map(old.states.map((state) => [state.id, state]));
  return fresh.states.filter((state) => !isDeepStrictEqual(comparable(before.get(state.id)?.want), comparable(state.want)));
}

/** States that were declared and are no longer, of a kind that is taken off the host then. */
export function goneStates(old: RoleInputs, fresh: { readonly states: readonly Declared[] }): Declared[] {
  const kept = new Set(fresh.states.map(({ id }) => id));
  return old.states.filter(({ id, kind }) => !kept.has(id) && stateTypes.get(kind)?.undo !== undefined);
}

/** States that were declared and are no longer, of a kind that stays: packages, people, data. */
export function stayingStates(old: RoleInputs, fresh: { readonly states: readonly Declared[] }): Declared[] {
  const kept = new Set(fresh.states.map(({ id }) => id));
  return old.states.filter(({ id, kind }) => !kept.has(id) && kind !== "restart" && stateTypes.get(kind)?.undo === undefined);
}

function factChanges(
  id: string,
  have: Readonly<Record<string, string | undefined>>,
  want: Readonly<Record<string, string | undefined>>,
): [string, ChangeKind][] {
  const added = Object.keys(want).flatMap((fact): [string, ChangeKind][] =>
    have[fact] === want[fact] ? [] : [[at(id, fact), have[fact] === undefined ? "add" : "update"]],
  );
  const unjudged = [cannotLook, blocked].flatMap((fact): [string, ChangeKind][] =>
    have[fact] === undefined ? [] : [[at(id, fact), "delete"]],
  );
  return [...unjudged, ...added];
}

/**
 * What a preview shows: the facts on the host that are not as declared, by property path.
 * `looked` are the findings of a look at those states whose declaration changed; without one, their facts are compared as they were seen.
 */
export function diffRole(oldInputs: WireObject, newInputs: WireObject, looked: readonly Finding[] = []): Difference {
  const old = readInputs(oldInputs);
  const fresh = readInputs(newInputs);
  const replaces = (["host", "role"] as const).filter((key) => old[key] !== fresh[key]);
  if (replaces.length > 0) {
    return { changes: new Map(replaces.map((key) => [key, "update"])), replaces };
  }
  if (old.unreachable !== undefined) return { changes: new Map([["unreachable", "delete"]]) };
  const findings = new Map(looked.map((finding) => [finding.state.id, finding]));
  const changes = new Map<string, ChangeKind>(
    unknownStates(newInputs).map((id) => [at(id), old.facts[id] === undefined ? "add" : "update"]),
  );
  for (const { id } of goneStates(old, fresh)) if (!changes.has(at(id))) changes.set(at(id), "delete");
  for (const { id } of fresh.states) {
    const have = old.facts[id];
    const finding = findings.get(id);
    if (finding?.verdict === "conforming" || finding?.verdict === "due") continue;
    const pairs = have === undefined ? [[at(id), "add"] as const] : factChanges(id, have, fresh.facts[id] ?? {});
    // Only the host itself knows that it differs: a secret behind another reference, a parameter that is no fact.
    const unseen = pairs.length === 0 && finding !== undefined ? finding.changes.map(({ fact }) => [at(id, fact), "update"] as const) : [];
    for (const [path, kind] of [...pairs, ...unseen]) changes.set(path, kind);
  }
  return { changes };
}
