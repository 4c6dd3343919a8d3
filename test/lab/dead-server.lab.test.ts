import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemoteShell, Transport } from "#core/connection.ts";
import type { Declared } from "#core/declared.ts";
import type { Finding } from "#core/verdict.ts";
import { applyRole } from "#engine/apply.ts";
import type { Applied } from "#engine/apply.ts";
import { judge } from "#engine/judge.ts";
import { observe } from "#engine/observe.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { mount } from "#states/mount.ts";
import type { Mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { projectRoot } from "#support/conform.ts";
import { openTransport } from "#transport/open.ts";

const role = "trial-dead-server";
const nfs = (name: string, more: Partial<Mount> = {}): Mount => ({
  path: `/mnt/trial-${name}`,
  source: `10.77.0.21:/srv/trial-dead/${name}`,
  fstype: "nfs4",
  options: ["rw", "vers=4.2", "hard", "_netdev"],
  ...more,
});

const served: readonly Declared[] = [
  packages({ names: ["nfs-kernel-server"] }),
  ...["a", "b", "c"].map((name) => directory({ path: `/srv/trial-dead/${name}` })),
  directory({ path: "/etc/exports.d" }),
  file({ path: "/etc/exports.d/trial-dead.exports", content: "/srv/trial-dead 10.77.0.0/24(rw,sync,no_subtree_check,no_root_squash)\n" }),
  service({ name: "nfs-kernel-server.service", enabled: true, running: true }),
  exec({ name: "export trial-dead", command: "exportfs -ra", unless: "exportfs -s | grep -q '^/srv/trial-dead '" }),
];
const nearby = [packages({ names: ["nfs-common"] }), file({ path: "/etc/trial-dead", content: "beside it\n" })];
const mounts = [mount(nfs("a")), mount(nfs("b")), mount(nfs("c", { automount: true }))];
// Folders only: a server that has just started lets nobody open a file for the first 90 seconds (its grace period).
const inside = [directory({ path: "/mnt/trial-a/clips" }), directory({ path: "/mnt/trial-b/notes" })];
const used: readonly Declared[] = [...nearby, ...mounts, ...inside];

let transport: Transport;
let server: RemoteShell;
let client: RemoteShell;

const run = async (shell: RemoteShell, script: string): Promise<string> => {
  const { status, stdout, stderr } = await shell.run(script, { timeoutSeconds: 150 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
};
const apply = (shell: RemoteShell, host: string, states: readonly Declared[], gone: readonly Declared[] = []): Promise<Applied> =>
  applyRole(shell, host, { role, states }, { resolve: resolveSecret, holder: "the tests", gone });
const different = (findings: readonly Finding[]): unknown[] =>
  findings
    .filter(({ verdict }) => verdict !== "conforming")
    .map(({ state, verdict, changes, reason }) => [state.id, verdict, reason ?? changes.map(({ fact, have }) => `${fact}=${have}`).join()]);
const look = async (): Promise<{ seconds: number; different: unknown[] }> => {
  const begun = Date.now();
  const [seen] = await observe(client, "online-01", [{ role, states: used }], resolveSecret);
  return {
    seconds: (Date.now() - begun) / 1000,
    different: seen === undefined ? ["nothing was seen"] : different(judge({ role, states: used }, seen)),
  };
};

const silent = [
  ["mount:/mnt/trial-a", "drift", "answers=no"],
  ["mount:/mnt/trial-b", "drift", "answers=no"],
  ["directory:/mnt/trial-a/clips", "error", "/mnt/trial-a/clips is on /mnt/trial-a, whose server does not answer"],
  ["directory:/mnt/trial-b/notes", "error", "/mnt/trial-b/notes is on /mnt/trial-b, whose server does not answer"],
];
const recovers = "timeout -s KILL 120 stat -f /mnt/trial-a /mnt/trial-b >/dev/null";

beforeAll(async () => {
  const facility = await openFacility(path.join(projectRoot, "inventory/lab"));
  transport = openTransport({ resolveSecret });
  const shellOf = (id: string): Promise<RemoteShell> => {
    const host = facility.hosts.get(id);
    if (host === undefined) throw new Error(`${id} is not in the inventory of the lab`);
    return transport.shell(host.connection);
  };
  [server, client] = await Promise.all([shellOf("san-01"), shellOf("online-01")]);
}, 300_000);
afterAll(async () => {
  await apply(client, "online-01", [], used);
  await client.run("rmdir /mnt/trial-a /mnt/trial-b /mnt/trial-c", { timeoutSeconds: 30 });
  await apply(server, "san-01", [], served);
  await server.run("rmdir /srv/trial-dead", { timeoutSeconds: 30 });
  await transport.close();
}, 300_000);

describe("a storage server", () => {
  it("serves what is mounted", { timeout: 300_000 }, async () => {
    expect(different((await apply(server, "san-01", served)).after)).toEqual([]);
    expect(different((await apply(client, "online-01", used)).after)).toEqual([]);
  });

  it("is not woken up by a look at an automount", async () => {
    expect((await look()).different).toEqual([]);
    expect(await run(client, "grep -c ' /mnt/trial-c ' /proc/self/mountinfo")).toBe("1\n");
    await run(client, "ls /mnt/trial-c");
    expect(await run(client, "grep -c ' /mnt/trial-c ' /proc/self/mountinfo")).toBe("2\n");
    expect((await look()).different).toEqual([]);
    await run(client, "umount /mnt/trial-c");
  });

  it("that drops all packets is found in seconds, does not stop the look at anything else, and keeps its mounts", async () => {
    await run(server, "ip route add blackhole 10.77.0.22/32");
    try {
      const { seconds, different: found } = await look();
      expect(found).toEqual(silent);
      expect(seconds).toBeLessThan(15);
      const begun = Date.now();
      const { after } = await apply(client, "online-01", [...nearby, ...mounts]);
      expect(different(after)[0]).toEqual([
        "mount:/mnt/trial-a",
        "error",
        expect.stringContaining("10.77.0.21:/srv/trial-dead/a does not answer: a new mount would not change that"),
      ]);
      expect((Date.now() - begun) / 1000).toBeLessThan(30);
    } finally {
      await run(server, "ip route del blackhole 10.77.0.22/32");
    }
    await run(client, recovers);
    expect((await look()).different).toEqual([]);
  });

  it("whose service was stopped is found in seconds, and is well again with it", async () => {
    await run(server, "systemctl stop nfs-server");
    try {
      const { seconds, different: found } = await look();
      expect(found).toEqual(silent);
      expect(seconds).toBeLessThan(15);
    } finally {
      await run(server, "systemctl start nfs-server");
    }
    await run(client, recovers);
    expect((await look()).different).toEqual([]);
  });
});

describe("a mount that somebody uses", () => {
  it("stays as it is, and the repair says who uses it", async () => {
    await run(client, "systemd-run -q --unit=trial-busy -p WorkingDirectory=/mnt/trial-b sleep 1000");
    const other = mount(nfs("b", { options: ["rw", "vers=4.1", "hard", "_netdev"] }));
    const { after } = await apply(client, "online-01", [...nearby, mounts[0] as Declared, other]);
    expect(different(after)).toEqual([
      ["mount:/mnt/trial-b", "error", expect.stringMatching(/\/mnt\/trial-b is in use, so it stays as it is, by sleep \(\d+, root\)$/)],
    ]);
    expect(await run(client, "grep ' /mnt/trial-b ' /proc/self/mountinfo")).toContain("vers=4.2");
    await run(client, "systemctl stop trial-busy");
    expect(different((await apply(client, "online-01", [...nearby, mounts[0] as Declared, other])).after)).toEqual([]);
    expect(await run(client, "grep ' /mnt/trial-b ' /proc/self/mountinfo")).toContain("vers=4.1");
    expect(different((await apply(client, "online-01", used)).after)).toEqual([]);
  });
});
