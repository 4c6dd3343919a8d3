import { join } from "node:path";
import { wasReached } from "#core/verdict.ts";
import { look } from "#engine/look.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";
import { checkout } from "../lab/folders.ts";
import type { Contestant } from "./contestant.ts";
import { connectionTo } from "./engine.ts";
import type { Setting } from "./setting.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

/**
 * Looks at one host for everything that a whole edit suite is: the roles of the strictest suite of the tests' inventory, on a host that has
 * none of it yet. One connection, one script.
 */
export async function wholeSuite({ hosts: [host], repeat }: Setting): Promise<Contestant> {
  const facility = await openFacility(join(checkout, "test/fixtures/families"));
  const suite = facility.hosts.get("online-01");
  if (host === undefined || suite === undefined) throw new Error("there is no host to look at");
  const roles = rolesOfHost(facility, suite);
  const states = roles.reduce((sum, role) => sum + role.states.length, 0);
  return {
    what: `one host, a whole suite of ${states} states, new connection`,
    repeat,
    warmsUp: true,
    run: async () => {
      const transport = openTransport({ resolveSecret });
      try {
        const began = performance.now();
        const report = await look(transport, { connection: connectionTo(host), roles }, resolveSecret);
        const seconds = (performance.now() - began) / 1000;
        const trips = transport.counts.get(host.name)?.roundTrips;
        const complete = wasReached(report) && report.findings.length === states && trips === 1;
        return { seconds, ...(!complete && { problem: `${states} states were not all looked at in one round trip` }) };
      } finally {
        await transport.close();
      }
    },
  };
}
