import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, describe, it } from "vitest";
import { main } from "#cli/main.ts";
import { plain } from "#report/paint.ts";
import { inTemporaryFolder } from "../exchange/facilities.ts";

/** Types a command line and keeps what it says where. */
async function type(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const status = await main(args, {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    paint: plain,
    watched: false,
    env: {},
  });
  return { status, ...said };
}

describe("conform inventory export", () => {
  it("prints what another tool reads, and tells on stderr whose password is left out", async () => {
    const { status, out, err } = await type("inventory", "export", "ansible");
    expect(status).toBe(0);
    expect(out).toMatch(/^# Made by `conform inventory export ansible` from the inventory of lab/);
    expect(out).toContain('    suite-01:\n      ansible_host: "10.77.0.11"\n');
    expect(err).toBe("Left out, because no secret and no reference to one is exported: the sudo password of lic-01.\n");
  });

  it("answers Puppet for a host by its name in DNS", async () => {
    expect((await type("inventory", "export", "puppet-enc", "suite-01.lab.example")).out).toContain('conform_fqdn: "suite-01.lab.example"');
  });

  it("writes a file, and writes it anew", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "new/ssh_config");
      expect((await type("inventory", "export", "ssh-config", "-o", file)).out).toMatch(
        /^Wrote 5 hosts to .*ssh_config: OpenSSH's ssh_config\.$/m,
      );
      expect((await type("inventory", "export", "ssh-config", "--limit", "suite-01", "-o", file)).status).toBe(0);
      expect((await readFile(file, "utf8")).match(/^Host .*$/gm)).toEqual(["Host suite-01 suite-01.lab.example"]);
      expect(await readdir(join(folder, "new"))).toEqual(["ssh_config"]);
    });
  });

  it("writes a file for each host for Hiera", async () => {
    await inTemporaryFolder(async (folder) => {
      await type("inventory", "export", "hiera", "-o", folder);
      expect((await readdir(join(folder, "data/nodes"))).toSorted()).toEqual(
        ["lic-01", "online-01", "san-01", "suite-01", "suite-02"].map((host) => `${host}.yaml`),
      );
      expect(await readFile(join(folder, "data/common.yaml"), "utf8")).toContain('name: "Practice facility"');
    });
  });

  it("never takes the place of a file that it did not write", async () => {
    await inTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "data/nodes"), { recursive: true });
      await writeFile(join(folder, "data/nodes/suite-02.yaml"), "mine: true\n");
      const { status, err } = await type("inventory", "export", "hiera", "-o", folder);
      expect([status, err]).toEqual([1, expect.stringMatching(/suite-02\.yaml is there already, and conform did not write it/)]);
      expect(await readdir(join(folder, "data"))).toEqual(["nodes"]);
    });
  });

  it.each([
    [["ansibel"], /no format "ansibel" to export to, did you mean "ansible"\?/],
    [["hiera"], /hiera is a folder of files\nSay where to: -o FOLDER/],
    [["ansible", "suite-01"], /only puppet-enc answers for one host, not ansible\n--limit says/],
    [["puppet-enc"], /puppet-enc answers for one host\nName it/],
    [["puppet-enc", "suite-1"], /no host is called "suite-1", did you mean "suite-01"\?/],
    [["puppet-enc", "suite-01", "--limit", "suite-01"], /name either a host or --limit/],
    [["hosts", "--limit", "nobody"], /--limit: no host matches "nobody"/],
    [["hosts", "-o", "docs"], /docs can't be written: it is a folder/],
  ])("%j is told in words", async (args, words) => {
    const { status, out, err } = await type("inventory", "export", ...args);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toMatch(words);
  });
});

describe("conform inventory import", () => {
  const roster = "test/fixtures/exchange/salt/roster";

  it("makes a folder and says what it took, what it left out and why, and what conform validate says", async () => {
    await inTemporaryFolder(async (folder) => {
      const target = join(folder, "soho");
      const { status, out, err } = await type("inventory", "import", "salt-roster", roster, "-o", target);
      expect([status, err]).toEqual([0, ""]);
      expect(out).toMatch(/^Took from Salt's roster test\/fixtures\/exchange\/salt\/roster: 4 hosts\.\nLeft out:\n {2}/);
      expect(out).toContain("  passwd of grade-01: a secret; keep it outside");
      expect(out).toMatch(/^Wrote facility\.yaml, hosts\.yaml to .*soho\.$/m);
      expect(out).toMatch(/conform validate says:\n\n.*hosts\.yaml:\d+:3: host bastion-01 has no os \[missing-key\]/s);
      expect(out).toMatch(/soho is not valid: \d+ mistakes\.\n$/);
      expect((await readdir(folder)).concat(await readdir(target))).toEqual(["soho", "facility.yaml", "hosts.yaml"]);
      const again = await type("inventory", "import", "salt-roster", roster, "-o", target);
      expect([again.status, again.err]).toEqual([
        1,
        expect.stringMatching(/holds 2 files already\nName a new folder: nothing is ever overwritten/),
      ]);
    });
  });

  it("names the schema for editors by its way from the new folder", async () => {
    await inTemporaryFolder(async (folder) => {
      await type("inventory", "import", "csv", "test/fixtures/exchange/csv/assets.csv", "-o", join(folder, "soho"));
      const [, schema = ""] = /\$schema=(\S+)/.exec(await readFile(join(folder, "soho/assets.yaml"), "utf8")) ?? [];
      expect((await stat(join(folder, "soho", schema))).isFile()).toBe(true);
    });
  });

  it.each([
    [["netbx", "x"], /no format "netbx" to import from, did you mean "netbox"\?/],
    [["csv", "no-such.csv"], /no-such\.csv: this can't be read: it does not exist/],
    [["ansible", "no-such"], /no-such: there is no such file or folder/],
    [["ansible", "package.json"], /package\.json:1:1: group "name" should be a mapping/],
    [["csv", "docs"], /docs: this is a folder; a file is expected/],
  ])("%j is told in words, and leaves nothing behind", async (args, words) => {
    await inTemporaryFolder(async (folder) => {
      const { status, out, err } = await type("inventory", "import", ...args, "-o", join(folder, "new"));
      expect([status, out]).toEqual([1, ""]);
      expect(err).toMatch(words);
      expect(err).not.toMatch(/\n\s+at /);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  it("needs to be told where to", async () => {
    expect((await type("inventory", "import", "csv", "x.csv")).err).toMatch(/required option '-o, --output <folder>' not specified/);
  });
});

it.each(["export", "import"])("conform inventory %s --help gives examples", async (command) => {
  const { status, out } = await type("inventory", command, "--help");
  expect(status).toBe(0);
  expect(out).toContain(`Examples:\n  conform inventory ${command}`);
});
