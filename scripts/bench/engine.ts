import type { Connection, Transport } from "#core/connection.ts";
import { wasReached } from "#core/verdict.ts";
import type { HostReport } from "#core/verdict.ts";
import { applyRole, succeeded } from "#engine/apply.ts";
import { look } from "#engine/look.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";
import { access } from "../lab/folders.ts";
import { user } from "../lab/hosts.ts";
import type { LabHost } from "../lab/hosts.ts";
import type { Contestant, Run } from "./contestant.ts";
import { benchRole } from "./role.ts";
import type { Setting } from "./setting.ts";

/** Applies the 60 states to all hosts through the engine: connect, look, repair, look again. */
export async function apply({ hosts }: Setting): Promise<Run> {
  const transport = openTransport({ resolveSecret });
  const options = { resolve: resolveSecret, holder: "the bench" };
  const applyTo = async (host: LabHost): Promise<boolean> =>
    succeeded(await applyRole(await transport.shell(connectionTo(host)), host.name, benchRole(), options));
  try {
    return await timed(() => Promise.all(hosts.map(applyTo)));
  } finally {
    await transport.close();
  }
}

export interface OpenLook extends Contestant {
  /** How often each host was connected to, and how many round trips a look takes. */
  counts(): { readonly connections: number; readonly roundTripsPerLook: number };
  close(): Promise<void>;
}

/** Looks at the hosts from this very process, again and again over the same connections. */
export function openLook({ hosts, repeat }: Setting): OpenLook {
  const transport: Transport = openTransport({ resolveSecret });
  const targets = hosts.map((host) => ({ connection: connectionTo(host), roles: [benchRole()] }));
  let looks = 0;
  return {
    what: "a second look, connections open",
    repeat,
    warmsUp: true,
    run: () => {
      looks += 1;
      return timed(() => Promise.all(targets.map(async (target) => isAsDeclared(await look(transport, target, resolveSecret)))));
    },
    counts: () => {
      const most = (what: "connections" | "roundTrips"): number => Math.max(...[...transport.counts.values()].map((count) => count[what]));
      return { connections: most("connections"), roundTripsPerLook: most("roundTrips") / looks };
    },
    close: () => transport.close(),
  };
}

async function timed(work: () => Promise<readonly boolean[]>): Promise<Run> {
  const began = performance.now();
  const good = await work();
  const seconds = (performance.now() - began) / 1000;
  return good.every(Boolean) ? { seconds } : { seconds, problem: "not every state was as declared" };
}

const isAsDeclared = (report: HostReport): boolean =>
  wasReached(report) && report.findings.every(({ verdict }) => verdict === "conforming");

export const connectionTo = ({ name, address }: LabHost): Connection => ({
  host: name,
  address,
  port: 22,
  user,
  identityFile: access.key,
  knownHosts: access.knownHosts,
  become: "sudo",
});
