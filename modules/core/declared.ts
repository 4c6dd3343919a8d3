import type { SecretRef } from "#core/secret.ts";

/** Plain data as YAML, JSON and Pulumi can carry it. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain | undefined } | SecretRef;

/** What a person may say about a declared state besides the state itself. */
export interface Remarks {
  /** The reason in one sentence, shown wherever the state differs. */
  readonly why?: string;
  /** The controls it enforces, e.g. `CIS 3.3.1`. */
  readonly controls?: readonly string[];
  /** A unit to restart once, after the role's states, when this state was changed. */
  readonly restarts?: string;
  /** Judged and never repaired: only a person can put it right, such as by a reboot. */
  readonly audit?: true;
}

/** One state that a host shall have: plain data, made by a role, judged and repaired by the engine. */
export interface Declared extends Remarks {
  readonly kind: string;
  /** `kind:name`, unique on a host. */
  readonly id: string;
  readonly want: { readonly [key: string]: Plain | undefined };
}

/** The states one role declares for one host, in the order in which they are applied. */
export interface DeclaredRole {
  readonly role: string;
  readonly states: readonly Declared[];
}
