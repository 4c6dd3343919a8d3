import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, Options, ValidateFunction } from "ajv/dist/2020.js";

import { isAddress, isCidr, isHostAddress } from "#inventory/addresses.ts";
import { isTimezone } from "#inventory/timezones.ts";
import { isBaseUrl, isProxy, isUrl } from "#inventory/urls.ts";

import baselines from "../../schemas/baselines.schema.json" with { type: "json" };
import common from "../../schemas/common.schema.json" with { type: "json" };
import facility from "../../schemas/facility.schema.json" with { type: "json" };
import hosts from "../../schemas/hosts.schema.json" with { type: "json" };
import inventory from "../../schemas/inventory.schema.json" with { type: "json" };
import licenceServers from "../../schemas/licence-servers.schema.json" with { type: "json" };
import mounts from "../../schemas/mounts.schema.json" with { type: "json" };
import networks from "../../schemas/networks.schema.json" with { type: "json" };
import projectDatabases from "../../schemas/project-databases.schema.json" with { type: "json" };
import repositories from "../../schemas/repositories.schema.json" with { type: "json" };
import software from "../../schemas/software.schema.json" with { type: "json" };
import storage from "../../schemas/storage.schema.json" with { type: "json" };
import suites from "../../schemas/suites.schema.json" with { type: "json" };
import testedSets from "../../schemas/tested-sets.schema.json" with { type: "json" };

const sections: { readonly [file: string]: object } = {
  "baselines.schema.json": baselines,
  "common.schema.json": common,
  "facility.schema.json": facility,
  "hosts.schema.json": hosts,
  "licence-servers.schema.json": licenceServers,
  "mounts.schema.json": mounts,
  "networks.schema.json": networks,
  "project-databases.schema.json": projectDatabases,
  "repositories.schema.json": repositories,
  "software.schema.json": software,
  "storage.schema.json": storage,
  "suites.schema.json": suites,
  "tested-sets.schema.json": testedSets,
};

/**
 * Says what is wrong with the data of one file, and fills in the defaults of what it leaves out:
 * the schemas are the one place where defaults stand.
 */
export function validate(value: unknown): readonly ErrorObject[] {
  compiled ??= compileSchemas(forSpeed);
  return compiled(value) ? [] : (compiled.errors ?? []);
}

let compiled: ValidateFunction | undefined;

const options: Options = { strict: true, allowUnionTypes: true, allErrors: true, verbose: true, useDefaults: true };
// Every command starts with this, so the schemas are held against the schema of schemas by a test instead.
const forSpeed: Options = { validateSchema: false, meta: false, code: { optimize: false } };

/** Compiles the schemas in ajv's strict mode. */
export function compileSchemas(besides: Options): ValidateFunction {
  const ajv = new Ajv2020({ ...options, ...besides });
  ajv.addVocabulary(["errorMessage"]);
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
  ajv.addFormat("url", { validate: isUrl });
  ajv.addFormat("baseurl", { validate: isBaseUrl });
  ajv.addFormat("proxy", { validate: isProxy });
  for (const [file, schema] of Object.entries(sections)) ajv.addSchema(schema, file);
  return ajv.compile(inventory);
}
