import { readFile } from "node:fs/promises";

import { assert, asyncProperty } from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { chooseExport, exportFormats, secretsLeftOut } from "#exchange/export.ts";
import type { Exported } from "#exchange/export.ts";
import { isExported } from "#exchange/to/head.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { limitHosts } from "#inventory/limit.ts";
import { anyInventory, facilityOf } from "./facilities.ts";

const house = await facilityOf(parse(await readFile("test/fixtures/exchange/house.yaml", "utf8")) as object);
const hosts = [...house.hosts.values()];

const asText = (exported: Exported): string =>
  typeof exported === "string" ? exported : [...exported].map(([name, text]) => `=== ${name}\n${text}`).join("\n");

const exportedAs = (format: keyof typeof exportFormats, facility: Facility = house, limited: readonly Host[] = hosts): string =>
  asText(exportFormats[format].render(facility, limited));

describe("the house as other tools read it", () => {
  test.each(["ansible", "salt-roster", "hiera", "ssh-config", "hosts"] as const)("%s", async (format) => {
    await expect(exportedAs(format)).toMatchFileSnapshot(`../fixtures/exchange/exported/${format}`);
  });

  test("puppet-enc, for one host", async () => {
    await expect(exportedAs("puppet-enc", house, limitHosts(house, "grade-01"))).toMatchFileSnapshot(
      "../fixtures/exchange/exported/puppet-enc",
    );
  });
});

describe("an export", () => {
  const formats = ["ansible", "salt-roster", "hiera", "ssh-config", "hosts"] as const;

  test.each(formats)("%s says that it is one, so that a newer one may take its place", (format) => {
    const exported = exportFormats[format].render(house, hosts);
    for (const text of typeof exported === "string" ? [exported] : exported.values()) expect(isExported(text)).toBe(true);
    expect(isExported("Host grade-01\n")).toBe(false);
  });

  test.each(formats)("%s holds no reference to a secret", (format) => {
    expect(secretsLeftOut(hosts)).toEqual(["grade-01", "2nd-nas"]);
    expect(exportedAs(format)).not.toContain("HOUSE_SUDO_PASSWORD");
  });

  test.each(["ansible", "salt-roster", "hiera", "hosts"] as const)("%s of a few hosts names no other", (format) => {
    const text = exportedAs(format, house, limitHosts(house, "grade-01"));
    expect(text).toContain("grade-01");
    expect(text).not.toMatch(/2nd-nas|projects|^ *bastion/m);
  });

  test("ssh-config of a few hosts has those that lead to them too", () => {
    expect(exportedAs("ssh-config", house, limitHosts(house, "grade-01")).match(/^Host \S+/gm)).toEqual(["Host bastion", "Host grade-01"]);
  });

  test("puppet-enc of several hosts is refused", () => {
    expect(() => exportedAs("puppet-enc")).toThrow("puppet-enc answers for one host");
  });

  test("a format that there is not is told with the one that was meant", () => {
    expect(() => chooseExport("ansibel")).toThrow('no format "ansibel" to export to, did you mean "ansible"?');
    expect(() => chooseExport("constructor")).toThrow("no format");
  });

  test.each(["ansible", "salt-roster", "ssh-config"] as const)("%s refuses a path that OpenSSH has no way to write", async (format) => {
    const facility = await facilityOf(
      parse(
        "facility: { id: a, name: A, timezone: UTC, domain: a.example, ssh: { user: a, known_hosts: '/a/${HOME}/b' } }\nnetworks: { n: { cidr: 10.0.0.0/8, class: office } }\nhosts: { h: { os: { family: debian, release: '12' }, interfaces: { e: { network: n, ip: 10.0.0.1 } } } }",
      ) as object,
    );
    expect(() => exportedAs(format, facility, [...facility.hosts.values()])).toThrow(/host h: the path "\/a\/\$\{HOME\}\/b" holds \$\{/);
  });

  test("to Ansible refuses a host that is called like one of Ansible's own groups", async () => {
    const facility = await facilityOf({
      facility: { id: "a", name: "A", timezone: "UTC", domain: "a.example", ssh: { user: "a" } },
      networks: { n: { cidr: "10.0.0.0/8", class: "office" } },
      hosts: { all: { os: { family: "debian", release: "12" }, interfaces: { e: { network: "n", ip: "10.0.0.1" } } } },
    });
    expect(() => exportedAs("ansible", facility, [...facility.hosts.values()])).toThrow("host all can't be exported to Ansible");
  });
});

describe("whatever texts a facility has", () => {
  // Both versions, because Ansible, Salt and Puppet read 1.1 and we read 1.2.
  test.each(["1.1", "1.2"] as const)("YAML %s says the same as the inventory", { timeout: 60_000 }, async (version) => {
    await assert(
      asyncProperty(anyInventory, async (inventory) => {
        const facility = await facilityOf(inventory);
        const all = [...facility.hosts.values()];
        const [ansible, salt] = (["ansible", "salt-roster"] as const).map((format) => exportedAs(format, facility, all));
        expect(`${ansible}${salt}`).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\ufeff]/u);
        const read = (text = ""): unknown =>
          parse(text, { version, logLevel: "error", customTags: [{ tag: "!unsafe", resolve: (text: string) => text }] });
        const ids = [...facility.hosts.keys()].toSorted();
        expect(read(ansible)).toMatchObject({ all: { vars: { conform_facility: { name: facility.name } } } });
        expect(Object.keys((read(ansible) as { all: { hosts: object } }).all.hosts).toSorted()).toEqual(ids);
        expect(Object.keys(read(salt) as object).toSorted()).toEqual(ids);
      }),
      { numRuns: 40 },
    );
  });

  test("Hiera interpolates nothing", { timeout: 60_000 }, async () => {
    await assert(
      asyncProperty(anyInventory, async (inventory) => {
        const facility = await facilityOf(inventory);
        const text = exportedAs("hiera", facility, [...facility.hosts.values()]);
        expect(text.replaceAll("%{literal('%')}{", "")).not.toContain("%{");
      }),
      { numRuns: 40 },
    );
  });
});
