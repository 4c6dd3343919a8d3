import { remote } from "@pulumi/command";
import { ComponentResource, asset } from "@pulumi/pulumi";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { lines, sh } from "#core/sh.ts";
import type { DeclaredRole } from "#core/declared.ts";
import type { Host, LicenceServer as Declaration } from "#inventory/facility.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

export interface LicenceServerArgs {
  readonly server: Declaration;
  readonly host: Host;
  /** The ground for the vendor's files, then what needs them. */
  readonly roles: readonly DeclaredRole[];
  readonly chain: RoleChain;
}

/** A licence server: its ground, the vendor's files as the vendor ships them, and the daemon. */
export class LicenceServer extends ComponentResource {
  constructor(name: string, { server, host, roles, chain }: LicenceServerArgs, options?: ComponentResourceOptions) {
    super("conform:licensing:LicenceServer", name, {}, options);
    const [ground, ...daemon] = roles;
    if (ground !== undefined) chain.put(this, host, ground);
    this.#install(name, server, host, chain);
    for (const role of daemon) chain.put(this, host, role);
    this.registerOutputs();
  }

  /** The vendor's files, as the vendor ships them, once their folder is there and before the daemon starts. */
  #install(name: string, { vendorFiles }: Declaration, host: Host, chain: RoleChain): void {
    const connection = { host: host.connection.address, port: host.connection.port, user: host.connection.user };
    const copies: Resource[] = vendorFiles.map(
      ({ source, path }) =>
        new remote.CopyToRemote(
          `${host.id}/${path}`,
          { connection, source: new asset.FileAsset(source), remotePath: path },
          { parent: this, dependsOn: chain.last(host) },
        ),
    );
    if (copies.length === 0) return;
    const create = lines(vendorFiles.map(({ path, mode }) => sh`chown root:root ${path} && chmod ${mode} ${path}`)).text;
    chain.follow(
      host,
      new remote.Command(`${host.id}/${name}-install`, { connection, create, triggers: [create] }, { parent: this, dependsOn: copies }),
    );
  }
}
