import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Connection } from "#core/connection.ts";
import { RunFailed } from "#core/errors.ts";
import { quote } from "#core/sh.ts";
import { openTestTransport } from "#support/open-test-transport.ts";

const lab = join(import.meta.dirname, "../../.lab");
const password = readFileSync(join(lab, "sudo-password"), "utf8").trim();
const becomePassword = { secret: "file:.lab/sudo-password" };

const host = (name: string, address: string): Connection => ({
  host: name,
  address,
  port: 22,
  user: "conform",
  knownHosts: join(lab, "known_hosts"),
  identityFile: join(lab, "id_ed25519"),
  become: "sudo",
});

const suite01 = host("suite-01", "10.77.0.11");
const suite02 = host("suite-02", "10.77.0.12");
const lic01 = { ...host("lic-01", "10.77.0.13"), becomePassword };

const open = () => openTestTransport({ password, anyUser: false });
const quick = { timeoutSeconds: 10 };

/** Shell that leaves in $pid the sshd process that serves us. */
const findOurSshd = `
pid=$$
until [ "$(cat /proc/$pid/comm)" = sshd ]; do pid=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$pid/status); done
`;

test.each([suite01, suite02, lic01])("$host gives us root's shell over one connection, in one round trip a script", async (connection) => {
  await using transport = open();
  const shells = await Promise.all(Array.from({ length: 10 }, () => transport.shell(connection)));
  const answers = await Promise.all(shells.map((shell) => shell.run("id -u; cat; echo err >&2; exit 3", quick)));
  for (const answer of answers) expect(answer).toEqual({ stdout: "0\n", stderr: "err\n", status: 3 });
  expect(transport.counts.get(connection.host)).toEqual({ connections: 1, roundTrips: 10 });
});

test("1 MB goes there and 5 MB come back", async () => {
  await using transport = open();
  const shell = await transport.shell(suite01);
  const { stdout } = await shell.run(
    `text=${quote("x".repeat(1_000_000))}; echo "\${#text}"; head -c 5000000 /dev/zero | tr '\\000' y`,
    quick,
  );
  expect(stdout.length).toBe("1000000\n".length + 5_000_000);
});

test("time runs out for everything that a script started", async () => {
  await using transport = open();
  const shell = await transport.shell(suite01);
  const pids: string[] = [];
  const run = shell.run("sleep 71 & echo $!; (sleep 72; true) & echo $!; sh -c 'echo $$; exec sleep 73'", {
    timeoutSeconds: 1,
    onOutput: (chunk) => pids.push(...chunk.split("\n").filter(Boolean)),
  });
  await expect(run).rejects.toThrow("suite-01: the script was not done after 1 s. It was killed with all that it started");
  expect(pids).toHaveLength(3);
  expect(
    (await shell.run(`for pid in ${pids.join(" ")}; do grep -H '^State:.*[^Z] (' /proc/$pid/status; done; exit 0`, quick)).stdout,
  ).toBe("");
});

describe("a connection that sshd drops", () => {
  test("while a script runs leaves the outcome unknown, and the next script finds a new one", async () => {
    await using transport = open();
    const shell = await transport.shell(suite01);
    const error = await shell.run(`${findOurSshd} kill -9 $pid; sleep 5`, quick).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RunFailed);
    expect((error as RunFailed).message).toContain("the outcome is unknown");
    expect((await shell.run("echo here", quick)).stdout).toBe("here\n");
    expect(transport.counts.get("suite-01")).toEqual({ connections: 2, roundTrips: 2 });
  });

  test("while nothing runs is opened anew without a word", async () => {
    await using transport = open();
    await using other = open();
    const shell = await transport.shell(suite01);
    const { stdout: pid } = await shell.run(`${findOurSshd} echo $pid`, quick);
    await (await other.shell(suite01)).run(`kill -9 ${pid}`, quick);
    await expect.poll(async () => (await shell.run("echo here", quick)).stdout).toBe("here\n");
    expect(transport.counts.get("suite-01")?.connections).toBe(2);
  });
});

test("when the run ends, nothing of us stays on the host", async () => {
  const transport = open();
  const shell = await transport.shell(suite01);
  const { stdout: pid } = await shell.run(`${findOurSshd} echo $pid; sed -n 's/^PPid:[[:space:]]*//p' /proc/$PPID/status`, quick);
  await transport.close();
  await using other = open();
  const look = await other.shell(suite01);
  const left = async (): Promise<string> =>
    (await look.run(`for pid in ${pid.trim().split(/\s+/).join(" ")}; do [ -e /proc/$pid ] && echo $pid; done; exit 0`, quick)).stdout;
  await expect.poll(left, { timeout: 5000 }).toBe("");
});

test("one host is reached through another, and its own key is checked", async () => {
  await using transport = open();
  const shell = await transport.shell({ ...suite02, jump: suite01 });
  expect((await shell.run("echo $0; hostname", quick)).stdout).toContain("suite-02");
  await expect(transport.shell({ ...suite02, jump: { ...suite01, knownHosts: "/nowhere/known_hosts" } })).rejects.toThrow(
    /^suite-02: its jump host suite-01: its host key is not/,
  );
});

describe("the real sudo", () => {
  test("says that it wants a password when none is declared", async () => {
    await using transport = open();
    await expect(transport.shell(host("lic-01", "10.77.0.13"))).rejects.toThrow(
      "lic-01: sudo asks conform for a password, and none is declared",
    );
  });

  test("gets a wrong password once", async () => {
    await using transport = openTestTransport({ password: "not the password" });
    await expect(transport.shell(lic01)).rejects.toThrow("lic-01: sudo refuses the password of conform");
    await expect(transport.shell(lic01)).rejects.toThrow("lic-01: sudo refuses the password of conform");
    expect(transport.counts.get("lic-01")).toEqual({ connections: 1, roundTrips: 0 });
  });

  test("gets the password in a way that leaves no trace in any process or in the journal", async () => {
    await using transport = open();
    const shell = await transport.shell(lic01);
    const script = `
for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
  case $(tr '\\000' ' ' <"$file" 2>/dev/null) in *${quote(password)}*) echo "$file";; esac
done
case $(journalctl --no-pager -o cat -n 2000 2>/dev/null) in *${quote(password)}*) echo journal;; esac
`;
    expect((await shell.run(script, quick)).stdout).toBe("");
  });
});
