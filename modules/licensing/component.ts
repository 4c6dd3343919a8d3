import { remote } from "@pulumi/command";
import { ComponentResource, asset } from "@pulumi/pulumi";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { lines, sh } from "#core/sh.ts";
import type { Host, LicenceServer as Declaration } from "#inventory/facility.ts";
import { licenceHost, licenceService } from "#licensing/roles.ts";
import type { RoleChain } from "#pulumi/role-chain.ts";

export interface LicenceServerArgs {
  readonly server: Declaration;
  readonly host: Host;
  readonly chain: RoleChain;
}

/** A licence server: its ground, the vendor's files as the vendor ships them, and the daemon. */
export class LicenceServer extends ComponentResource {
  constructor(name: string, { server, host, chain }: LicenceServerArgs, options?: ComponentResourceOptions) {
    super("conform:licensing:LicenceServer", name, {}, options);
    const connection = { host: host.connection.address, port: host.connection.port, user: host.connection.user };
    chain.put(this, host, licenceHost(server));
    const copies: Resource[] = server.vendorFiles.map(
      ({ source, path }) =>
        new remote.CopyToRemote(
          `${host.id}/${path}`,
          { connection, source: new asset.FileAsset(source), remotePath: path },
          { parent: this, dependsOn: chain.last(host) },
        ),
    );
    if (copies.length > 0) {
      const create = lines(server.vendorFiles.map(({ path, mode }) => sh`chown root:root ${path} && chmod ${mode} ${path}`)).text;
      chain.follow(
        host,
        new remote.Command(`${host.id}/${name}-install`, { connection, create, triggers: [create] }, { parent: this, dependsOn: copies }),
      );
    }
    chain.put(this, host, licenceService(server));
    this.registerOutputs();
  }
}
