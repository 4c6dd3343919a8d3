import type { Declared, DeclaredRole } from "#core/declared.ts";
import { Secret } from "#core/secret.ts";
import type { Facts } from "#core/state.ts";
import { holdsUnknown, isObject, replaceSecrets, unknown } from "#pulumi/values.ts";
import type { Wire, WireObject } from "#pulumi/values.ts";
import { stateTypes } from "#states/index.ts";

/** The inputs of a HostRole in the engine's hands: what the program declared, and the facts that follow from it or were seen. */
export interface RoleInputs extends DeclaredRole {
  readonly host: string;
  readonly facts: { readonly [id: string]: Facts | undefined };
  readonly unreachable: string | undefined;
}

const textOf = (value: Wire | undefined): string => (typeof value === "string" ? value : "");

/** The name under which a Pulumi secret inside a state is known: its value is in no declaration. */
const pulumiSecret = "pulumi";

/** The states whose every value is known, with Pulumi's secrets held in memory only. */
export function readDeclared(inputs: WireObject): Declared[] {
  const declared = inputs["__declared"];
  if (!Array.isArray(declared)) return [];
  return declared.flatMap((state: Wire) =>
    holdsUnknown(state)
      ? []
      : [
          replaceSecrets(
            state,
            (content) => new Secret(pulumiSecret, typeof content === "string" ? content : JSON.stringify(content)),
          ) as Declared,
        ],
  );
}

/** The same state with references in place of secrets, as it may be shown, validated and remembered. */
export const withoutSecrets = (state: Declared): Declared => JSON.parse(JSON.stringify(state)) as Declared;

/** Ids of states that depend on values which are only known during the update. */
export function unknownStates(inputs: WireObject): string[] {
  const declared = inputs["__declared"];
  if (!Array.isArray(declared)) return [];
  return declared.flatMap((state: Wire) => (isObject(state) && holdsUnknown(state) ? [textOf(state["id"])] : []));
}

export function readInputs(inputs: WireObject): RoleInputs {
  const states = inputs["states"];
  const facts = isObject(states) ? Object.entries(states).filter(([, value]) => value !== unknown && isObject(value)) : [];
  return {
    host: textOf(inputs["host"]),
    role: textOf(inputs["role"]),
    // A kind that an older version had is nothing that this one can look at or take off.
    states: readDeclared(inputs).filter(({ kind }) => stateTypes.has(kind)),
    facts: Object.fromEntries(facts) as RoleInputs["facts"],
    unreachable: typeof inputs["unreachable"] === "string" ? inputs["unreachable"] : undefined,
  };
}
