import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { compileSchemas, validate } from "#inventory/schema.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $ref?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly errorMessage?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: { readonly [key: string]: Schema };
}

const schemas = new Map<string, Schema>();
const all: { readonly place: string; readonly schema: Schema }[] = [];

function collect(place: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value) && !/\/(?:properties|\$defs|default|examples\/.*)$/.test(place)) all.push({ place, schema: value });
  for (const [key, inner] of Object.entries(value)) if (key !== "examples" && key !== "default") collect(`${place}/${key}`, inner);
}

beforeAll(async () => {
  for (const file of await readdir("schemas")) {
    const schema = JSON.parse(await readFile(join("schemas", file), "utf8")) as Schema;
    schemas.set(file, schema);
    collect(file, schema);
  }
});

describe("the schemas", () => {
  test("are valid JSON Schema 2020-12 and pass ajv's strict mode", () => {
    expect(() => compileSchemas({ validateSchema: true })).not.toThrow();
  });

  test("never look into data for their own rules, which $data would do", () => {
    expect(JSON.stringify([...schemas.values()])).not.toContain("$data");
  });

  test("know every key of every mapping", () => {
    const open = all.filter(({ schema }) => schema.type === "object" && schema.additionalProperties === undefined);
    expect(open.map(({ place }) => place)).toEqual([]);
  });

  test("describe every property, here or where it refers to", () => {
    const silent = all.flatMap(({ place, schema }) =>
      Object.entries(schema.properties ?? {})
        .filter(([, property]) => property.description === undefined && property.$ref === undefined)
        .map(([key]) => `${place}/${key}`),
    );
    expect(silent).toEqual([]);
  });

  test("say in words what every pattern and format allows", () => {
    const silent = all.filter(({ schema }) => (schema.pattern ?? schema.format) !== undefined && schema.errorMessage === undefined);
    expect(silent.map(({ place }) => place)).toEqual([]);
  });

  test("bound the length of every text", () => {
    const endless = all.filter(
      ({ schema }) => schema.type === "string" && schema.$ref === undefined && !("maxLength" in schema) && !("maxUtf8Bytes" in schema),
    );
    expect(endless.map(({ place }) => place)).toEqual([]);
  });

  test("say for every list without doubles what it lists, so that finding doubles takes linear time", () => {
    const slow = all.filter(({ schema }) => "uniqueItems" in schema && (schema as { items?: Schema }).items?.type === undefined);
    expect(slow.map(({ place }) => place)).toEqual([]);
  });

  test("give examples and defaults that they accept themselves", () => {
    const ajv = compileSchemas({ validateSchema: true });
    expect(ajv({})).toBe(true);
    const refused = all.flatMap(({ place, schema }) => {
      const { pattern, enum: words, examples = [] } = schema;
      const values = [...examples, ...("default" in schema ? [schema.default] : [])];
      return values
        .filter(
          (value) =>
            (pattern !== undefined && typeof value === "string" && !new RegExp(pattern, "u").test(value)) ||
            (words !== undefined && !words.includes(String(value))),
        )
        .map((value) => `${place}: ${String(value)}`);
    });
    expect(refused).toEqual([]);
  });
});

describe("defaults", () => {
  test("are filled in from the schemas alone", () => {
    const value = {
      networks: { house: { cidr: "10.0.0.0/24", class: "office" } },
      baselines: { none: { framework: "house", version: "1" }, open: { framework: "house", version: "1", firewall: {} } },
    };
    expect(validate(value)).toEqual([]);
    expect(value).toMatchInlineSnapshot(`
      {
        "baselines": {
          "none": {
            "absent_packages": [],
            "accounts": {},
            "audit_rules": [],
            "blocked_modules": [],
            "firewall": {
              "enabled": false,
              "open": [],
            },
            "framework": "house",
            "packages": [],
            "ssh": {},
            "sysctls": {},
            "time_servers": [],
            "tuning": false,
            "usbguard": false,
            "version": "1",
          },
          "open": {
            "absent_packages": [],
            "accounts": {},
            "audit_rules": [],
            "blocked_modules": [],
            "firewall": {
              "enabled": true,
              "open": [],
            },
            "framework": "house",
            "packages": [],
            "ssh": {},
            "sysctls": {},
            "time_servers": [],
            "tuning": false,
            "usbguard": false,
            "version": "1",
          },
        },
        "networks": {
          "house": {
            "cidr": "10.0.0.0/24",
            "class": "office",
            "mtu": 1500,
          },
        },
      }
    `);
  });
});
