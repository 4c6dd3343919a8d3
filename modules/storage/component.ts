import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { DeclaredRole } from "#core/declared.ts";
import type { Host } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

export interface ServedArgs {
  readonly server: Host;
  readonly roles: readonly DeclaredRole[];
  readonly chain: RoleChain;
}

/** A shared volume as its server offers it. Suites that mount it wait for `exports`. */
export class SanVolume extends ComponentResource {
  readonly exports: readonly Resource[];

  constructor(name: string, { server, roles, chain }: ServedArgs, options?: ComponentResourceOptions) {
    super("conform:storage:SanVolume", name, {}, options);
    this.exports = roles.map((role) => chain.put(this, server, role));
    this.registerOutputs();
  }
}

/** A project database on its server: the engine, who may open it, its backups. */
export class ProjectDatabase extends ComponentResource {
  constructor(name: string, { server, roles, chain }: ServedArgs, options?: ComponentResourceOptions) {
    super("conform:storage:ProjectDatabase", name, {}, options);
    for (const role of roles) chain.put(this, server, role);
    this.registerOutputs();
  }
}
