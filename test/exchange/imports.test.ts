import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { expandRanges } from "#exchange/from/ansible/ranges.ts";
import { renderDraft } from "#exchange/from/draft-text.ts";
import { kindOfGear, systemOf } from "#exchange/from/gear.ts";
import { idFrom, roomIdFrom } from "#exchange/from/ids.ts";
import { plain } from "#exchange/from/plain.ts";
import { networkOf } from "#exchange/from/subnet.ts";
import { readImport } from "#exchange/import.ts";
import { describeLeftOut } from "#exchange/report.ts";
import { writeFolder } from "#exchange/write.ts";
import { loadInventory } from "#inventory/load.ts";
import { renderFinding } from "#inventory/render.ts";
import { inTemporaryFolder } from "./facilities.ts";

/** All that an import makes of something: the files of the new inventory, and what was left out. */
async function importedText(format: string, path: string): Promise<string> {
  const { draft, source } = await readImport(format, path, "house");
  const files = [...renderDraft(draft, "inventory.schema.json", source)].map(([name, text]) => `=== ${name}\n${text}`);
  return [...files, "=== left out", ...describeLeftOut(draft.leftOut), ""].join("\n");
}

/** The same for files of a test's own. The path is the only one, or the one that is called so. */
async function importedFrom(format: string, files: Readonly<Record<string, string>>, path = Object.keys(files)[0] ?? ""): Promise<string> {
  return await inTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const told = (text: string): string => text.replaceAll(`${folder}/`, "").replaceAll(folder, "the folder");
    try {
      return told(await importedText(format, join(folder, path)));
    } catch (thrown) {
      throw thrown instanceof Error ? new Error(told(thrown.message)) : thrown;
    }
  });
}

describe("what was recorded of other tools becomes an inventory with its gaps marked", () => {
  test.each([
    { format: "ansible", path: "ansible/ini/hosts", expected: "ansible-ini" },
    { format: "ansible", path: "ansible/yaml/hosts.yml", expected: "ansible-yaml" },
    { format: "ansible", path: "ansible/folder", expected: "ansible-folder" },
    { format: "salt-roster", path: "salt/roster", expected: "salt-roster" },
    { format: "salt-pillar", path: "salt/pillar", expected: "salt-pillar" },
    { format: "netbox", path: "netbox", expected: "netbox" },
    { format: "csv", path: "csv/assets.csv", expected: "csv" },
  ])("$format, $path", async ({ format, path, expected }) => {
    await expect(await importedText(format, `test/fixtures/exchange/${path}`)).toMatchFileSnapshot(
      `../fixtures/exchange/imported/${expected}`,
    );
  });

  test.each([
    { format: "ansible", path: "ansible/ini/hosts" },
    { format: "salt-roster", path: "salt/roster" },
    { format: "netbox", path: "netbox" },
    { format: "csv", path: "csv/assets.csv" },
  ])("and of $path our own checks say only what is missing", async ({ format, path }) => {
    const { draft, source } = await readImport(format, `test/fixtures/exchange/${path}`, "house");
    await inTemporaryFolder(async (folder) => {
      await writeFolder(join(folder, "new"), renderDraft(draft, "schema", source));
      const { findings } = await loadInventory(join(folder, "new"));
      expect(findings.filter(({ id }) => id !== "missing-key").map(renderFinding)).toEqual([]);
      expect(findings.length).toBeGreaterThan(2);
    });
  });
});

describe("no secret comes in", () => {
  test.each([
    { format: "ansible", file: "hosts", text: "a ansible_password=Hunter2! db_pass=Hunter2! api_token=Hunter2! tls_private_key=Hunter2!" },
    {
      format: "ansible",
      file: "hosts.yml",
      text: "all:\n  hosts:\n    a:\n      innocent: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        Hunter2!\n",
    },
    {
      format: "ansible",
      file: "hosts.yml",
      text: "all:\n  hosts:\n    a:\n      tls:\n        key: |\n          -----BEGIN PRIVATE KEY-----\n          Hunter2!\n",
    },
    { format: "salt-roster", file: "roster", text: "a: { host: 10.0.0.1, passwd: Hunter2!, priv_passwd: Hunter2! }" },
    { format: "salt-pillar", file: "pillar.yaml", text: "a: { mysql: { root: { password: Hunter2! } } }" },
  ])("$format: $text", async ({ format, file, text }) => {
    const imported = await importedFrom(format, { [file]: text });
    expect(imported).not.toContain("Hunter2");
    expect(imported).toMatch(/a secret; keep it outside/);
  });
});

describe("ranges of Ansible count as Ansible does", () => {
  test.each([
    { pattern: "host", hosts: ["host"] },
    { pattern: "host[01:03]", hosts: ["host01", "host02", "host03"] },
    { pattern: "host[8:10]", hosts: ["host8", "host9", "host10"] },
    { pattern: "db-[a:c].x", hosts: ["db-a.x", "db-b.x", "db-c.x"] },
    { pattern: "n[0:10:5]", hosts: ["n0", "n5", "n10"] },
    { pattern: "n[:2]", hosts: ["n0", "n1", "n2"] },
    { pattern: "r[1:2]-u[a:b]", hosts: ["r1-ua", "r1-ub", "r2-ua", "r2-ub"] },
  ])("$pattern", ({ pattern, hosts }) => {
    expect(expandRanges(pattern)).toEqual(hosts);
  });

  test.each([
    { pattern: "h[1:", message: /not closed/ },
    { pattern: "h[1]", message: /is no range/ },
    { pattern: "h[5:1]", message: /ends before it begins/ },
    { pattern: "h[01:100]", message: /same number of digits/ },
    { pattern: "h[1:2:0]", message: /is no range/ },
    { pattern: "h[ab:cd]", message: /neither numbers nor letters/ },
    { pattern: "h[1:999999999]", message: /more than 20000 hosts/ },
    { pattern: "h[1:200][1:200]", message: /more than 20000 hosts/ },
  ])("$pattern is refused", ({ pattern, message }) => {
    expect(() => expandRanges(pattern)).toThrow(message);
  });
});

describe("a mistake in another tool's file is told with its line", () => {
  test.each([
    {
      format: "ansible",
      file: "hosts",
      text: "a\n[grp:childs]\n",
      message: "hosts:2: the section [grp:childs] is of no kind that Ansible knows; there are hosts, children and vars",
    },
    {
      format: "ansible",
      file: "hosts",
      text: "a\n[a b]\n",
      message: 'hosts:2: "[a b]" is no section; its name has no spaces and no colons',
    },
    { format: "ansible", file: "hosts", text: "a x\n", message: 'hosts:1: "x" is no variable; they are as in key=value' },
    { format: "ansible", file: "hosts", text: "a x='1\n", message: "hosts:1: a quote is not closed" },
    { format: "ansible", file: "hosts", text: "[g]\na[1:3\n", message: 'hosts:2: the range in "a[1:3" is not closed by ]' },
    { format: "ansible", file: "hosts", text: "[g:vars]\nx=1\n", message: "hosts:1: [g:vars] is for a group that no section declares" },
    {
      format: "ansible",
      file: "hosts",
      text: "[g:children]\nh\n",
      message: 'hosts:2: [g:children] names the group "h", which no section declares',
    },
    {
      format: "ansible",
      file: "hosts",
      text: "[g:children]\nh\n[h:children]\ng\n",
      message: 'hosts:4: group "g" in group "h" would make it contain itself',
    },
    { format: "ansible", file: "hosts", text: "[g:vars]\nx\n[g]\n", message: "hosts:2: a variable is expected here, as in key=value" },
    {
      format: "ansible",
      file: "hosts",
      text: "#!/usr/bin/env python3\n",
      message: "hosts: this is a program that prints an inventory; programs are not run",
    },
    {
      format: "ansible",
      file: "hosts.ini",
      text: "---\nall:\n",
      message: "hosts.ini:1: this starts like YAML, but the file's name has no .yml or .yaml at its end",
    },
    {
      format: "ansible",
      file: "i.yml",
      text: "plugin: aws_ec2\n",
      message: "i.yml: this tells a plugin of Ansible's where to look for hosts; plugins are not run",
    },
    { format: "ansible", file: "i.yml", text: "- hosts: all\n", message: "i.yml: this is no mapping of groups, as an inventory is" },
    { format: "ansible", file: "i.yml", text: "all:\n  hosts: [a]\n", message: "i.yml:2:3: the hosts of this group should be a mapping" },
    {
      format: "ansible",
      file: "i.yml",
      text: "all:\n  hosts:\n    a: 1\n",
      message: 'i.yml:2:3: host "a" should be a mapping of its variables, or empty',
    },
    { format: "ansible", file: "i.yml", text: "all:\n  hosts:\n    a:\n   b:\n", message: /^i\.yml:3:\d+: this is not YAML/ },
    {
      format: "ansible",
      file: "i.yml",
      text: "all: !!python/object:os.system {}\n",
      message: "i.yml:1:6: a tag that is not read; only !vault and !unsafe are",
    },
    { format: "ansible", file: "i.toml", text: "[all]\n", message: "i.toml: inventories in TOML are not read" },
    { format: "ansible", file: "i.yml", text: "{}\n", message: "i.yml: Ansible's inventory describes nothing that an inventory has" },
    {
      format: "salt-roster",
      file: "roster",
      text: "{% for i in x %}\n",
      message: "roster:1: Jinja starts here, which only Salt can render",
    },
    { format: "salt-roster", file: "roster", text: "#!py\n", message: 'roster:1: this is for Salt\'s renderer "py"; only YAML is read' },
    {
      format: "salt-roster",
      file: "roster",
      text: "a: [x]\n",
      message: 'roster:1:1: minion "a" should be a mapping with its host, or the host alone',
    },
    { format: "netbox", file: "n.json", text: '{"devices": [\n{"id": 1, "name": "a"},,]}', message: "n.json:2:24: this is not JSON" },
    { format: "netbox", file: "n.json", text: "[]", message: "n.json: there is no list of NetBox's API" },
    {
      format: "netbox",
      file: "n.json",
      text: '{"devices": {"count": 120, "next": "http://x/?offset=50", "results": []}}',
      message: /^n\.json: devices: this is one page of many: 0 of 120/,
    },
    { format: "csv", file: "a.csv", text: "", message: "a.csv: the file is empty; a header is expected in its first line" },
    { format: "csv", file: "a.csv", text: "name,model\nx,y\n", message: 'a.csv:1: no column holds the tag of the asset: "name", "model"' },
    { format: "csv", file: "a.csv", text: "tag,make,vendor\n", message: 'a.csv:1: the columns "make" and "vendor" both mean vendor' },
    { format: "csv", file: "a.csv", text: 'tag,model\na,"x\nb,y\n', message: /^a\.csv:\d+: a quote is not closed/ },
    { format: "csv", file: "a.csv", text: "tag\na,b\n", message: "a.csv:2: this row has more cells than the header" },
  ])("$format: $text", async ({ format, file, text, message }) => {
    await expect(importedFrom(format, { [file]: text })).rejects.toThrow(message);
  });

  test("also in the files of variables beside it", async () => {
    const files = { hosts: "a\n", "group_vars/all.yml": "- x\n" };
    await expect(importedFrom("ansible", files)).rejects.toThrow("group_vars/all.yml: a mapping of variables is expected");
  });

  test("a format that there is not is told with the one that was meant", async () => {
    await expect(readImport("netbx", "x", "house")).rejects.toThrow('no format "netbx" to import from, did you mean "netbox"?');
  });
});

describe("of hosts that Ansible knows", () => {
  const hosts = async (text: string): Promise<string> => {
    const imported = await importedFrom("ansible", { hosts: text });
    return imported.slice(imported.indexOf("hosts:\n"), imported.indexOf("=== left out"));
  };

  test("what all say is said once, at the facility", async () => {
    const imported = await importedFrom("ansible", {
      hosts: "a ansible_user=ops ansible_port=22\nb ansible_user=ops ansible_port=2222\nc ansible_user=sam ansible_port=22\n",
    });
    expect(imported).toMatch(/ssh:\n +user: ops\n +port: 22\n/);
    expect(imported).toContain("ssh: { address: a }");
    expect(imported).toContain("ssh: { address: b, port: 2222 }");
    expect(imported).toContain("ssh: { address: c, user: sam }");
  });

  test("what some don't say is not said for all", async () => {
    expect(await hosts("a ansible_user=ops\nb\n")).toMatch(/address: a, user: ops/);
  });

  test("one that shares an address with another is told from it by its port", async () => {
    const text =
      "gate ansible_host=192.0.2.1 ansible_port=22\nweb ansible_host=192.0.2.1 ansible_port=2222\nx ansible_ssh_common_args='-J 192.0.2.1:2222'\n";
    expect(await hosts(text)).toMatch(/address: x, jump: web/);
  });

  test("a way that leads over nobody we know is left out", async () => {
    expect(await importedFrom("ansible", { hosts: "x ansible_ssh_common_args='-J ops@far.example'\n" })).toContain(
      "the way through ops@far.example of x: no host is called so or has this address",
    );
  });

  test("a template is left out, and text that is none is taken", async () => {
    const text = 'all:\n  hosts:\n    a: { ansible_user: "{{ x }}", ansible_host: !unsafe "10.0.0.1" }\n';
    const imported = await importedFrom("ansible", { "i.yml": text });
    expect(imported).toContain("ansible_user of a: a template, which only Ansible can fill in");
    expect(imported).toContain("address: 10.0.0.1");
  });

  test("two of the same id are not made one", async () => {
    const imported = await importedFrom("ansible", { hosts: "db_1\ndb-1\nDB_1\nweb.a.example\nweb.b.example\n" });
    expect(imported).toMatch(/^ {2}db-1:/m);
    expect(imported).toMatch(/^ {2}web:/m);
    expect(imported).toMatch(/^ {2}web-b-example:/m);
    expect(imported).toContain("host db_1, host DB_1: its name makes no id, or one that another host has");
  });
});

test("a list of thousands becomes files that our own reader can take", async () => {
  const rows = Array.from({ length: 4500 }, (_, i) => `a-${i},switch`);
  const imported = await importedFrom("csv", { "a.csv": `tag,kind\n${rows.join("\n")}\n` });
  expect(imported.match(/^=== .*$/gm)).toEqual([
    "=== facility.yaml",
    "=== assets.yaml",
    "=== assets-2.yaml",
    "=== assets-3.yaml",
    "=== left out",
  ]);
  expect(imported.match(/^ {2}a-\d+:$/gm)).toHaveLength(4500);
});

describe("names of other tools as ids of ours", () => {
  test.each([
    ["WS-0042", "ws-0042"],
    ["Schnittplatz Süd", "schnittplatz-sud"],
    ["a--b", "a--b"],
    ["--", undefined],
    ["日本", undefined],
    ["x".repeat(70), "x".repeat(63)],
  ])("%s", (name, id) => {
    expect(idFrom(name)).toBe(id);
  });

  test.each([
    ["2.14", "2.14"],
    ["MR 1", "mr-1"],
    ["..", undefined],
  ])("the room %s", (name, id) => {
    expect(roomIdFrom(name)).toBe(id);
  });
});

test.each([
  ["Edit Workstations", "workstation"],
  ["core-switch", "switch"],
  ["Patch panel", "patch-panel"],
  ["Switches", "switch"],
  ["Zero-U PDU", "pdu"],
  ["Grandmaster", "clock"],
  ["Coffee machine", undefined],
  ["", undefined],
])("gear that is called %s", (name, kind) => {
  expect(kindOfGear(name)).toBe(kind);
});

test.each([
  ["Rocky Linux 9.4", { family: "rhel", release: "9.4" }],
  ["Ubuntu 22.04 LTS", { family: "debian", release: "22.04" }],
  ["Debian GNU/Linux 12 (bookworm)", { family: "debian", release: "12" }],
  ["Red Hat Enterprise Linux 8.10", { family: "rhel", release: "8.10" }],
  ["rocky-9-4", { family: "rhel" }],
  ["Ubuntu", { family: "debian" }],
  ["Windows 11 Pro", undefined],
  ["macOS 14.1", undefined],
])("a system that is called %s", (name, os) => {
  expect(systemOf(name)).toEqual(os);
});

test.each([
  ["10.20.0.11/24", { ip: "10.20.0.11", cidr: "10.20.0.0/24" }],
  ["10.20.41.11/19", { ip: "10.20.41.11", cidr: "10.20.32.0/19" }],
  ["192.0.2.1/32", { ip: "192.0.2.1", cidr: "192.0.2.1/32" }],
  ["192.0.2.1/0", { ip: "192.0.2.1", cidr: "0.0.0.0/0" }],
  ["fd00:20::1:11/64", { ip: "fd00:20::1:11", cidr: "fd00:20::/64" }],
  ["10.20.0.11", undefined],
  ["10.20.0.11/33", undefined],
  ["10.20.0.999/24", undefined],
])("the network of %s", (text, network) => {
  expect(networkOf(text)).toEqual(network);
});

describe("a folder of another tool that means harm", () => {
  test("gains nothing by a host that is called like a way out of it", async () => {
    const imported = await importedFrom(
      "ansible",
      { "in/hosts": "../../etc/passwd\n..\n/etc/passwd\n", "etc/passwd": "x: 1\n" },
      "in/hosts",
    );
    expect(imported).not.toContain("x of");
  });

  test("and by a circle of links is told so", async () => {
    await inTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "i/group_vars/all"), { recursive: true });
      await writeFile(join(folder, "i/hosts"), "a\n");
      await symlink("..", join(folder, "i/group_vars/all/again"));
      await expect(importedText("ansible", join(folder, "i"))).rejects.toThrow(/nested deeper than 8 levels; is there a circle of links/);
    });
  });

  test("makes nobody wait at a pipe", async () => {
    await expect(importedText("csv", "/dev/null")).rejects.toThrow("/dev/null: this is no regular file; a file is expected");
  });

  test.each([
    { it: "a bomb of aliases", text: `a: &a [${"x,".repeat(4000)}]\nb: [${"*a,".repeat(90)}]\n`, message: /too many values/ },
    { it: "an alias that contains itself", text: "all: &a\n  hosts: *a\n", message: /would contain itself/ },
    { it: "lists 100,000 deep", text: "[".repeat(100_000), message: /nested deeper/ },
    { it: "a merge of something else", text: "all: { <<: 1 }\n", message: "i.yml:1:8: << merges a mapping, or a list of mappings" },
  ])("$it is refused", async ({ text, message }) => {
    await expect(importedFrom("ansible", { "i.yml": text })).rejects.toThrow(message);
  });

  test.each([
    {
      format: "ansible",
      file: "i.yml",
      text: "__proto__: { hosts: { __proto__: { polluted: yes, ansible_user: x }, constructor: { ansible_port: 22 } } }\n",
    },
    { format: "ansible", file: "hosts", text: "[__proto__]\n__proto__ polluted=yes\nconstructor __proto__=x\n" },
    {
      format: "ansible",
      file: "i.yml",
      text: "all: { hosts: { a: { conform_groups: [], conform_interfaces: { __proto__: { polluted: yes } }, conform_networks: { __proto__: { polluted: yes }, x: { __proto__: { polluted: yes } } } } } }\n",
    },
    {
      format: "netbox",
      file: "n.json",
      text: '{"__proto__": {"polluted": 1}, "devices": [{"id": 1, "name": "__proto__", "__proto__": {"polluted": 1}}], "sites": [{"id": 1, "slug": "constructor", "name": "x"}]}',
    },
    { format: "csv", file: "a.csv", text: "tag,room,__proto__\n__proto__,constructor,x\n" },
  ])("names that mean something to JavaScript mean nothing in $format: $text", async ({ format, file, text }) => {
    const imported = await importedFrom(format, { [file]: text });
    expect(imported).not.toContain("polluted: ");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("and are no keys of data that is taken", () => {
    expect(
      Object.keys(
        Object(
          plain(
            new Map([
              ["__proto__", 1],
              ["constructor", 2],
              ["eth0", 3],
            ]),
          ),
        ),
      ),
    ).toEqual(["eth0"]);
  });

  test("no text of it ends a comment", async () => {
    const imported = await importedFrom("csv", { "a.csv": 'tag,type,status\na,"x\nevil: 1","y\r\nevil: 2"\n' });
    expect(imported).not.toMatch(/^\s*evil/m);
  });
});
