import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "#core/connection.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { ConformProvider, HostRole } from "#pulumi/host-role.ts";

/** What a test's Pulumi program declares: plain data, so that it can be rewritten between runs. */
export interface TestSite {
  readonly hosts: Readonly<Record<string, Connection>>;
  readonly roles: readonly (DeclaredRole & { readonly host: string })[];
  /** A secret of the stack's configuration that becomes the content of a file, by state id. */
  readonly configSecrets?: Readonly<Record<string, string>>;
  /** The file of connections that takes the place of an inventory; without it, they are written into the provider's configuration. */
  readonly inventory?: string;
}

export const connectionOf = (host: string): Connection => ({ host, address: "127.0.0.1", port: 22, user: "root", become: "none" });

/** Declares the site, each host's roles one after the other. */
export function declareTestSite({ hosts, roles, configSecrets = {}, inventory }: TestSite): void {
  const provider = new ConformProvider("hosts", inventory === undefined ? { hosts: JSON.stringify(hosts) } : { inventory });
  const config = new pulumi.Config();
  const last = new Map<string, HostRole>();
  for (const { host, role, states } of roles) {
    const before = last.get(host);
    const declared = states.map((state) => {
      const key = configSecrets[state.id];
      return key === undefined ? state : { ...state, want: { ...state.want, content: config.requireSecret(key) } };
    });
    last.set(
      host,
      new HostRole(`${host}/${role}`, { host, role, declared }, { provider, ...(before === undefined ? {} : { dependsOn: [before] }) }),
    );
  }
}

export const readSite = (file: string): TestSite => JSON.parse(readFileSync(file, "utf8")) as TestSite;
