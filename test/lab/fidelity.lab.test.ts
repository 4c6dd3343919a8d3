import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemoteShell, Transport } from "#core/connection.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
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

/** What came of a host that was bare: what the plan said of it, what each role did, what two looks found later. */
interface BroughtUp {
  readonly planned: readonly Finding[];
  readonly applied: ReadonlyMap<string, Applied>;
  readonly after: readonly Finding[];
  readonly again: readonly Finding[];
  readonly roundTripsOfALook: number;
  /** The bare host's files. */
  readonly bare: ReadonlySet<string>;
}

/** What came of it when all roles were taken off again. */
interface TakenOff {
  readonly roles: ReadonlyMap<string, Applied>;
  /** Files that were not there on the bare host, or with another text, and that no package owns. */
  readonly left: readonly string[];
}

/** Every file in the places where settings live, with its digest. */
const listing = sh`cd / && find etc opt usr/local srv -xdev -type f -not -path 'srv/repo/*' -print0 | xargs -0 sha256sum`;
/** Of some files, those that no package owns. */
const unowned = (paths: readonly string[]): Sh =>
  sh`for _file in ${paths}; do dpkg -S "/$_file" >/dev/null 2>&1 || rpm -qf "/$_file" >/dev/null 2>&1 || printf '%s\n' "$_file"; done`;

/** What is left on purpose, and what the scripts of packages write in the name of no package. */
const stays: readonly RegExp[] = [
  /^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-?$/, // accounts stay
  /^opt\/trial-app\//, // applications stay, as packages do
  /^etc\/dconf\/(?:profile\/user|db\/local)$/, // the profile, and the database it names, now empty
  /^etc\/audit\/audit\.rules(?:\.prev)?$/, // augenrules makes it of rules.d
  /^etc\/firewalld\/.*\.old$/, // firewalld's own copies
  /^etc\/(?:inputrc|networks|ld\.so\.cache|locale\.gen|default\/locale|ca-certificates\.conf|ssl\/.*|python3\/.*|xml\/.*)$/,
  /^etc\/(?:idmapd\.conf|nfs\.conf|exports|default\/nfs-.*|chrony\/chrony\.(?:conf|keys)|apparmor\.d\/local\/.*)$/,
  /^etc\/(?:postgresql|postgresql-common)\//,
  /^etc\/apt\/apt\.conf\.d\/(?:02autoremove-postgresql|20auto-upgrades|50unattended-upgrades)$/,
  /^etc\/pam\.d\/common-/, // pam-auth-update, for the modules of packages
];

const facility = await openFacility(path.join(projectRoot, "test/fixtures/families"));

// Servers come before the hosts that use them; what comes together is brought up side by side.
const servers = ["san-01", "lic-01"] as const;
const clients = ["rocky-01", "online-01", "rocky-02"] as const;
const hosts = [...servers, ...clients].map((name) => {
  const host = facility.hosts.get(name);
  if (host === undefined) throw new Error(`${name} is not in the fixture`);
  return { name, host, roles: rolesOfHost(facility, host) };
});

let transport: Transport;
const results = new Map<string, BroughtUp>();
const takenOff = new Map<string, TakenOff>();

const linesOf = async (shell: RemoteShell, script: Sh): Promise<string[]> =>
  (await shell.run(script.text, { timeoutSeconds: 300 })).stdout.split("\n").filter((line) => line !== "");

async function bringUp({ name, host, roles }: (typeof hosts)[number]): Promise<void> {
  const shell = await transport.shell(host.connection);
  if (host.repositories.length > 0) {
    const { status, stdout, stderr } = await shell.run(buildVendors(host.os.family).text, { timeoutSeconds: 120 });
    if (status !== 0) throw new Error(`the vendors' packages were not built on ${name}: ${stdout}${stderr}`);
  }
  const look = async (): Promise<Finding[]> => judgeAll(roles, await observe(shell, name, roles, resolveSecret));
  const apply = (role: DeclaredRole): Promise<Applied> => applyRole(shell, name, role, { resolve: resolveSecret, holder: "the tests" });
  const bare = new Set(await linesOf(shell, listing));
  const planned = await look();
  const applied = new Map<string, Applied>();
  for (const role of roles) applied.set(role.role, await apply(role));
  const before = transport.counts.get(name)?.roundTrips ?? 0;
  const after = await look();
  const roundTripsOfALook = (transport.counts.get(name)?.roundTrips ?? 0) - before;
  const again: Finding[] = [];
  for (const role of roles) again.push(...(await apply(role)).before);
  results.set(name, { planned, applied, after, again, roundTripsOfALook, bare });
}

async function takeOff({ name, host, roles }: (typeof hosts)[number]): Promise<void> {
  const shell = await transport.shell(host.connection);
  const undone = new Map<string, Applied>();
  for (const { role, states } of roles.toReversed())
    undone.set(role, await applyRole(shell, name, { role, states: [] }, { resolve: resolveSecret, holder: "the tests", gone: states }));
  const changed = (await linesOf(shell, listing)).filter((line) => results.get(name)?.bare.has(line) !== true);
  const left = await linesOf(shell, unowned(changed.map((line) => line.slice(66))));
  takenOff.set(name, { roles: undone, left });
}

beforeAll(async () => {
  const log = (line: string): void => void process.stderr.write(`lab: ${line}\n`);
  await up({ families: true, log });
  await reset({ log });
  transport = openTransport({ resolveSecret });
  for (const together of [servers, clients])
    await Promise.all(hosts.filter(({ name }) => (together as readonly string[]).includes(name)).map(bringUp));
  for (const together of [clients, servers])
    await Promise.all(hosts.filter(({ name }) => (together as readonly string[]).includes(name)).map(takeOff));
}, 1_200_000);
afterAll(() => transport.close());

const differs = ({ verdict }: Finding): boolean => verdict !== "conforming" && verdict !== "due";
const idOf = ({ role, state }: Finding): string => `${role} ${state.id}`;
const failures = (findings: readonly Finding[]): string[] =>
  findings.filter(differs).map((finding) => `${idOf(finding)}: ${finding.reason ?? JSON.stringify(finding.changes)}`);

describe.each(hosts)("on $name, bare", ({ name, roles }) => {
  const result = (): BroughtUp => {
    const found = results.get(name);
    if (found === undefined) throw new Error(`${name} was not brought up`);
    return found;
  };

  it("the plan has no error", () => {
    expect(result().planned.flatMap(({ verdict, reason }) => (verdict === "error" ? [reason] : []))).toEqual([]);
  });

  it.each(roles.map(({ role }) => role))("%s ends as declared", (role) => {
    expect(failures(result().applied.get(role)?.after ?? [])).toEqual([]);
  });

  it("what the plan named is exactly what was changed", () => {
    const { planned, applied, after } = result();
    const settled = new Set(after.filter(({ verdict }) => verdict === "conforming").map(idOf));
    const named = planned.filter(differs).map(idOf);
    expect(named.filter((id) => !settled.has(id))).toEqual([]);
    // Nothing was touched that the plan had not named: no role undoes what an earlier one did.
    const touched = [...applied.values()].flatMap(({ before }) => before.filter(differs).map(idOf));
    expect(touched.filter((id) => !named.includes(id))).toEqual([]);
  });

  it("the second time nothing is changed", () => {
    expect(failures(result().again)).toEqual([]);
  });

  it("is looked at in one script and one round trip, over one connection", () => {
    expect([result().roundTripsOfALook, transport.counts.get(name)?.connections]).toEqual([1, 1]);
  });
});

describe.each(hosts)("on $name, when all roles are taken off", ({ name, roles }) => {
  it("each is undone, in reverse order", () => {
    const undone = takenOff.get(name)?.roles ?? new Map<string, Applied>();
    expect([...undone].flatMap(([role, { undoFailed }]) => (undoFailed === undefined ? [] : [`${role}: ${undoFailed}`]))).toEqual([]);
    for (const { role, states } of roles) expect(undone.get(role)?.undone, role).toEqual(states.map(({ id }) => id).toReversed());
  });

  it("no file of theirs is left, besides what packages and accounts bring", () => {
    expect((takenOff.get(name)?.left ?? ["nobody looked"]).filter((file) => !stays.some((pattern) => pattern.test(file)))).toEqual([]);
  });
});

it("a whole suite is more than 200 states", () => {
  const suite = hosts.find(({ name }) => name === "online-01");
  expect(suite?.roles.flatMap(({ states }) => states).length).toBeGreaterThanOrEqual(200);
});
