import { messageOf, UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import type { Declared } from "#core/declared.ts";
import { expected } from "#engine/observe.ts";
import { checkParams } from "#pulumi/check-params.ts";
import type { Failure } from "#pulumi/resource-type.ts";
import { spelt } from "#pulumi/role-facts.ts";
import { readDeclared, unknownStates, withoutSecrets } from "#pulumi/role-inputs.ts";
import { inPath, unknown } from "#pulumi/values.ts";
import type { WireObject } from "#pulumi/values.ts";
import { stateTypes } from "#states/index.ts";

export interface Checked {
  readonly inputs: WireObject;
  readonly failures: readonly Failure[];
}

function checkState(state: Declared): readonly Failure[] {
  const kinds = [...stateTypes.keys()];
  if (!kinds.includes(state.kind)) {
    return [{ property: ".kind", reason: `there is no kind of state called "${state.kind}"${didYouMean(state.kind, kinds)}` }];
  }
  return checkParams(state);
}

function checkStates(states: readonly Declared[]): Failure[] {
  const seen = new Set<string>();
  return states.flatMap((state) => {
    const at = `states["${state.id}"]`;
    if (seen.has(state.id)) return [{ property: at, reason: "the role declares it twice" }];
    seen.add(state.id);
    return checkState(state).map(({ property, reason }) => ({ property: `${at}${property}`, reason }));
  });
}

function checkNames({ host, role }: WireObject, hosts: ReadonlySet<string>): Failure[] {
  const failures: Failure[] = [];
  if (typeof host !== "string" || host === "") failures.push({ property: "host", reason: "must be the name of a host" });
  else if (host !== unknown && !hosts.has(host))
    failures.push({ property: "host", reason: `no host is called "${host}"${didYouMean(host, [...hosts])}` });
  if (typeof role !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(role))
    failures.push({ property: "role", reason: "must be a name of letters, digits, dots, dashes and underscores" });
  return failures;
}

/** Validates what a program declares and adds the facts that follow from it: these are what a preview compares with the host. */
export function checkRole(news: WireObject, hosts: ReadonlySet<string>): Checked {
  const declared = news["__declared"];
  if (declared === unknown) return { inputs: { ...news, states: unknown }, failures: checkNames(news, hosts) };
  if (!Array.isArray(declared)) {
    const reason = "must be a list of states; to keep something secret, make that one parameter a secret and not the whole list";
    return { inputs: news, failures: [...checkNames(news, hosts), { property: "states", reason }] };
  }
  const states = readDeclared(news).map(withoutSecrets);
  const failures = [...checkNames(news, hosts), ...checkStates(states)];
  const facts: Record<string, WireObject | string> = Object.fromEntries(unknownStates(news).map((id) => [id, unknown]));
  if (failures.length === 0) {
    for (const state of states) {
      try {
        facts[state.id] = spelt(expected(state));
      } catch (thrown) {
        if (!(thrown instanceof UserError)) throw thrown;
        failures.push({ property: `states${inPath(state.id)}`, reason: messageOf(thrown) });
      }
    }
  }
  return { inputs: { ...news, states: facts }, failures };
}
