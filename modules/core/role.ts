import type { Declared, DeclaredRole } from "#core/declared.ts";

/**
 * The states of one role on one host, top to bottom in the order of their application. Falsy entries are left out, lists are flattened.
 *
 * @example role("time-sync", [packages({ names: ["chrony"] }), host.clock !== undefined && file({ … })])
 */
export function role(name: string, states: readonly (Declared | readonly Declared[] | false | undefined)[]): DeclaredRole {
  const declared = states.flatMap((entry) => (Array.isArray(entry) ? entry : entry ? [entry] : [])) as Declared[];
  const seen = new Set<string>();
  for (const { id } of declared) {
    if (seen.has(id)) throw new Error(`the role ${name} declares ${id} twice`);
    seen.add(id);
  }
  const units = new Set(declared.flatMap(({ restarts }) => (restarts === undefined ? [] : [restarts])));
  const restarts = [...units].map((unit): Declared => ({ kind: "restart", id: `restart:${unit}`, want: { unit } }));
  return { role: name, states: [...declared, ...restarts] };
}
