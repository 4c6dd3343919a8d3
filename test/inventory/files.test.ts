import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { UserError } from "#core/errors.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import { loadInventory, openFacility } from "#inventory/load.ts";
import { renderFinding } from "#inventory/render.ts";
import { house, houseWith, inFolder, load, mistakesIn } from "./house.ts";

describe("an inventory folder", () => {
  test("may hold its sections in any files, .yaml and .yml", async () => {
    const [facility = "", rest = ""] = house.split(/(?=^networks:)/m);
    const loaded = await load({ "b.yaml": facility, "a.yml": rest, "notes.txt": "{", ".hidden.yaml": "{", "empty.yaml": "# soon\n" });
    expect(loaded).toHaveProperty("facility.id", "house");
  });

  test("that is not there, empty, or a file is one clear mistake", async () => {
    expect(await mistakesOf("no/such/folder")).toBe("no/such/folder: there is no such folder [no-folder]");
    expect(await mistakesOf("package.json")).toBe("package.json: this is a file; an inventory is a folder of *.yaml files [no-folder]");
    expect(await mistakesIn({})).toBe("the folder: the folder holds no *.yaml file [no-files]");
  });

  test("without a facility says so", async () => {
    expect(await mistakesIn({ "a.yaml": "networks: {}\n" })).toMatchInlineSnapshot(`
      "the folder: no file of the folder has a \`facility\` [no-facility]
          Describe it in one of them: id, name, timezone, domain and ssh."
    `);
  });

  test("that describes something twice names both places", async () => {
    const [facility = ""] = house.split(/(?=^networks:)/m);
    const again = `${facility.replace("id: house", "id: other")}networks: { house: { cidr: 10.1.0.0/24, class: office } }\n`;
    expect(await mistakesIn({ "a.yaml": house, "b.yaml": again })).toMatchInlineSnapshot(`
      "b.yaml:1:1: the facility is described twice [duplicate-id]
          1 | facility:
            | ^
          see a.yaml:1:1
      b.yaml:14:13: network house is described twice [duplicate-id]
          14 | networks: { house: { cidr: 10.1.0.0/24, class: office } }
             |             ^
          see a.yaml:15:3"
    `);
  });

  test("with a whole inventory in it twice says so of every entry", async () => {
    const { findings } = await load({ "a.yaml": house, "b.yaml": house });
    expect(findings.map(({ file, line, related }) => [file, line, related])).toEqual(
      findings.map(({ line, column }) => ["b.yaml", line, { file: "a.yaml", line, column }]),
    );
    expect(findings).toHaveLength(22);
  });

  test("shows every mistake of every file at once, in order", async () => {
    const text = houseWith(["mode: ro }", "mode: r0 }"], ["2 TB", "2"]);
    expect(await mistakesIn({ "b.yaml": text, "a.yaml": "hots: {}\n", "c.yaml": "- a\n" })).toMatchInlineSnapshot(`
      "a.yaml:1:1: unknown key "hots", did you mean "hosts"? [unknown-key]
          1 | hots: {}
            | ^
          Known keys: facility, sites, rooms, racks, assets, cables, routers, networks, switches, firewall_intents, clocks, classes, hosts, suites, storage_systems, volumes, project_databases, licence_servers, licences, reservations, software, tested_sets, repositories, baselines, exceptions, bookings, windows, freezes, faults, maintenance_tasks.
      b.yaml:60:54: mode is "r0"; it should be one of ro, rw, did you mean "ro"? [bad-value]
          60 |       - { volume: library, path: /mnt/library, mode: r0 }
             |                                                      ^
      b.yaml:77:15: capacity is 2; it should be a size with its unit, as in "2 TB" or "512 GiB" [wrong-type]
          77 |     capacity: 2
             |               ^
      c.yaml:1:1: the file is a list; it should be a mapping (key: value) [wrong-type]
          1 | - a
            | ^"
    `);
  });

  test("does not miss what stands in a faulty entry or behind a key that is there twice", async () => {
    const text = houseWith(['    room: "2.14"\n', '    room: "2.14"\n    room: "2.14"\n'], ["    gid: 3000\n", ""]);
    const messages = await mistakesIn({ "a.yaml": text });
    expect(messages.match(/^a\.yaml.*$/gm)).toEqual([
      'a.yaml:54:5: the key "room" is here twice [duplicate-key]',
      "a.yaml:71:3: volume projects has no gid [missing-key]",
    ]);
  });

  test("keeps still about references while a file can't be read", async () => {
    const text = houseWith(["baseline: studio", "baseline: other"]);
    expect(await mistakesIn({ "a.yaml": text, "b.yaml": "baselines: {" })).not.toContain("other");
    expect(await mistakesIn({ "a.yaml": text, "b.yaml": Buffer.from([0xff]) })).toBe(
      "b.yaml: the file is not UTF-8 [not-utf8]\n    Save it as UTF-8 in your editor.",
    );
  });
});

describe("a file of an inventory", () => {
  test("is UTF-8", async () => {
    expect(await mistakesIn({ "a.yaml": Buffer.from("facility: {name: caf\xe9}", "latin1") })).toMatchInlineSnapshot(`
      "a.yaml: the file is not UTF-8 [not-utf8]
          Save it as UTF-8 in your editor."
    `);
    expect(await mistakesIn({ "a.yaml": Buffer.from("facility: {}", "utf16le") })).toContain("is this UTF-16 or no text at all?");
  });

  test("may start with a byte order mark and have CRLF line ends", async () => {
    expect(await load({ "a.yaml": `\ufeff${house.replaceAll("\n", "\r\n")}` })).toHaveProperty("facility.id", "house");
  });

  test("is a file, is there, and has at most 4 MiB", async () => {
    await inFolder({ "big.yaml": Buffer.alloc(4 * 1024 * 1024 + 1, "#") }, async (folder) => {
      await mkdir(join(folder, "a.yaml"));
      await symlink("nowhere", join(folder, "gone.yaml"));
      expect((await mistakesOf(folder)).replaceAll(`${folder}/`, "")).toMatchInlineSnapshot(`
        "a.yaml: this is a folder; a file is expected [unreadable-file]
        big.yaml: the file has 4194305 bytes; at most 4194304 are allowed: split it [yaml-size]
        gone.yaml: the file can't be read: it does not exist [unreadable-file]"
      `);
    });
  });
});

describe("a vendor file", () => {
  const withVendorFile = houseWith([
    "    port: 27000\n",
    "    port: 27000\n    vendor_files: [{ source: vendor/lmgrd, path: /opt/lmgrd }]\n",
  ]);

  test("lies in the inventory folder and is named by its real path", async () => {
    await inFolder({ "a.yaml": withVendorFile }, async (folder) => {
      await mkdir(join(folder, "vendor"));
      await writeFile(join(folder, "vendor/lmgrd-11"), "");
      await symlink("lmgrd-11", join(folder, "vendor/lmgrd"));
      const { licenceServers } = await openFacility(folder);
      expect(licenceServers.get("house-flexnet")?.vendorFiles).toEqual([
        { source: join(folder, "vendor/lmgrd-11"), path: "/opt/lmgrd", mode: "0644" },
      ]);
    });
  });

  test("may not be a link that leads out of it", async () => {
    await inFolder({ "a.yaml": withVendorFile }, async (folder) => {
      await mkdir(join(folder, "vendor"));
      await symlink("/etc/passwd", join(folder, "vendor/lmgrd"));
      expect(await mistakesOf(folder)).toContain('"vendor/lmgrd" leads out of the inventory folder');
      expect(await mistakesOf(folder)).not.toContain("/etc/passwd");
    });
  });

  test("is a regular file", async () => {
    await inFolder({ "a.yaml": withVendorFile }, async (folder) => {
      await mkdir(join(folder, "vendor/lmgrd"), { recursive: true });
      expect(await mistakesOf(folder)).toContain('"vendor/lmgrd" is not a regular file');
    });
  });
});

test("opening a faulty inventory throws all findings as one message for the user", async () => {
  await inFolder({ "a.yaml": "hots: {}\n" }, async (folder) => {
    await expect(openFacility(folder)).rejects.toThrow(UserError);
    await expect(openFacility(folder)).rejects.toThrow(/unknown key "hots", did you mean "hosts"\?[^]*2 mistakes in the inventory/);
  });
});

test("a check of the domain reports in terms of keys, and its finding has the place", async () => {
  await inFolder({ "a.yaml": house }, async (folder) => {
    const full = crossCheck({ full: "a volume has room" }, ({ volumes }) =>
      [...volumes.keys()].map((id) => ({ id: "full", path: ["volumes", id, "capacity"], message: `volume ${id} is full` })),
    );
    const loaded = await loadInventory(folder, { checks: [full] });
    expect(loaded).toHaveProperty("findings.0", {
      id: "full",
      severity: "error",
      file: join(folder, "a.yaml"),
      line: 77,
      column: 15,
      message: "volume projects is full",
      excerpt: "    capacity: 2 TB",
    });
  });
});

async function mistakesOf(folder: string): Promise<string> {
  const { findings } = await loadInventory(folder);
  return findings.map(renderFinding).join("\n");
}
