import { homedir } from "node:os";
import path from "node:path";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { Secret } from "#core/secret.ts";
import type { Failure } from "#pulumi/resource-type.ts";
import { isObject, reveal, unknown } from "#pulumi/values.ts";
import type { Wire, WireObject } from "#pulumi/values.ts";

/** A connection of a program's own: its key came as text and stays in memory. */
export interface KeyedConnection extends Connection {
  readonly privateKey?: Secret;
}

const served = ["host", "user", "port", "privateKey", "hostKey", "dialErrorLimit", "perDialTimeout", "proxy"] as const;
const refused: Readonly<Record<string, string>> = {
  password: "passwords are not served: use a key, or the agent at SSH_AUTH_SOCK",
  agentSocketPath: "is not served: the agent at SSH_AUTH_SOCK is asked when there is no privateKey",
  privateKeyPassword: "locked keys are not served: load the key into the agent at SSH_AUTH_SOCK",
};

/** What is wrong with a `connection` of @pulumi/command. Values are never repeated: they may be keys. */
export function checkConnection(connection: Wire | undefined, at = "connection"): Failure[] {
  const given = connection === undefined ? undefined : reveal(connection);
  if (given === unknown) return [];
  if (!isObject(given)) return [{ property: at, reason: "must say at least the host" }];
  const failures = Object.entries(given).flatMap(([key, value]): Failure[] => {
    if (value === undefined || value === null) return [];
    const reason = refused[key];
    if (reason !== undefined) return [{ property: `${at}.${key}`, reason }];
    if (key === "proxy") return checkConnection(value, `${at}.proxy`);
    if (served.some((name) => name === key)) return [];
    return [{ property: `${at}.${key}`, reason: `there is no such setting of a connection${didYouMean(key, [...served])}` }];
  });
  if (typeof given["host"] !== "string" || given["host"] === "")
    failures.push({ property: `${at}.host`, reason: "must be an address or a host of the inventory" });
  return failures;
}

function ownConnection(given: WireObject): KeyedConnection {
  const { host, user, port, privateKey, hostKey, proxy } = given;
  if (typeof host !== "string") throw new UserError("the connection says no host");
  return {
    host,
    address: host,
    port: typeof port === "number" ? port : 22,
    user: typeof user === "string" ? user : "root",
    become: "none",
    // Without a host key, only hosts that the user trusts already: an unknown one is refused.
    ...(typeof hostKey === "string" ? { hostKeys: [hostKey.trim()] } : { knownHosts: path.join(homedir(), ".ssh/known_hosts") }),
    ...(typeof privateKey === "string" ? { privateKey: new Secret("connection.privateKey", privateKey) } : {}),
    ...(isObject(proxy) ? { jump: ownConnection(proxy) } : {}),
  };
}

/** Where a command goes: a host of the inventory by its name or address, with all that is configured for it; or what the program says. */
export function connectionOf(
  connection: Wire | undefined,
  known: ReadonlyMap<string, Connection>,
): { readonly to: KeyedConnection; readonly isKnown: boolean } {
  const given = connection === undefined ? undefined : reveal(connection);
  if (!isObject(given)) throw new UserError("the connection must say at least the host");
  const { host } = given;
  const inventory = typeof host === "string" ? (known.get(host) ?? [...known.values()].find(({ address }) => address === host)) : undefined;
  return inventory === undefined ? { to: ownConnection(given), isKnown: false } : { to: inventory, isKnown: true };
}

/** Whether two connections lead to different places: only then a command is run anew. Keys and time-outs may change freely. */
export function leadsElsewhere(before: Wire | undefined, after: Wire | undefined): boolean {
  const place = (connection: Wire | undefined): string => {
    const given = connection === undefined ? undefined : reveal(connection);
    return isObject(given) ? JSON.stringify([given["host"], given["port"] ?? 22, given["user"] ?? "root"]) : "";
  };
  return place(before) !== place(after);
}
