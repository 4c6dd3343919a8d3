import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakByHand, powerOff, powerOn, reset } from "../../scripts/lab/lab.ts";
import { labHosts } from "../../scripts/lab/hosts.ts";
import { conform, projectRoot, run } from "#support/conform.ts";
import type { Ran } from "#support/conform.ts";

interface Finding {
  readonly id: string;
  readonly role: string;
  readonly verdict: string;
  readonly changes: readonly { readonly fact: string; readonly want: string; readonly have: string }[];
}
interface HostResult {
  readonly host: string;
  readonly unreachable?: string;
  readonly findings?: readonly Finding[];
  readonly changed?: readonly Finding[];
}

// A state of its own, so that a developer's practice facility keeps theirs.
const backend = mkdtempSync(path.join(tmpdir(), "conform-lab-state-"));
const env = { PULUMI_BACKEND_URL: `file://${backend}` };

const onHost = (host: string, command: string): Promise<Ran> =>
  run("ssh", ["-F", path.join(projectRoot, ".lab/ssh_config"), host, command]);

const hostsOf = ({ stdout }: Ran): HostResult[] => (JSON.parse(stdout) as { hosts: HostResult[] }).hosts;

const names = (hosts: readonly HostResult[], of: (host: HostResult) => readonly Finding[]): string[] =>
  hosts.flatMap((host) => of(host).map(({ role, id }) => `${host.host} ${role} ${id}`)).toSorted();

const different = ({ findings = [] }: HostResult): readonly Finding[] => findings.filter(({ verdict }) => verdict !== "conforming");

/** Everything on a host's disk that is younger than the marker, logs and the kernel's own folders aside. */
const writtenSince = async (host: string): Promise<string[]> => {
  const { stdout } = await onHost(
    host,
    "sudo -n find / -xdev -newer /tmp/marker -not -path '/tmp/*' -not -path '/var/log/*' -not -path '/run/*' -not -path '/var/lib/chrony/*' -not -path '/var/lib/systemd/*' -type f",
  );
  return stdout.split("\n").filter((line) => line !== "");
};

const passwordless = labHosts.filter(({ sudo }) => sudo === "no password").map(({ name }) => name);

beforeAll(async () => {
  await reset({ log: (line) => void process.stderr.write(`lab: ${line}\n`) });
}, 300_000);
afterAll(() => rmSync(backend, { recursive: true, force: true }));

describe("the main job on real hosts", () => {
  let planned: string[] = [];

  it("plans on bare hosts without an error", async () => {
    const ran = await conform(["plan", "--json"], { env });
    expect(ran.stderr).toBe("");
    expect(ran.status).toBe(0);
    const hosts = hostsOf(ran);
    expect(hosts.flatMap(different).map(({ verdict }) => verdict)).not.toContain("error");
    planned = names(hosts, different);
    expect(planned.length).toBeGreaterThan(100);
  });

  it("changes exactly what it had planned", async () => {
    const ran = await conform(["up", "--json"], { env });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(names(hostsOf(ran), ({ changed = [] }) => changed)).toEqual(planned);
  }, 500_000);

  it("changes nothing the second time, and writes nothing on any host", async () => {
    await Promise.all(labHosts.map(({ name }) => onHost(name, "touch /tmp/marker; sleep 1")));
    const ran = await conform(["up", "--json"], { env });
    expect(ran.status).toBe(0);
    expect(names(hostsOf(ran), ({ changed = [] }) => changed)).toEqual([]);
    for (const host of passwordless) expect(await writtenSince(host), host).toEqual([]);
  });

  it("looks at a host over one connection", async () => {
    const logins = async (): Promise<number> =>
      Number((await onHost("suite-01", "sudo -n journalctl -q -o cat _COMM=sshd | grep -c '^Accepted publickey'")).stdout);
    const before = await logins();
    await conform(["drift", "--limit", "suite-01"]);
    // one of conform, one of the second count
    expect((await logins()) - before).toBe(2);
  });

  it("finds no drift on what it has just made, and writes nothing while it looks", async () => {
    await Promise.all(labHosts.map(({ name }) => onHost(name, "touch /tmp/marker; sleep 1")));
    const ran = await conform(["drift", "--json"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    for (const host of passwordless) expect(await writtenSince(host), host).toEqual([]);
  });

  const five = [
    ["online-01", "mount:/mnt/projects", "source", "10.77.0.21:/srv/projects", ""],
    ["san-01", "sysctl:net.core.rmem_max", "live", "16777216", "212992"],
    ["suite-01", "file:/etc/motd", "content", expect.any(String), expect.stringContaining("ask Sam before rendering")],
    ["suite-01", "file:/etc/profile.d/licences.sh", "mode", "0644", "0666"],
    ["suite-02", "service:nftables.service", "enabled", "enabled", "disabled"],
  ] as const;

  it("names exactly the five things that somebody changed by hand, old and new", async () => {
    await breakByHand();
    const ran = await conform(["drift", "--json"]);
    expect(ran.status).toBe(2);
    const found = hostsOf(ran).flatMap((host) => different(host).map((finding) => ({ host: host.host, ...finding })));
    expect(found.map(({ host, id, verdict }) => [host, id, verdict]).toSorted()).toEqual(five.map(([host, id]) => [host, id, "drift"]));
    for (const [host, id, fact, want, have] of five) {
      expect(found.find((finding) => finding.host === host && finding.id === id)?.changes).toContainEqual({ fact, want, have });
    }
  });

  it("shows the same five in a plain `pulumi preview --diff`, and `--expect-no-changes` fails", async () => {
    const pulumi = (args: readonly string[]): Promise<Ran> =>
      run(path.join(projectRoot, "scripts/pulumi"), [...args, "--stack", "lab", "--non-interactive"], { env });
    const { stdout, status } = await pulumi(["preview", "--diff"]);
    expect(status).toBe(0);
    for (const [, id] of five) expect(stdout).toContain(id);
    expect(stdout).toMatch(/~ live *: "212992" => "16777216"/);
    expect(stdout).toMatch(/~ mode *: "0666" => "0644"/);
    expect(stdout).toMatch(/~ enabled *: "disabled" => "enabled"/);
    // The engine tells a drifted resource twice: what its refresh found, and what the update will do.
    const touched = new Set([...stdout.matchAll(/^ *[~+-] "?([a-z_]+:[^"\n]+?)"? *: \{/gm)].map(([, id]) => id));
    expect(touched).toEqual(new Set(five.map(([, id]) => id)));
    expect((await pulumi(["preview", "--expect-no-changes"])).status).not.toBe(0);
  });

  it("repairs exactly those, and then nothing differs any more", async () => {
    const ran = await conform(["up", "--json"], { env });
    expect(ran.status).toBe(0);
    const changed = hostsOf(ran).flatMap(({ host, changed: of = [] }) => of.map(({ id }) => [host, id]));
    expect(changed.toSorted()).toEqual(five.map(([host, id]) => [host, id]));
    expect((await conform(["drift"])).status).toBe(0);
  });
});

describe("when something is in the way", () => {
  it("goes on with the others when a host is switched off, and never calls it conforming", async () => {
    await powerOff("suite-02");
    await onHost("suite-01", "sudo -n chmod 0600 /etc/motd");
    const drift = await conform(["drift", "--json"]);
    expect(drift.status).toBe(2 + 8);
    expect(hostsOf(drift).find(({ host }) => host === "suite-02")?.unreachable).toMatch(/suite-02|10\.77\.0\.12|answer|route/);
    const up = await conform(["up", "--json"], { env });
    expect(up.status & 8).toBe(8);
    expect(
      hostsOf(up)
        .find(({ host }) => host === "suite-01")
        ?.changed?.map(({ id }) => id),
    ).toEqual(["file:/etc/motd"]);
    await powerOn("suite-02");
    const after = await conform(["up", "--json"], { env });
    expect(after.status).toBe(0);
  });

  it("keeps the secret of a managed file out of everything that it prints and stores", async () => {
    const secret = /^password=(.+)$/m.exec(readFileSync(path.join(projectRoot, ".lab/share-credentials"), "utf8"))?.[1] ?? "";
    expect(secret.length).toBeGreaterThan(10);
    const told = await Promise.all([
      conform(["states", "--json"]),
      conform(["plan", "--diff"], { env }),
      run(path.join(projectRoot, "scripts/pulumi"), ["stack", "export", "--show-secrets", "--stack", "lab"], { env }),
      onHost("suite-02", "sudo -n sh -c 'cat /var/lib/conform/applied/*; journalctl -q -o cat --no-pager; ps axww -o args'"),
    ]);
    for (const { stdout, stderr } of told) expect(stdout + stderr).not.toContain(secret);
    const files = readdirSync(backend, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files) expect(readFileSync(path.join(parentPath, name), "utf8")).not.toContain(secret);
    expect((await onHost("suite-02", "sudo -n cat /etc/conform-demo/share-credentials")).stdout).toContain(secret);
  });
});
