import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, Options, ValidateFunction } from "ajv/dist/2020.js";

import { isAddress, isCidr, isHostAddress } from "#inventory/addresses.ts";
import { isDate, isMoment } from "#inventory/days.ts";
import { isMapping } from "#inventory/mapping.ts";
import type { Mapping } from "#inventory/mapping.ts";
import { isSection, sections } from "#inventory/sections.ts";
import { isTimezone } from "#inventory/timezones.ts";
import { isBaseUrl, isProxy, isUrl } from "#inventory/urls.ts";

/** As much of a schema as we look at ourselves. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly requiredJoined?: readonly string[];
  readonly $defs?: { readonly [name: string]: Schema };
  /** The section whose ids stand here, and a word that may stand here instead. */
  readonly refersTo?: string;
  readonly orElse?: string;
}

const folder = join(import.meta.dirname, "../../schemas");
const others = ["common.schema.json", "facility.schema.json", "mounts.schema.json"];

/** Every schema of an inventory by its file, besides the one that joins them. */
export function readSchemas(): ReadonlyMap<string, Schema> {
  schemas ??= new Map([...others, ...Object.values(sections).map(({ schema }) => schema)].map((file) => [file, readSchema(file)]));
  return schemas;
}

let schemas: ReadonlyMap<string, Schema> | undefined;

export const readSchema = (file: string): Schema => JSON.parse(readFileSync(join(folder, file), "utf8")) as Schema;

/**
 * Says what is wrong with the data of an inventory, and fills in the defaults of what it leaves out:
 * the schemas are the one place where defaults stand.
 */
export function validate(inventory: Mapping): readonly ErrorObject[] {
  return Object.entries(inventory).flatMap(([name, value]) => {
    const isValid = isEmptySection(name, value) ? undefined : validatorOf(name);
    const place = { instancePath: `/${name}`, parentData: inventory, parentDataProperty: name, rootData: inventory, dynamicAnchors: {} };
    return isValid === undefined || isValid(value, place) ? [] : (isValid.errors ?? []);
  });
}

const isEmptySection = (name: string, value: unknown): boolean => isSection(name) && isMapping(value) && Object.keys(value).length === 0;

/** Compiled when it is first needed: most inventories have a part of the sections only, and every command starts with this. */
function validatorOf(name: string): ValidateFunction | undefined {
  if (name === "facility") return ajv().getSchema("facility.schema.json");
  return isSection(name) ? ajv().getSchema(sections[name].schema) : undefined;
}

/** Says what is wrong with the frame of one file: sections that nobody knows, and sections that are no mappings. */
export function validateShape(value: unknown): readonly ErrorObject[] {
  shape ??= ajv().compile(shapeOf(readSchema("inventory.schema.json")));
  return shape(value) ? [] : (shape.errors ?? []);
}

const ajv = (): Ajv2020 => (opened ??= openAjv(forSpeed));

let opened: Ajv2020 | undefined;
let shape: ValidateFunction | undefined;

const shapeOf = ({ properties = {}, ...rest }: Schema): Schema => ({
  ...rest,
  properties: Object.fromEntries(Object.keys(properties).map((section) => [section, { type: "object" }])),
});

const options: Options = { strict: true, allowUnionTypes: true, allErrors: true, verbose: true, useDefaults: true };
// Every command starts with this, so the schemas are held against the schema of schemas by a test instead.
const forSpeed: Options = { validateSchema: false, meta: false, code: { optimize: false } };

/** Compiles all schemas in ajv's strict mode. */
export const compileSchemas = (besides: Options): ValidateFunction => openAjv(besides).compile(readSchema("inventory.schema.json"));

function openAjv(besides: Options): Ajv2020 {
  const ajv = new Ajv2020({ ...options, ...besides });
  ajv.addVocabulary(["errorMessage", "refersTo", "orElse", "requiredJoined"]);
  ajv.addKeyword({
    keyword: "maxUtf8Bytes",
    type: "string",
    schemaType: "number",
    validate: (most: number, text: string) => Buffer.byteLength(text) <= most,
    errors: false,
  });
  ajv.addFormat("ip", { validate: isAddress });
  ajv.addFormat("cidr", { validate: isCidr });
  ajv.addFormat("address", { validate: isHostAddress });
  ajv.addFormat("timezone", { validate: isTimezone });
  ajv.addFormat("date", { validate: isDate });
  ajv.addFormat("moment", { validate: isMoment });
  ajv.addFormat("regex", { validate: isRegex });
  ajv.addFormat("url", { validate: isUrl });
  ajv.addFormat("baseurl", { validate: isBaseUrl });
  ajv.addFormat("proxy", { validate: isProxy });
  for (const [file, schema] of readSchemas()) ajv.addSchema(requireJoined(schema), file);
  return ajv;
}

/**
 * What a class may give an entry is required only once they are joined. Editors, which see the entry alone, don't know `requiredJoined`;
 * here it becomes `required`, beside the properties it names, where ajv tells their descriptions.
 */
function requireJoined(schema: Schema): Schema {
  const entry = schema.additionalProperties;
  if (typeof entry !== "object" || !("requiredJoined" in entry)) return schema;
  const settings = schema.$defs?.["settings"];
  return { ...schema, additionalProperties: { ...settings, required: entry["requiredJoined"] } };
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
