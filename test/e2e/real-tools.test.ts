import { access, chmod, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { TestContext } from "vitest";

import { readAnsible } from "#exchange/from/ansible/tree.ts";
import { variablesOf } from "#exchange/from/ansible/variables.ts";
import { plain } from "#exchange/from/plain.ts";
import { ansibleGroup, renderAnsible } from "#exchange/to/ansible.ts";
import { renderHostsFile } from "#exchange/to/hosts-file.ts";
import { jumpsOf } from "#exchange/to/openssh.ts";
import { renderSaltRoster } from "#exchange/to/salt-roster.ts";
import { renderSshConfig } from "#exchange/to/ssh-config.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { groupsOf } from "#inventory/limit.ts";
import { openFacility } from "#inventory/load.ts";
import { suitesOf } from "#inventory/of-host.ts";
import { projectRoot, run } from "#support/conform.ts";
import type { Ran } from "#support/conform.ts";
import { makeFolder, makeKey, startSshServer } from "#support/ssh-server.ts";
import { environment } from "../../scripts/bench/peer.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { anyInventory, facilityOf } from "../exchange/facilities.ts";

// Slow: Ansible and Salt start in a second each. They are judges here: what we write, they read.

const tools = join(environment(), "bin");
let isInstalled = false;
beforeAll(async () => {
  isInstalled = await Promise.all(["ansible-inventory", "salt-ssh"].map((tool) => access(join(tools, tool)))).then(
    () => true,
    () => false,
  );
});

/** Where nobody promised the tools, a test that needs them says so; in CI it fails without them. */
const needsTools = ({ skip }: TestContext): void =>
  skip(!isInstalled && process.env["CI"] === undefined, "Ansible and Salt are not installed: sh scripts/setup peers");

const everyHost = ({ hosts }: Facility): readonly Host[] => [...hosts.values()];

const facilities: (readonly [what: string, facility: Facility])[] = [];
beforeAll(async () => {
  facilities.push(["the example", await openFacility(join(projectRoot, "inventory/example"), { checks: crossChecks })]);
  for (const inventory of fc.sample(anyInventory, { numRuns: 4, seed: 20_261_126 }))
    facilities.push(["a facility of nasty texts", await facilityOf(inventory)]);
});

/** A folder with some files. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Runs a tool of theirs. Every SSH that it would open is only written down: who would be called, and how. */
async function runTool(
  tool: string,
  args: readonly string[],
  home: string,
): Promise<Ran & { readonly calls: readonly (readonly string[])[] }> {
  const [calls, bin] = [join(home, "calls"), join(home, "bin")];
  await mkdir(calls);
  await mkdir(bin);
  await writeFile(join(bin, "ssh"), `#!/bin/sh\nfor word; do printf '%s\\0' "$word"; done > "$(mktemp '${calls}/XXXXXXXX')"\nexit 255\n`);
  await chmod(join(bin, "ssh"), 0o755);
  const PATH = [bin, process.env["PATH"] ?? ""].join(delimiter);
  const ran = await run(join(tools, tool), args, { cwd: home, env: { PATH, HOME: home, LC_ALL: "C.UTF-8", ANSIBLE_FORKS: "10" } });
  const texts = await Promise.all((await readdir(calls)).map((name) => readFile(join(calls, name), "utf8")));
  return { ...ran, calls: texts.map((text) => text.split("\0").slice(0, -1)).filter((words) => words.length > 1) };
}

/** What OpenSSH makes of some arguments: its own word for each option. */
async function effective(args: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { stdout, stderr, status } = await run("ssh", ["-G", ...args]);
  expect(status, stderr).toBe(0);
  return new Map(stdout.split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
}

/** How OpenSSH would reach a host, beside how Conform does. */
function expectReached(said: ReadonlyMap<string, string>, { id, connection }: Host, jump: string | undefined): void {
  const { address, port, user, identityFile, hostKeys, knownHosts } = connection;
  expect(
    {
      address: said.get("hostname"),
      port: said.get("port"),
      user: said.get("user"),
      strict: said.get("stricthostkeychecking"),
      jump: said.get("proxyjump")?.replaceAll(/[[\]]/g, ""), // around every address, or around those that need it
      key: identityFile === undefined ? undefined : said.get("identityfile"),
      accepted: hostKeys === undefined ? said.get("userknownhostsfile") : said.get("knownhostscommand"),
    },
    id,
  ).toEqual({
    address,
    port: String(port),
    user,
    strict: "true",
    jump: jump?.replaceAll(/[[\]]/g, ""),
    // `ssh -G` shows this one before it expands `%%`.
    key: identityFile?.replaceAll("%", "%%"),
    accepted: hostKeys === undefined ? knownHosts : String.raw`/usr/bin/printf "%%s\n" ${hostKeys.map((key) => `"%H ${key}"`).join(" ")}`,
  });
}

/** Each call of ssh, by the address it goes to. */
async function expectCalls(calls: readonly (readonly string[])[], facility: Facility): Promise<void> {
  const reached = new Map<string, ReadonlyMap<string, string>>();
  for (const call of calls) {
    const said = await effective(["-F", "/dev/null", ...call]);
    reached.set(said.get("hostname") ?? "", said);
  }
  for (const host of everyHost(facility)) {
    const said = reached.get(host.connection.address);
    expect(said, `${host.id} was not called`).toBeDefined();
    const jumps = jumpsOf(host.connection);
    expectReached(said ?? new Map(), host, jumps.length === 0 ? undefined : jumps.join(","));
  }
}

interface Listed {
  readonly [group: string]: { readonly hosts?: readonly string[]; readonly hostvars?: Readonly<Record<string, unknown>> };
}

/** What `ansible-inventory` prints, without the mark of texts that are no templates. */
const listed = (stdout: string): Listed =>
  JSON.parse(stdout, (_, value: unknown) =>
    typeof value === "object" && value !== null && "__ansible_unsafe" in value ? value.__ansible_unsafe : value,
  ) as Listed;

describe("Ansible reads its inventory", () => {
  test("with our groups, our hosts and our variables, whatever the texts", async (context) => {
    needsTools(context);
    for (const [what, facility] of facilities) {
      const folder = await folderWith({ "hosts.yaml": renderAnsible(facility, everyHost(facility)) });
      const { stdout, stderr, status } = await runTool("ansible-inventory", ["-i", "hosts.yaml", "--list"], folder);
      expect(status, stderr).toBe(0);
      expect(stderr, what).toBe("");
      const { _meta: meta, all: _, ...groups } = listed(stdout);
      const variables = meta?.hostvars ?? {};
      expect(Object.fromEntries(Object.entries(groups).map(([name, { hosts }]) => [name, hosts?.toSorted()]))).toEqual({
        ...(groups["ungrouped"] && { ungrouped: groups["ungrouped"].hosts?.toSorted() }),
        ...Object.fromEntries(
          [...groupsOf(facility)].map(([group, members]) => [ansibleGroup(group, new Set(facility.hosts.keys())), [...members].toSorted()]),
        ),
      });
      expect(Object.keys(variables).toSorted()).toEqual([...facility.hosts.keys()].toSorted());
      for (const host of everyHost(facility))
        expect(variables[host.id], host.id).toMatchObject({
          ansible_host: host.connection.address,
          ansible_port: host.connection.port,
          ansible_user: host.connection.user,
          ansible_become: host.connection.become === "sudo",
          conform_os: host.os,
          conform_suites: suitesOf(facility, host).map(({ id, name, class: use, room }) => ({ id, name, class: use, room })),
          conform_interfaces: Object.fromEntries(host.interfaces.map(({ name, network, ip }) => [name, { network, ip }])),
          conform_facility: { id: facility.id, name: facility.name, timezone: facility.timezone, domain: facility.domain },
        });
    }
  });

  test("and calls OpenSSH as Conform reaches the hosts", async (context) => {
    needsTools(context);
    for (const [, facility] of facilities) {
      const folder = await folderWith({ "hosts.yaml": renderAnsible(facility, everyHost(facility)) });
      const { calls, stderr } = await runTool("ansible", ["-i", "hosts.yaml", "all", "-m", "raw", "-a", "true"], folder);
      expect(calls.length, stderr).toBeGreaterThan(0);
      await expectCalls(calls, facility);
    }
  });
});

describe("Salt reads its roster", () => {
  // One for all: Salt packs itself into it first, which takes seconds, and so does a key of its own, for which any file may stand.
  const root = makeFolder();
  const settings = (folder: string): string =>
    JSON.stringify({
      root_dir: root,
      roster_file: join(folder, "roster"),
      ssh_log_file: join(folder, "log"),
      ssh_priv: join(folder, "roster"),
    });

  test("with our hosts at our addresses", async (context) => {
    needsTools(context);
    for (const [, facility] of facilities) {
      const folder = await folderWith({ roster: renderSaltRoster(facility, everyHost(facility)) });
      await writeFile(join(folder, "master"), settings(folder));
      const { stdout, stderr } = await runTool("salt-ssh", [`--config-dir=${folder}`, "--hosts", "--out=json", "*"], folder);
      expect(JSON.parse(stdout), stderr).toEqual({
        [join(folder, "roster")]: Object.fromEntries(everyHost(facility).map(({ id, connection }) => [id, connection.address])),
      });
    }
  });

  test("and calls OpenSSH as Conform reaches the hosts", async (context) => {
    needsTools(context);
    for (const [, facility] of facilities) {
      const folder = await folderWith({ roster: renderSaltRoster(facility, everyHost(facility)) });
      await writeFile(join(folder, "master"), settings(folder));
      const { calls, stderr } = await runTool("salt-ssh", [`--config-dir=${folder}`, "--max-procs=10", "-r", "*", "true"], folder);
      expect(calls.length, stderr).toBeGreaterThan(0);
      await expectCalls(calls, facility);
    }
  });
});

describe("OpenSSH reads its configuration", () => {
  test("and would reach every host as Conform does, by its id and by its name in DNS", async () => {
    for (const [, facility] of facilities) {
      const folder = await folderWith({ config: renderSshConfig(facility, everyHost(facility)) });
      for (const host of everyHost(facility))
        for (const name of [host.id, `${host.id}.${facility.domain}`])
          expectReached(await effective(["-F", join(folder, "config"), name]), host, host.connection.jump?.host);
    }
  });

  test("and accepts the host key that the inventory names, and no other", async () => {
    await using server = await startSshServer();
    const facility = await facilityOf({
      facility: { id: "house", name: "House", timezone: "UTC", domain: "house.example", ssh: { user: "ana" } },
      networks: { house: { cidr: "127.0.0.0/8", class: "production" } },
      hosts: {
        "suite-01": {
          os: { family: "debian", release: "12" },
          interfaces: { lo: { network: "house", ip: "127.0.0.1" } },
          ssh: {
            port: server.port,
            host_keys: [server.hostKey.trim(), makeKey().public.trim()],
            identity_file: server.connection().identityFile,
          },
        },
      },
    });
    const folder = await folderWith({ config: renderSshConfig(facility, everyHost(facility)) });
    const connect = (): Promise<Ran> => run("ssh", ["-F", join(folder, "config"), "-o", "BatchMode=yes", "suite-01", "echo here"]);
    expect(await connect()).toMatchObject({ status: 0, stdout: "here\n" });
    server.changeHostKey(makeKey());
    const refused = await connect();
    expect([refused.status, refused.stdout]).toEqual([255, ""]);
    expect(refused.stderr).toMatch(/host key|HOST IDENTIFICATION/i);
  });
});

test("the C library finds every host by both of its names in what stands for /etc/hosts", async () => {
  for (const [, facility] of facilities) {
    const folder = await folderWith({ hosts: renderHostsFile(facility, everyHost(facility)) });
    // Of its own accord the C library takes 0x1f for an address.
    const namesOf = ({ id }: Host): readonly string[] =>
      [id, `${id}.${facility.domain}`].filter((name) => !/^(?:[0-9]+|0x[0-9a-f]+)$/.test(name));
    const names = everyHost(facility).flatMap(namesOf);
    // In a namespace of its own, where the file lies over /etc/hosts.
    const look = `mount --bind ${folder}/hosts /etc/hosts && for name; do echo "$name $(getent -s files ahosts "$name" | sed -n '1s/ .*//p')"; done`;
    const { stdout, stderr } = await run("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", look, "sh", ...names]);
    expect(stdout.trim().split("\n"), stderr).toEqual(
      everyHost(facility).flatMap((host) => namesOf(host).map((name) => `${name} ${host.interfaces[0]?.ip}`)),
    );
  }
});

describe("our reading of Ansible's inventories is Ansible's", () => {
  const fixtures = join(projectRoot, "test/fixtures/exchange/ansible");

  /** What Ansible says of every host's variables, and what we say; words for yes and no are the same to both. */
  async function bothSay(path: string): Promise<{ readonly theirs: unknown; readonly ours: unknown }> {
    const password = ["--vault-password-file", join(fixtures, "vault-password")];
    const { stdout, stderr, status } = await runTool("ansible-inventory", ["-i", path, "--list", ...password], makeFolder());
    expect(status, stderr).toBe(0);
    const { inventory, files } = await readAnsible(path);
    const ours = [...inventory.hosts.keys()].map((host) => [host, plain(variablesOf(host, inventory, files))] as const);
    return { theirs: withBooleans(listed(stdout)["_meta"]?.hostvars), ours: withBooleans(Object.fromEntries(ours)) };
  }

  // Encrypted in the fixtures, so that we don't read them.
  const encrypted = new Set(["licence_key", "ansible_become_password"]);

  const withBooleans = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
      encrypted.has(key) ? undefined : inner === "yes" ? true : inner === "no" ? false : inner,
    );

  test.for(["ini/hosts", "yaml/hosts.yml", "folder"])("for the variables of every host of %s", async (name, context) => {
    needsTools(context);
    const { theirs, ours } = await bothSay(join(fixtures, name));
    expect(ours).toEqual(theirs);
    expect(Object.keys(Object(ours)).length).toBeGreaterThan(3);
  });

  test("for which group's word counts, however groups are in each other", async (context) => {
    needsTools(context);
    for (const { groups, hosts } of fc.sample(anyGroups, { numRuns: 12, seed: 20_261_126 })) {
      const folder = await folderWith({
        hosts: groups
          .flatMap(({ name, children, members, priority }) => [
            `[${name}]`,
            ...members.map((i) => hosts[i % hosts.length] ?? ""),
            `[${name}:children]`,
            ...children,
            `[${name}:vars]`,
            `word=${name}`,
            `ansible_group_priority=${priority}`,
          ])
          .join("\n"),
      });
      await mkdir(join(folder, "group_vars"));
      for (const { name, hasFile } of groups)
        if (hasFile) await writeFile(join(folder, "group_vars", `${name}.yml`), `file: ${name}\nword: file of ${name}\n`);
      const { theirs, ours } = await bothSay(join(folder, "hosts"));
      expect(ours).toEqual(theirs);
    }
  });

  /** Groups of which each may be in those after it. */
  const anyGroups = fc.record({
    hosts: fc.constant(["a", "b", "c"]),
    groups: fc
      .array(
        fc.record({
          children: fc.array(fc.nat(5), { maxLength: 3 }),
          members: fc.array(fc.nat(2), { maxLength: 2 }),
          priority: fc.nat(3),
          hasFile: fc.boolean(),
        }),
        {
          minLength: 2,
          maxLength: 6,
        },
      )
      .map((groups) =>
        groups.map(({ children, ...group }, i) => ({
          ...group,
          name: `g${i}`,
          children: [...new Set(children.filter((child) => child < i))].map((child) => `g${child}`),
        })),
      ),
  });
});
