import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemoteShell, Transport } from "#core/connection.ts";
import type { DeclaredRole } from "#core/declared.ts";
import type { Finding } from "#core/verdict.ts";
import { applyRole } from "#engine/apply.ts";
import type { Applied } from "#engine/apply.ts";
import { judgeAll } from "#engine/judge.ts";
import { observe } from "#engine/observe.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { projectRoot } from "#support/conform.ts";
import { buildVendors } from "#support/vendor-packages.ts";
import { openTransport } from "#transport/open.ts";
import { reset, up } from "../../scripts/lab/lab.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

let transport: Transport;
const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));

beforeAll(async () => {
  const log = (line: string): void => void process.stderr.write(`lab: ${line}\n`);
  await up({ families: true, log });
  await reset({ log });
  transport = openTransport({ resolveSecret });
}, 400_000);
afterAll(() => transport.close());

const differs = ({ verdict }: Finding): boolean => verdict !== "conforming" && verdict !== "due";
const idsOf = (findings: readonly Finding[]): string[] => findings.map(({ role, state }) => `${role} ${state.id}`).toSorted();
const reasons = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ role, state, verdict, reason }) => (verdict === "error" ? [`${role} ${state.id}: ${reason}`] : []));

// In this order: servers before the hosts that use them.
const hosts = ["san-01", "lic-01", "rocky-01", "online-01", "rocky-02"] as const;

describe.each(hosts)("on %s, bare", (name) => {
  const host = facility.hosts.get(name);
  if (host === undefined) throw new Error(`${name} is not in the fixture`);
  const roles = rolesOfHost(facility, host);
  const named = new Map<string, DeclaredRole>(roles.map((role) => [role.role, role]));
  let shell: RemoteShell;
  let planned: Finding[] = [];
  const applied = new Map<string, Applied>();

  const look = async (): Promise<Finding[]> => judgeAll(roles, await observe(shell, name, roles, resolveSecret));
  const apply = (role: DeclaredRole, gone: DeclaredRole["states"] = []): Promise<Applied> =>
    applyRole(shell, name, role, { resolve: resolveSecret, holder: "the tests", gone });

  beforeAll(async () => {
    shell = await transport.shell(host.connection);
    if (host.repositories.length > 0) {
      const { status, stdout, stderr } = await shell.run(buildVendors(host.os.family).text, { timeoutSeconds: 120 });
      expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
    }
    planned = await look();
  }, 300_000);

  it("the plan has no error", () => {
    expect(reasons(planned)).toEqual([]);
  });

  it.each([...named.keys()])("%s ends as declared", async (role) => {
    const result = await apply(named.get(role) ?? { role, states: [] });
    applied.set(role, result);
    expect(reasons(result.after)).toEqual([]);
    expect(result.after.filter(differs)).toEqual([]);
  });

  it("what the plan named is exactly what was changed", async () => {
    const after = await look();
    const facts = new Map(after.map((finding) => [`${finding.role} ${finding.state.id}`, finding]));
    const settled = planned.filter(
      (finding) => differs(finding) && facts.get(`${finding.role} ${finding.state.id}`)?.verdict === "conforming",
    );
    const touched = [...applied.values()].flatMap(({ before }) => before.filter(differs));
    expect(idsOf(planned.filter(differs))).toEqual(idsOf(settled));
    // Nothing was touched that the plan had not named: no role undoes what an earlier one did.
    const predicted = new Set(idsOf(planned.filter(differs)));
    expect(idsOf(touched).filter((id) => !predicted.has(id))).toEqual([]);
  });

  it("the second time nothing is changed", async () => {
    for (const role of roles) expect((await apply(role)).before.filter(differs)).toEqual([]);
  });

  it("is looked at in one script and one round trip", async () => {
    const before = transport.counts.get(name)?.roundTrips ?? 0;
    await look();
    expect((transport.counts.get(name)?.roundTrips ?? 0) - before).toBe(1);
    expect(transport.counts.get(name)?.connections).toBe(1);
  });
});

it("a whole suite is more than 200 states", () => {
  const host = facility.hosts.get("online-01");
  const count = host === undefined ? 0 : rolesOfHost(facility, host).flatMap(({ states }) => states).length;
  expect(count).toBeGreaterThanOrEqual(200);
});
