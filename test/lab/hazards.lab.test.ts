import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { labHosts } from "../../scripts/lab/hosts.ts";
import { conform, projectRoot, run } from "#support/conform.ts";
import type { Ran } from "#support/conform.ts";

const lab = path.join(projectRoot, ".lab");
const onHost = (host: string, command: string): Promise<Ran> => run("ssh", ["-F", path.join(lab, "ssh_config"), host, command]);

describe("a mistake in the inventory or on the way", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "conform-inventory-"));
    cpSync(path.join(projectRoot, "inventory/lab"), folder, { recursive: true });
    replace("facility.yaml", /\.\.\/\.\.\/\.lab/g, lab);
    replace("hosts.yaml", /\.\.\/\.\.\/\.lab/g, lab);
    replace("licensing.yaml", /\.\.\/\.\.\/\.lab/g, lab);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const replace = (file: string, what: string | RegExp, by: string): void => {
    const at = path.join(folder, file);
    const before = readFileSync(at, "utf8");
    const after = before.replace(what, by);
    expect(after).not.toBe(before);
    writeFileSync(at, after);
  };
  const drift = (...args: string[]): Promise<Ran> => conform(["drift", "-i", folder, ...args]);

  it("refuses a host whose key is not the known one, before any login", async () => {
    const known = readFileSync(path.join(lab, "known_hosts"), "utf8");
    const [one = "", two = ""] = known.split("\n").filter((line) => /^10\.77\.0\.1[12] /.test(line));
    const swapped = known.replace(one, `${one.split(" ")[0]} ${two.split(" ").slice(1).join(" ")}`);
    writeFileSync(path.join(folder, "known_hosts"), swapped);
    replace("facility.yaml", `${lab}/known_hosts`, path.join(folder, "known_hosts"));
    const logins = "sudo -n journalctl -q -o cat _COMM=sshd | grep -c '^Accepted'";
    const before = Number((await onHost("suite-01", logins)).stdout);
    const { status, stdout } = await drift("--limit", "suite-01,suite-02");
    expect(status & 8).toBe(8);
    expect(stdout).toMatch(/suite-01\n {2}! unreachable .*key/);
    expect(stdout).toMatch(/SHA256:/);
    expect(stdout).toMatch(/suite-02 : ok=\d+ changed=0 unreachable=0/);
    expect(Number((await onHost("suite-01", logins)).stdout)).toBe(before + 1);
  });

  it("tries a wrong sudo password once, and says so", async () => {
    writeFileSync(path.join(folder, "wrong"), "not the password\n", { mode: 0o600 });
    replace("hosts.yaml", `file:${lab}/sudo-password`, `file:${folder}/wrong`);
    const { status, stdout } = await drift("--limit", "lic-01");
    expect(status & 8).toBe(8);
    expect(stdout).toMatch(/sudo/);
    expect(stdout).toMatch(/password/);
    expect(stdout).not.toContain("not the password");
  });

  it("touches no host when the inventory has a mistake", async () => {
    replace("suites.yaml", "hosts: [suite-01]", "hosts: [suite-1]");
    const { status, stdout, stderr } = await drift();
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/suites\.yaml:\d+:\d+: .*suite-1.*did you mean "suite-01"\?/);
    expect(stderr).not.toMatch(/\bat .*\.ts:/);
  });
});

describe("a run that is killed in the middle", () => {
  const backend = mkdtempSync(path.join(tmpdir(), "conform-lab-state-"));
  const env = { PULUMI_BACKEND_URL: `file://${backend}` };
  afterAll(() => rmSync(backend, { recursive: true, force: true }));

  const disturb =
    "sudo -n sh -c 'echo x >>/etc/motd; echo x >>/etc/issue.net; systemctl stop chrony; rm -f /etc/suite; echo x >>/etc/chrony/chrony.conf'";

  it.each([500, 1500, 2500])("converges in the next run when it was killed after %i ms", async (after) => {
    await Promise.all(["suite-01", "suite-02"].map((host) => onHost(host, disturb)));
    const child = spawn(path.join(projectRoot, "scripts/conform"), ["up"], {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: "ignore",
      detached: true,
    });
    await wait(after);
    // the whole group: the launcher, conform, the engine
    expect(child.exitCode, "the run was over before it could be killed").toBe(null);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await new Promise((resolve) =>
      child.exitCode !== null || child.signalCode !== null ? resolve(undefined) : child.once("exit", resolve),
    );
    const next = await conform(["up", "--json"], { env });
    expect([next.status, next.status === 0 ? "" : next.stderr]).toEqual([0, ""]);
    const { hosts } = JSON.parse(next.stdout) as { hosts: { findings: { verdict: string }[] }[] };
    expect(hosts.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict !== "conforming"))).toEqual([]);
    for (const { name, sudo } of labHosts) {
      if (sudo === "password") continue;
      const { stdout } = await onHost(name, "sudo -n find /etc /opt /usr/local -name '.conform.*'; ls /run/conform.lock 2>/dev/null");
      expect(stdout, name).toBe("");
    }
  });
});
