import * as pulumi from "@pulumi/pulumi";
import type { Declared } from "#core/declared.ts";

/** A declared state as a program may pass it: values in it may come from other resources or be Pulumi secrets. */
export interface DeclaredInput extends Omit<Declared, "want"> {
  readonly want: Declared["want"] | pulumi.Inputs;
}

export interface HostRoleArgs {
  /** The host's name in the inventory. */
  readonly host: string;
  readonly role: string;
  /** In the order in which they are applied. */
  readonly declared: readonly DeclaredInput[];
}

/** One role on one host: the resource whose every preview looks at the host. */
export class HostRole extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly role: pulumi.Output<string>;
  /** What the host said last that is not as declared, by state and fact: empty where all is well. */
  declare readonly states: pulumi.Output<{ readonly [id: string]: { readonly [fact: string]: string } }>;

  constructor(name: string, { host, role, declared }: HostRoleArgs, options?: pulumi.CustomResourceOptions) {
    // Pulumi hides properties that start with two underscores: a preview shows facts, not the parameters they follow from.
    super("conform:host:HostRole", name, { host, role, __declared: declared }, options);
  }
}

export interface ConformProviderArgs {
  /** The folder of the inventory, relative to the project: the connections to its hosts are read anew in every run. */
  readonly inventory?: string;
  /** Connections by host, as JSON: for hosts that are in no inventory. A host that moved is still read at its old address until the next update. */
  readonly hosts?: string;
}

/** Where hosts are reached: one for all roles of a stack. */
export class ConformProvider extends pulumi.ProviderResource {
  constructor(name: string, { inventory, hosts }: ConformProviderArgs, options?: pulumi.ResourceOptions) {
    super("conform", name, { inventory, hosts }, options);
  }
}
