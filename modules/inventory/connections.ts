import { homedir } from "node:os";
import { join, resolve } from "node:path";

import type { Connection } from "#core/connection.ts";
import { isSecretRef } from "#core/secret.ts";
import type { SecretRef, Text } from "#core/secret.ts";
import { jumpOf } from "#inventory/jumps.ts";
import type { Written, WrittenFacility, WrittenHost } from "#inventory/written.ts";

/** A path on this machine: absolute, from `~/`, or relative to the inventory folder. */
export const resolveLocalPath = (folder: string, path: string): string =>
  path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(folder, path);

/** A text as it is, or its secret reference with an absolute path. */
export function resolveText<T extends Text>(folder: string, text: T): T | SecretRef {
  if (!isSecretRef(text) || !text.secret.startsWith("file:")) return text;
  return { secret: `file:${resolveLocalPath(folder, text.secret.slice("file:".length))}` };
}

/** How to reach one host, and through which others. The way of jumps was checked to end. */
export function resolveConnection(id: string, host: WrittenHost, facility: WrittenFacility, written: Written, folder: string): Connection {
  const own = host.ssh;
  const shared = facility.ssh;
  const identityFile = own.identity_file ?? shared.identity_file;
  const become = own.become ?? shared.become;
  const password = own.become_password ?? shared.become_password;
  const jump = jumpOf(id, host, facility);
  const jumpHost = jump === undefined ? undefined : written.hosts.get(jump);
  return {
    host: id,
    address: own.address ?? addressOf(host, written),
    port: own.port ?? shared.port,
    user: own.user ?? shared.user,
    ...(own.host_keys && { hostKeys: own.host_keys }),
    knownHosts: resolveLocalPath(folder, own.known_hosts ?? shared.known_hosts),
    ...(identityFile !== undefined && { identityFile: resolveLocalPath(folder, identityFile) }),
    become,
    ...(become === "sudo" && password && { becomePassword: resolveText(folder, password) }),
    ...(jump !== undefined && jumpHost && { jump: resolveConnection(jump, jumpHost, facility, written, folder) }),
  };
}

/** The address in a management network, else the first one. */
function addressOf({ interfaces }: WrittenHost, { networks }: Written): string {
  const all = Object.values(interfaces);
  const chosen = all.find(({ network }) => networks.get(network)?.class === "management") ?? all[0];
  if (chosen === undefined) throw new Error("the schema accepted a host without interfaces");
  return chosen.ip;
}
