import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { Facility, Host, Suite } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import { rolesOfSuite } from "#suites/roles.ts";

export interface EditSuiteArgs {
  readonly facility: Facility;
  readonly suite: Suite;
  readonly hosts: readonly Host[];
  readonly chain: RoleChain;
  /** The exports of the volumes that it mounts. Only mounting waits for them: a server that is off must not stop the rest. */
  readonly exports: readonly Resource[];
}

/** A room where somebody edits: its applications, its mounts, its licences, on each of its hosts. */
export class EditSuite extends ComponentResource {
  constructor(name: string, { facility, suite, hosts, chain, exports }: EditSuiteArgs, options?: ComponentResourceOptions) {
    super("conform:suites:EditSuite", name, {}, options);
    for (const host of hosts) {
      for (const role of rolesOfSuite(facility, suite, host)) chain.put(this, host, role, role.role === "share-mounts" ? exports : []);
    }
    this.registerOutputs();
  }
}
