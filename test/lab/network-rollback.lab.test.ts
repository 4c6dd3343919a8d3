import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { RemoteShell } from "#core/connection.ts";
import { applyRole } from "#engine/apply.ts";
import type { Applied } from "#engine/apply.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { networkLink } from "#states/network_link.ts";
import { projectRoot } from "#support/conform.ts";
import { openTransport } from "#transport/open.ts";

const transports: ReturnType<typeof openTransport>[] = [];
afterAll(() => Promise.all(transports.map((transport) => transport.close())));

/** A connection of its own, as a new run has it. */
async function connect(): Promise<RemoteShell> {
  const transport = openTransport({ resolveSecret });
  transports.push(transport);
  const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));
  const host = facility.hosts.get("lic-01");
  if (host === undefined) throw new Error("lic-01 is not in test/fixtures/families");
  return transport.shell(host.connection);
}

const network = async (shell: RemoteShell): Promise<string> =>
  (
    await shell.run(
      "ip -o -4 address show dev host0 scope global | awk '{ print $4 }'; ls -d /etc/systemd/network/* /run/conform-network/* 2>/dev/null",
      { timeoutSeconds: 20 },
    )
  ).stdout;

// The host's own link with an address of a network that nobody can reach.
const wrong = networkLink({ name: "host0", kind: "physical", address: "10.99.99.13/24" });
const apply = (shell: RemoteShell, timeoutSeconds?: number): Promise<Applied> =>
  applyRole(
    shell,
    "lic-01",
    { role: "trial-network", states: [wrong] },
    { resolve: resolveSecret, holder: "the tests", ...(timeoutSeconds !== undefined && { timeoutSeconds }) },
  );

describe("a change of the network that cuts off whoever makes it", () => {
  it("is taken back by the run itself, which then says so over the same connection", async () => {
    const shell = await connect();
    const before = await network(shell);
    expect(before).toContain("10.77.0.13/24");
    const { after } = await apply(shell);
    expect(after.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["error", expect.stringContaining("host0 is as it was: the change cut off the run that made it")],
    ]);
    expect(await network(shell)).toBe(before);
  });

  it("is taken back by the host alone when the run is killed in the middle", async () => {
    const before = await network(await connect());
    // The host ends the script after so many seconds: when the address is changed, and nobody was heard yet.
    await expect(connect().then((shell) => apply(shell, 8))).rejects.toThrow(/did not end|within|ended|lost|time/);
    await wait(1000);
    await expect(connect()).rejects.toThrow(/no answer/);
    await wait(90_000);
    expect(await network(await connect())).toBe(before);
  });
});
