import type { Declared } from "#core/declared.ts";
import type { Finding } from "#core/verdict.ts";
import { judge } from "#engine/judge.ts";
import type { SeenRole } from "#engine/observe.ts";
import { goneStates } from "#pulumi/diff-role.ts";
import { withoutSecrets } from "#pulumi/role-inputs.ts";
import type { RoleInputs } from "#pulumi/role-inputs.ts";

interface OfHost {
  readonly declared: Map<string, ReadonlySet<string>>;
  readonly findings: Map<string, readonly Finding[]>;
}

/** What this run has learnt of the roles of each host: none of them stands alone. */
export class KnownRoles {
  readonly #hosts = new Map<string, OfHost>();
  /** What was seen last, by resource: a preview judges it again under the new declaration. */
  readonly seen = new Map<string, SeenRole>();

  #of(host: string): OfHost {
    const known = this.#hosts.get(host) ?? { declared: new Map(), findings: new Map() };
    this.#hosts.set(host, known);
    return known;
  }

  declare({ host, role, states }: RoleInputs): void {
    this.#of(host).declared.set(role, new Set(states.map(({ id }) => id)));
  }

  isDeclared({ host, role }: RoleInputs): boolean {
    return this.#of(host).declared.has(role);
  }

  forget({ host, role }: RoleInputs): void {
    this.#of(host).declared.delete(role);
  }

  /** Judges a role beside the others of its host: a state may be blocked by a package of another role. */
  judge({ host, role, states }: RoleInputs, seen: SeenRole): Finding[] {
    const others = [...this.#of(host).findings].flatMap(([name, findings]) => (name === role ? [] : findings));
    const findings = judge({ role, states: states.map(withoutSecrets) }, seen, others);
    this.learn(host, role, findings);
    return findings;
  }

  learn(host: string, role: string, findings: readonly Finding[]): void {
    this.#of(host).findings.set(role, findings);
  }

  /** What shall be taken off: no longer declared by its role, and by no other role of the host. */
  gone(old: RoleInputs, { role, states }: { readonly role: string; readonly states: readonly Declared[] }): Declared[] {
    const others = [...this.#of(old.host).declared].filter(([name]) => name !== role);
    return goneStates(old, { states }).filter(({ id }) => !others.some(([, ids]) => ids.has(id)));
  }
}
