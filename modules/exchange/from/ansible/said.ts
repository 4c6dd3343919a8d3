import { vaulted } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";

/** Variables of a host, and which of them were taken. */
export class Said {
  readonly #variables: Map<string, unknown>;

  constructor(variables: Foreign) {
    this.#variables = new Map(variables);
  }

  /** The first of some variables that is there. All of them count as taken, unless a secret or a template is in their place. */
  take(...names: readonly string[]): unknown {
    let found: unknown;
    for (const name of names) {
      const value = this.#variables.get(name);
      if (value === undefined || value === vaulted || isTemplate(value)) continue;
      this.#variables.delete(name);
      found ??= value;
    }
    return found;
  }

  rest(): Foreign {
    return this.#variables;
  }
}

/** Whether a value is Jinja, which only Ansible can fill in. */
export const isTemplate = (value: unknown): boolean => typeof value === "string" && /\{[{%]/.test(value);
