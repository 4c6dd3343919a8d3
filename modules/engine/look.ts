import type { Connection, Transport } from "#core/connection.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { RunFailed, Unreachable } from "#core/errors.ts";
import type { HostReport } from "#core/verdict.ts";
import { judgeAll } from "#engine/judge.ts";
import { observe } from "#engine/observe.ts";
import type { ResolveSecret } from "#engine/resolve.ts";

/** A host to look at: how to reach it and what it shall be. */
export interface Target {
  readonly connection: Connection;
  readonly roles: readonly DeclaredRole[];
}

/**
 * Looks at one host: one connection, one script, one round trip, nothing written.
 * What stands in the way of looking becomes part of the report, so that other hosts go on.
 */
export async function look(transport: Transport, { connection, roles }: Target, resolve: ResolveSecret): Promise<HostReport> {
  const { host } = connection;
  try {
    const shell = await transport.shell(connection);
    return { host, findings: judgeAll(roles, await observe(shell, host, roles, resolve)) };
  } catch (thrown) {
    if (!(thrown instanceof Unreachable || thrown instanceof RunFailed)) throw thrown;
    return { host, unreachable: thrown.message, ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) };
  }
}
