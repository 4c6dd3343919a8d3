import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { compileSchemas, validate } from "#inventory/schema.ts";
import { isSection, sections } from "#inventory/sections.ts";
import { writtenTypes } from "../../scripts/generate-types.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Schema };
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly errorMessage?: string;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly properties?: { readonly [key: string]: Schema };
  readonly refersTo?: string;
  readonly orElse?: string;
  readonly requiredJoined?: readonly string[];
}

interface Placed {
  readonly place: string;
  readonly file: string;
  readonly schema: Schema;
}

const schemas = new Map(
  readdirSync("schemas").map((file) => [file, JSON.parse(readFileSync(join("schemas", file), "utf8")) as Schema] as const),
);
const all: readonly Placed[] = [...schemas].flatMap(([file, schema]) => [...collect(file, file, schema)]);

function* collect(place: string, file: string, value: unknown): Generator<Placed> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value) && !/\/(?:properties|\$defs)$/.test(place)) yield { place, file, schema: value };
  for (const [key, inner] of Object.entries(value))
    if (key !== "examples" && key !== "default") yield* collect(`${place}/${key}`, file, inner);
}

/** What holds at a place: the schema there over the one that it refers to. */
function follow({ file, schema }: Pick<Placed, "file" | "schema">): Schema {
  if (schema.$ref === undefined) return schema;
  const [name = "", pointer = ""] = schema.$ref.split("#");
  const at = name === "" ? file : name;
  const target = pointer === "" ? schemas.get(at) : schemas.get(at)?.$defs?.[pointer.replace("/$defs/", "")];
  if (target === undefined) throw new Error(`${file} refers to ${schema.$ref}, which is not there`);
  return { ...follow({ file: at, schema: target }), ...schema };
}

const placesOf = (found: readonly Placed[]): readonly string[] => found.map(({ place }) => place);
const isText = ({ type }: Schema): boolean => [type].flat().includes("string");

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
    const silent = all.flatMap(({ place, file, schema: { properties = {} } }) =>
      Object.entries(properties)
        .filter(([, schema]) => follow({ file, schema }).description === undefined)
        .map(([key]) => `${place}/${key}`),
    );
    expect(silent).toEqual([]);
  });

  test("say in words what every pattern and format allows", () => {
    const silent = all.filter(({ schema }) => (schema.pattern ?? schema.format) !== undefined && schema.errorMessage === undefined);
    expect(placesOf(silent)).toEqual([]);
  });

  test("bound the length of every text, here or where it refers to", () => {
    const endless = all.filter((placed) => {
      const schema = follow(placed);
      return isText(schema) && schema.enum === undefined && !("maxLength" in schema) && !("maxUtf8Bytes" in schema);
    });
    expect(placesOf(endless)).toEqual([]);
  });

  test("say for every list without doubles what it lists, so that finding doubles takes linear time", () => {
    const slow = all.filter(({ schema }) => "uniqueItems" in schema && schema.items?.type === undefined);
    expect(placesOf(slow)).toEqual([]);
  });

  test("say the type beside a reference as it is there", () => {
    const torn = all.filter(({ file, schema }) => {
      const { type, ...rest } = schema;
      return (
        type !== undefined && schema.$ref !== undefined && ![follow({ file, schema: rest }).type ?? "string"].flat().includes(String(type))
      );
    });
    expect(placesOf(torn)).toEqual([]);
  });

  test("refer to sections that there are, with ids that are texts", () => {
    const references = all.filter(({ schema }) => schema.refersTo !== undefined);
    expect(references.length).toBeGreaterThan(50);
    expect(placesOf(references.filter(({ schema }) => !isSection(schema.refersTo)))).toEqual([]);
    expect(placesOf(references.filter((placed) => !isText(follow(placed))))).toEqual([]);
    expect(placesOf(all.filter(({ schema }) => schema.orElse !== undefined && schema.refersTo === undefined))).toEqual([]);
  });

  test("refer to ids in the form that they have", () => {
    // A host can't be called `none`, which stands in the place of one.
    const formOf = ({ pattern }: Schema): string | undefined => pattern?.replace("(?!none$)", "");
    const torn = all.filter((placed) => {
      const { refersTo } = placed.schema;
      if (!isSection(refersTo)) return false;
      const { schema: file } = sections[refersTo];
      const { propertyNames = {} } = schemas.get(file) ?? {};
      return formOf(follow(placed)) !== formOf(follow({ file, schema: propertyNames }));
    });
    expect(placesOf(torn)).toEqual([]);
  });

  test("require of an entry joined with its classes only what it has", () => {
    const joined = all.filter(({ schema }) => schema.requiredJoined !== undefined);
    expect(placesOf(joined)).toEqual(["hosts.schema.json/additionalProperties", "suites.schema.json/additionalProperties"]);
    for (const { file, schema } of joined)
      expect(Object.keys(follow({ file, schema }).properties ?? {})).toEqual(expect.arrayContaining([...(schema.requiredJoined ?? [])]));
  });

  test("show how every quantity with a unit is written", () => {
    const units = /common\.schema\.json#\/\$defs\/(?:size|rate|duration|days|bitrate|growth|power|current|voltage|length|weight|percent)$/;
    const quantities = all.filter(({ schema: { $ref = "" } }) => units.test($ref));
    expect(quantities.length).toBeGreaterThan(30);
    const untold = quantities.filter((placed) => {
      const { examples, default: otherwise } = follow(placed);
      return ![...(examples ?? []), otherwise].some((value) => /^\S+ \S+$/.test(String(value)));
    });
    expect(placesOf(untold)).toEqual([]);
  });

  test("give examples and defaults that they accept themselves", () => {
    const refused = all.flatMap((placed) => {
      const { pattern, enum: words } = follow(placed);
      const { examples = [], ...own } = placed.schema;
      const values = [...examples, ...("default" in own ? [own.default] : [])];
      return values
        .filter(
          (value) =>
            (pattern !== undefined && typeof value === "string" && !new RegExp(pattern, "u").test(value)) ||
            (words !== undefined && !words.includes(String(value))),
        )
        .map((value) => `${placed.place}: ${String(value)}`);
    });
    expect(refused).toEqual([]);
  });

  test("are what written.ts has the types of", () => {
    const target = "modules/inventory/written.ts";
    const made = execFileSync("node_modules/.bin/oxfmt", ["--stdin-filepath", target], { input: writtenTypes(), encoding: "utf8" });
    const written = readFileSync(target, "utf8").split("\n");
    const stale = made.split("\n").find((line, i) => line !== written[i]);
    expect(stale, "run: node scripts/generate-types.ts && npm run format").toBeUndefined();
  });
});

describe("defaults", () => {
  test("are filled in from the schemas alone", () => {
    const value = {
      networks: { house: { cidr: "10.0.0.0/24", class: "office" } },
      baselines: { none: { framework: "house", version: "1" }, open: { framework: "house", version: "1", firewall: {} } },
    };
    expect(validate(value)).toEqual([]);
    expect(value).toMatchObject({
      networks: { house: { mtu: 1500, internet: "deny" } },
      baselines: {
        none: { packages: [], sysctls: {}, usbguard: false, firewall: { enabled: false, open: [] } },
        open: { firewall: { enabled: true, open: [] } },
      },
    });
  });
});
