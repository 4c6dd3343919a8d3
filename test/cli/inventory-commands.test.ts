import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "#cli/main.ts";
import { sectionNames } from "#inventory/sections.ts";
import { plain } from "#report/paint.ts";

const small = path.resolve("test/fixtures/inventory/small");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "conform-edit-"));
  cpSync(small, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Types a command line about the copied inventory; the folder's name is left out of what it says. */
async function type(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const status = await main([...args, "-i", folder], {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    paint: plain,
    watched: false,
    env: {},
  });
  const short = (text: string): string => text.replaceAll(`${path.relative(process.cwd(), folder)}/`, "").replaceAll(`${folder}/`, "");
  return { status, out: short(said.out), err: short(said.err) };
}

const textOf = (name: string): string => readFileSync(path.join(folder, name), "utf8");
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const all = (): readonly string[] => readdirSync(folder).map((name) => `${name}\n${textOf(name)}`);

describe("conform inventory set", () => {
  it("changes a file in place and prints the difference", async () => {
    expect(await type("inventory", "set", "hosts/suite-03", "baseline=studio", "interfaces.eth0.ip=10.20.0.14")).toEqual({
      status: 0,
      err: "",
      out: `--- hosts.yaml
+++ hosts.yaml
@@ -11,7 +11,8 @@
     os: { release: "9.2" } # waits for the new driver
     initiator: iqn.2026-01.example.post:suite-03
     interfaces:
-      eth0: { network: house, ip: 10.20.0.13 }
+      eth0: { network: house, ip: 10.20.0.14 }
+    baseline: studio
 
   san-01:
     class: server
hosts/suite-03 is changed in hosts.yaml.
`,
    });
    expect(await type("inventory", "set", "hosts/suite-03", "baseline=studio")).toEqual({
      status: 0,
      err: "",
      out: "hosts/suite-03 says so already; nothing was written.\n",
    });
    expect((await type("validate")).status).toBe(0);
  });

  it("keeps byte order mark, line breaks and mode", async () => {
    const text = `\u{feff}${textOf("suites.yaml").replaceAll("\n", "\r\n")}`;
    write("suites.yaml", text);
    chmodSync(path.join(folder, "suites.yaml"), 0o600);
    const { status, out } = await type("inventory", "set", "suites/grade-1", "seats=2");
    expect(status).toBe(0);
    expect(out).toContain("\n+    seats: 2\n");
    expect(textOf("suites.yaml")).toBe(text.replace("hosts: [suite-01]\r\n", "hosts: [suite-01]\r\n    seats: 2\r\n"));
    expect(statSync(path.join(folder, "suites.yaml")).mode & 0o777).toBe(0o600);
  });

  it("writes nothing when the inventory would have a mistake that it doesn't have now, and shows it", async () => {
    const before = all();
    const { status, out, err } = await type("inventory", "set", "hosts/suite-03", "baseline=studo");
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(
      /^conform: hosts\.yaml:15:15: host suite-03 refers to baseline "studo", which no file describes, did you mean "studio"\?/,
    );
    expect(err).toMatch(/15 \| {5}baseline: studo\n/);
    expect(err).toMatch(/1 mistake in the inventory with this change, so nothing was written\n$/);
    expect(all()).toEqual(before);
  });

  it("is held against all cross-checks, and tells both places", async () => {
    const { status, err } = await type("inventory", "set", "hosts/suite-03", "interfaces.eth0.ip=10.20.0.11");
    expect(status).toBe(1);
    expect(err).toMatch(/hosts\.yaml:14:\d+: .*10\.20\.0\.11.*\n[^]*see hosts\.yaml:7:/);
  });

  it("goes on where there was a mistake before, as long as none comes with it", async () => {
    write("suites.yaml", textOf("suites.yaml").replace("server: san-01", "server: san-02"));
    expect((await type("inventory", "set", "suites/grade-1", "seats=2")).status).toBe(0);
    expect((await type("inventory", "rename", "volumes/projects", "work")).status).toBe(0);
    expect((await type("inventory", "set", "volumes/work", "server=san-03")).status).toBe(1);
    expect((await type("inventory", "set", "volumes/work", "server=san-01")).status).toBe(0);
    expect((await type("validate")).status).toBe(0);
  });

  it("touches nothing while a file can't be read", async () => {
    write("suites.yaml", "suites: [\n");
    const before = all();
    const { status, err } = await type("inventory", "set", "hosts/suite-03", "baseline=studio");
    expect(status).toBe(1);
    expect(err).toMatch(/suites\.yaml:.*it can't be changed before it can be read/s);
    expect(all()).toEqual(before);
  });

  it("never prints a secret in clear that it refuses", async () => {
    const { status, out, err } = await type("inventory", "set", "hosts/suite-03", "ssh.become_password=hunter2");
    expect(status).toBe(1);
    expect(out + err).not.toContain("hunter2");
  });
});

describe("conform inventory add", () => {
  it("writes a new entry after the others", async () => {
    expect(await type("inventory", "add", "suites/grade-3", "name=Grade 3", "room=2.15", "class=grade", "hosts=[suite-03]")).toEqual({
      status: 0,
      err: "",
      out: `--- suites.yaml
+++ suites.yaml
@@ -16,6 +16,12 @@
         path: /mnt/projects
         mode: ro
 
+  grade-3:
+    name: Grade 3
+    room: "2.15"
+    class: grade
+    hosts: [suite-03]
+
 volumes:
   projects:
     protocol: nfs
suites/grade-3 is new in suites.yaml.
`,
    });
  });

  it("starts a file", async () => {
    const { status, out } = await type("inventory", "add", "sites/soho", "name=Soho", "--file", "sites.yaml");
    expect({ status, out }).toEqual({
      status: 0,
      out: `--- /dev/null
+++ sites.yaml
@@ -0,0 +1,4 @@
+# yaml-language-server: $schema=../../../../schemas/inventory.schema.json
+
+sites:
+  soho: { name: Soho }
sites/soho is new in sites.yaml.
`,
    });
    expect((await type("validate")).status).toBe(0);
  });

  it.each([
    [["sites/soho", "name=Soho"], /no file has any `sites` yet\nSay which one shall: --file sites\.yaml\./],
    [["sites/soho", "name=Soho", "--file", "../sites.yaml"], /--file \.\.\/sites\.yaml: a \*\.yaml file of .* is expected/],
    [["sites/soho", "name=Soho", "--file", "sites.json"], /--file sites\.json: a \*\.yaml file of .* is expected/],
    [["hosts/suite-01"], /host suite-01 is there already: hosts\.yaml:5:3/],
    [["suites/grade-3", "name=Grade 3"], /suite grade-3 has no room/],
    [["suites/Grade_3", "name=Grade 3"], /the key "?Grade_3"? of/],
  ])("%j is refused", async (args, message) => {
    const before = all();
    const { status, err } = await type("inventory", "add", ...args);
    expect(status).toBe(1);
    expect(err).toMatch(message);
    expect(all()).toEqual(before);
  });
});

describe("conform inventory rename", () => {
  it("follows every reference, says how many places in which files, and what else says the old id", async () => {
    const before = all();
    expect(await type("inventory", "rename", "hosts/suite-03", "suite-07")).toEqual({
      status: 0,
      out: `--- hosts.yaml
+++ hosts.yaml
@@ -7,7 +7,7 @@
       eth0: { network: house, ip: 10.20.0.11 }
 
   # Rebuilt in October; its fan is loud.
-  suite-03:
+  suite-07:
     os: { release: "9.2" } # waits for the new driver
     initiator: iqn.2026-01.example.post:suite-03
     interfaces:
--- suites.yaml
+++ suites.yaml
@@ -10,7 +10,7 @@
     room: '2.15'
     class: grade
     hosts:
-      - suite-03 # the quiet one
+      - suite-07 # the quiet one
     mounts:
       - volume: projects
         path: /mnt/projects
hosts/suite-03 is now hosts/suite-07; 1 reference followed: suites.yaml (1).
`,
      err: "The old id is also written where nothing refers to the entry; that was left:\n  hosts.yaml:12\n",
    });
    await type("inventory", "rename", "hosts/suite-07", "suite-03");
    expect(all()).toEqual(before);
  });

  it("is refused for an id that is none", async () => {
    const { status, err } = await type("inventory", "rename", "hosts/suite-03", "Suite 3");
    expect(status).toBe(1);
    expect(err).toMatch(/the key "Suite 3" of .* should be an id/);
  });
});

describe("conform inventory remove", () => {
  it("names every place that refers to the entry", async () => {
    const before = all();
    const { status, err } = await type("inventory", "remove", "hosts/san-01");
    expect(status).toBe(1);
    expect(err).toBe(
      "conform: host san-01 can't go, because something refers to it:\n  suites.yaml:22:13: volume projects, server\nChange them first, then remove it.\n",
    );
    expect(all()).toEqual(before);
  });

  it("takes out what nothing refers to", async () => {
    const before = all();
    await type("inventory", "add", "hosts/suite-09", "interfaces={eth0: {network: house, ip: 10.20.0.19}}");
    const { status, out } = await type("inventory", "remove", "hosts/suite-09");
    expect(status).toBe(0);
    expect(out).toContain("-  suite-09:");
    expect(all()).toEqual(before);
  });
});

describe("a typing mistake is told with what was meant, and nothing is written", () => {
  it.each([
    [["set", "host/suite-03", "baseline=studio"], /no section "host", did you mean hosts\/suite-03\?\nSections: sites, /],
    [["set", "tested-sets/x", "kernel=6"], /no section "tested-sets", did you mean tested_sets\/x\?/],
    [["set", "hosts/suite-3", "baseline=studio"], /no host "suite-3", did you mean "suite-03"\?\nKnown: suite-01, suite-03, san-01\./],
    [["set", "suite-03", "baseline=studio"], /"suite-03" is no entry, did you mean hosts\/suite-03\?\nWrite SECTION\/ID/],
    [["set", "hosts/suite-03", "baselin=studio"], /unknown key "baselin" of host suite-03, did you mean "baseline"\?/],
    [["set", "hosts/suite-03", "baseline"], /"baseline" is no assignment\nWrite path=value/],
    [["set", "hosts/suite-03"], /missing required argument 'values'/],
    [["remove", "facility"], /an inventory has one facility, which has no id and stays/],
    [["rename", "facility", "x"], /an inventory has one facility, which has no id and stays/],
    [["remove", "hosts/"], /"hosts\/" is no entry/],
    [["show", "suite-3"], /no host "suite-3", did you mean "suite-03"\?/],
    [["show", "grade-1"], /no host is called "grade-1", but suite is: write suites\/grade-1/],
    [["show", "hosts"], /hosts is a section\nWrite one of its entries: hosts\/suite-01, /],
    [["query", "hosts["], /Expected "\]" before end of expression\n {4}hosts\[\n {10}\^/],
    [["sow", "x"], /unknown command 'sow'\n.*Did you mean/],
  ])("conform inventory %j", async (args, message) => {
    const before = all();
    const { status, out, err } = await type("inventory", ...args);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(all()).toEqual(before);
  });
});

describe("conform inventory show", () => {
  it("prints an entry with its defaults and what its classes say", async () => {
    expect((await type("inventory", "show", "suite-03")).out).toBe(`management: managed
os: { family: rhel, release: "9.2" }
interfaces:
  eth0: { network: house, ip: 10.20.0.13 }
baseline: studio
repositories: []
cards: [nvidia]
initiator: iqn.2026-01.example.post:suite-03
ssh: {}
files: {}
disks: {}
vendor_password: changed
`);
  });

  it("tells of each value who says it", async () => {
    const { out } = await type("inventory", "show", "suites/grade-1", "--explain");
    expect(out.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual(
      expect.arrayContaining([
        "KEY | VALUE | FROM",
        "name | Grade 1 | suites.yaml:3",
        "hosts | [suite-01] | suites.yaml:6",
        "software | [] | default of the schema",
        "mounts[0].path | /mnt/projects | class grade, classes.yaml:11",
        "mounts[0].mode | rw | default of the schema",
      ]),
    );
    const host = await type("inventory", "show", "hosts/suite-03", "--explain");
    expect(host.out).toMatch(/^os\.family +rhel +class all, classes\.yaml:4$/m);
    expect(host.out).toMatch(/^os\.release +"9\.2" +hosts\.yaml:11$/m);
  });

  it("tells the same as JSON", async () => {
    const { out } = await type("inventory", "show", "suite-03", "--explain", "--json");
    expect(JSON.parse(out)).toMatchObject({
      schema: "conform.entry/v1",
      entry: "hosts/suite-03",
      value: { os: { family: "rhel", release: "9.2" } },
      explained: expect.arrayContaining([
        { path: "os.family", value: "rhel", by: "class", class: "all", file: "classes.yaml", line: 4 },
        { path: "os.release", value: "9.2", by: "own", file: "hosts.yaml", line: 11 },
        { path: "management", value: "managed", by: "schema" },
      ]),
    });
  });

  it("shows a list of the entry itself as that alone: what its items leave out, no class says", async () => {
    write("suites.yaml", textOf("suites.yaml").replace("        mode: ro\n", ""));
    write("classes.yaml", textOf("classes.yaml").replace("path: /mnt/projects }", "path: /mnt/projects, mode: ro }"));
    const { out } = await type("inventory", "show", "suites/grade-2", "--explain");
    expect(out).toMatch(/^mounts\[0\]\.mode +rw +default of the schema$/m);
  });

  it("leaves secrets references, and says when the inventory has mistakes", async () => {
    write("hosts.yaml", textOf("hosts.yaml").replace("jump: suite-01", 'jump: suite-02\n      become_password: { secret: "env:SUDO" }'));
    const { status, out, err } = await type("inventory", "show", "san-01");
    expect(status).toBe(0);
    expect(out).toMatch(/become_password: { secret: env:SUDO }|secret: env:SUDO/);
    expect(err).toBe("The inventory has 1 mistake: conform validate tells.\n");
  });

  it("does not guess what an entry with a mistake of its own is", async () => {
    write("hosts.yaml", textOf("hosts.yaml").replace("ip: 10.20.0.13", "ip: 10.20.0.1300"));
    const { status, err } = await type("inventory", "show", "suite-03");
    expect(status).toBe(1);
    expect(err).toMatch(/hosts\/suite-03 has a mistake, so nobody can say what it is\n.*hosts\.yaml:14:/);
  });

  it("shows the facility", async () => {
    expect((await type("inventory", "show", "facility")).out).toMatch(/^id: small\nname: Small Post\n/);
  });
});

describe("conform inventory query", () => {
  it.each([
    ['hosts[os.release="9.4"].id', "suite-01\nsan-01\n"],
    ["$count(suites)", "2\n"],
    ["suites.{'id': id, 'hosts': hosts}", "- { id: grade-1, hosts: [suite-01] }\n- { id: grade-2, hosts: [suite-03] }\n"],
    ["facility.ssh", "user: conform\nport: 22\n"],
    ['suites["projects" in mounts.volume].name', "Grade 1\nGrade 2\n"],
  ])("%s", async (expression, out) => {
    const said = await type("inventory", "query", expression);
    expect(said).toEqual({ status: 0, err: "", out: expect.stringContaining(out) });
  });

  it("prints JSON on demand, also for nothing", async () => {
    expect(JSON.parse((await type("inventory", "query", "hosts.id", "--json")).out)).toEqual(["suite-01", "suite-03", "san-01"]);
    expect(await type("inventory", "query", 'hosts[id="x"]', "--json")).toEqual({ status: 0, out: "null\n", err: "" });
    expect(await type("inventory", "query", 'hosts[id="x"]')).toEqual({ status: 0, out: "", err: "Nothing matches.\n" });
  });

  it("answers nothing while a mistake could be missing in the answer", async () => {
    write("hosts.yaml", textOf("hosts.yaml").replace("ip: 10.20.0.13", "ip: 10.20.0.1300"));
    const { status, out, err } = await type("inventory", "query", "hosts.id");
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/hosts\.yaml:14:/);
  });
});

describe("conform graph", () => {
  it("says which suites stand still when a server is off", async () => {
    const { status, out } = await type("graph", "hosts/san-01");
    expect({ status, out }).toEqual({
      status: 0,
      out: `hosts/san-01

needs
├─ classes/server  (class)
└─ networks/house  (interfaces.eth0.network)

is needed by
└─ volumes/projects  (server)
   ├─ suites/grade-1  (mounts[0].volume)
   └─ suites/grade-2  (mounts[0].volume)

Without hosts/san-01 these stand still, unless something stands in for it:
  volumes (1): projects
  suites (2): grade-1, grade-2
`,
    });
  });

  it("names apart what only says something about the entry", async () => {
    const { out } = await type("graph", "suite-01");
    expect(out).toMatch(/\nis also named by hosts\/san-01\n/);
    expect(out).toMatch(/\n {2}suites \(1\): grade-1\n$/);
    expect((await type("graph", "suites/grade-1")).out).toMatch(/\nNothing stands still without suites\/grade-1\.\n$/);
  });

  it("says the same as JSON and as Graphviz", async () => {
    const { out } = await type("graph", "hosts/san-01", "--json");
    expect(JSON.parse(out)).toMatchObject({
      schema: "conform.graph/v1",
      entry: "hosts/san-01",
      neededBy: ["volumes/projects", "suites/grade-1", "suites/grade-2"],
      mentionedBy: [],
    });
    const dot = (await type("graph", "hosts/san-01", "--dot")).out;
    expect(dot).toContain('  "volumes/projects" -> "hosts/san-01" [label="server"];\n');
    expect(dot).not.toContain("hosts/suite-01");
    expect((await type("graph")).out).toContain('  "hosts/san-01" -> "hosts/suite-01" [label="ssh.jump", style=dashed];\n');
  });

  it.each([
    [["graph", "hosts/san-1"], /no host "san-1", did you mean "san-01"\?/],
    [["graph", "--dot", "--json"], /'--dot' cannot be used with option '--json'/],
  ])("conform %j is refused", async (args, message) => {
    const { status, err } = await type(...args);
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });
});

describe("conform hosts --group", () => {
  const hostsIn = (out: string): readonly string[] =>
    out
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(" ")[0] ?? "");

  it("lists the hosts of a group, also together with --limit", async () => {
    expect(hostsIn((await type("hosts", "--group", "grade")).out)).toEqual(["suite-01", "suite-03"]);
    expect(hostsIn((await type("hosts", "--group", "grade", "--limit", "!suite-01")).out)).toEqual(["suite-03"]);
  });

  it.each([
    [["--group", "grad"], /--group: no group is called "grad", did you mean "grade"\?\nGroups are: /],
    [["--group", "projects", "--limit", "suite-*"], /--limit suite-\* leaves no host of group projects/],
  ])("%j is refused", async (args, message) => {
    const { status, err } = await type("hosts", ...args);
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });
});

describe("docs/inventory.md", () => {
  const page = readFileSync("docs/inventory.md", "utf8");

  it("shows what the commands really say", async () => {
    expect(page).toContain((await type("inventory", "show", "suite-03", "--explain")).out);
    expect(page).toContain((await type("graph", "hosts/san-01")).out.split("\n\n").at(-1));
  });

  it("has commands that work one after the other", async () => {
    const block = /## Changing it by command\n\n```\n([^`]*)```/.exec(page)?.[1] ?? "";
    const [set = "", add = "", rename = ""] = block.split("\n");
    for (const line of [set, add, rename]) {
      const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
      expect(await type(...words.slice(1))).toMatchObject({ status: 0 });
    }
  });

  it("names every section", () => {
    const named = /## What it describes\n([^]*?)\n## /.exec(page)?.[1] ?? "";
    expect(sectionNames.filter((section) => !named.includes(`\`${section}\``))).toEqual([]);
  });
});

it.each([
  ["inventory", "set"],
  ["inventory", "add"],
  ["inventory", "rename"],
  ["inventory", "remove"],
  ["inventory", "show"],
  ["inventory", "query"],
  ["graph"],
])("conform %s %s --help gives examples", async (...command) => {
  const { status, out } = await type(...command, "--help");
  expect(status).toBe(0);
  expect(out).toContain(`Examples:\n  conform ${command.join(" ")}`);
});
