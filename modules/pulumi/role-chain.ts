import type { Resource } from "@pulumi/pulumi";
import type { DeclaredRole } from "#core/declared.ts";
import type { Host } from "#inventory/facility.ts";
import { HostRole } from "#pulumi/host-role.ts";
import type { ConformProvider } from "#pulumi/host-role.ts";

/** Puts roles on hosts so that each waits for the one before it on the same host, as a list of roles reads. */
export interface RoleChain {
  /** Declares a role on a host, after everything that was put on this host before and after `waitsFor`. */
  put(parent: Resource, host: Host, role: DeclaredRole, waitsFor?: readonly Resource[]): HostRole;
  /** What the next thing on this host has to wait for. */
  last(host: Host): Resource[];
  /** Lets the next thing on this host wait for another resource, e.g. a vendor's installer. */
  follow(host: Host, resource: Resource): void;
}

export function roleChain(provider: ConformProvider): RoleChain {
  const lasts = new Map<string, Resource>();
  const last = ({ id }: Host): Resource[] => {
    const resource = lasts.get(id);
    return resource === undefined ? [] : [resource];
  };
  return {
    last,
    follow: ({ id }, resource) => {
      lasts.set(id, resource);
    },
    put: (parent, host, { role, states }, waitsFor = []) => {
      const hostRole = new HostRole(
        `${host.id}/${role}`,
        { host: host.id, role, declared: states },
        { parent, provider, dependsOn: [...last(host), ...waitsFor] },
      );
      lasts.set(host.id, hostRole);
      return hostRole;
    },
  };
}
