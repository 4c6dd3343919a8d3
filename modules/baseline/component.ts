import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Facility, Host } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import { baselineRoles } from "#baseline/roles.ts";

export interface SecurityBaselineArgs {
  readonly facility: Facility;
  readonly host: Host;
  readonly chain: RoleChain;
}

/** What one host must be whatever its work: accounts, kernel settings, blocked devices, time, firewall. */
export class SecurityBaseline extends ComponentResource {
  constructor(name: string, { facility, host, chain }: SecurityBaselineArgs, options?: ComponentResourceOptions) {
    super("conform:baseline:SecurityBaseline", name, {}, options);
    for (const role of baselineRoles(facility, host)) chain.put(this, host, role);
    this.registerOutputs();
  }
}
