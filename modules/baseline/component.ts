import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { DeclaredRole } from "#core/declared.ts";
import type { Host } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

export interface SecurityBaselineArgs {
  readonly host: Host;
  readonly roles: readonly DeclaredRole[];
  readonly chain: RoleChain;
}

/** What one host must be whatever its work: its packages, accounts, kernel settings, blocked devices, time, firewall. */
export class SecurityBaseline extends ComponentResource {
  constructor(name: string, { host, roles, chain }: SecurityBaselineArgs, options?: ComponentResourceOptions) {
    super("conform:baseline:SecurityBaseline", name, {}, options);
    for (const role of roles) chain.put(this, host, role);
    this.registerOutputs();
  }
}
