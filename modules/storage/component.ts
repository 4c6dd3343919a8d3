import { ComponentResource } from "@pulumi/pulumi";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Facility, Host, Volume } from "#inventory/facility.ts";
import type { HostRole } from "#pulumi/host-role.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";
import { volumeRole } from "#storage/roles.ts";

export interface SanVolumeArgs {
  readonly facility: Facility;
  readonly volume: Volume;
  readonly server: Host;
  readonly chain: RoleChain;
}

/** A shared volume as its server offers it. Suites that mount it wait for `export`. */
export class SanVolume extends ComponentResource {
  readonly export: HostRole;

  constructor(name: string, { facility, volume, server, chain }: SanVolumeArgs, options?: ComponentResourceOptions) {
    super("conform:storage:SanVolume", name, {}, options);
    this.export = chain.put(this, server, volumeRole(facility, volume, server));
    this.registerOutputs();
  }
}
