import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { DeclaredRole } from "#core/declared.ts";
import type { Host } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

export interface EditSuiteArgs {
  /** Its hosts, and what each shall be. */
  readonly hosts: readonly { readonly host: Host; readonly roles: readonly DeclaredRole[] }[];
  readonly chain: RoleChain;
  /** The exports of the volumes that it mounts. Only mounting waits for them: a server that is off must not stop the rest. */
  readonly exports: readonly Resource[];
}

/** A room where somebody edits: its applications, its mounts, its licences, on each of its hosts. */
export class EditSuite extends ComponentResource {
  constructor(name: string, { hosts, chain, exports }: EditSuiteArgs, options?: ComponentResourceOptions) {
    super("conform:suites:EditSuite", name, {}, options);
    for (const { host, roles } of hosts)
      for (const role of roles) chain.put(this, host, role, role.role.endsWith("-mounts") ? exports : []);
    this.registerOutputs();
  }
}
