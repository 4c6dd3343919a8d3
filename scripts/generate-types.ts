import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sectionNames, sections } from "#inventory/sections.ts";

// Writes modules/inventory/written.ts from schemas/: `node scripts/generate-types.ts`, then `npm run format`. A test tells when it is stale.

const project = path.resolve(import.meta.dirname, "..");
const target = path.join(project, "modules/inventory/written.ts");

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [key: string]: Schema };
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly requiredJoined?: readonly string[];
  readonly default?: unknown;
}

/** A schema, and the file in which its references start. */
interface Located {
  readonly schema: Schema;
  readonly file: string;
}

const read = (file: string): Schema => JSON.parse(readFileSync(path.join(project, "schemas", file), "utf8")) as Schema;

/** The schema itself, without a reference. What stands beside a reference comes first. */
function follow({ schema: { $ref, ...own }, file }: Located): Located {
  if ($ref === undefined) return { schema: own, file };
  const [name = "", pointer = ""] = $ref.split("#");
  const at = name === "" ? file : name;
  const steps = pointer.split("/").slice(1);
  const found = steps.reduce<unknown>((value, key) => Reflect.get(value as object, key), read(at)) as Schema;
  const { schema, file: from } = follow({ schema: found, file: at });
  return { schema: { ...schema, ...own }, file: from };
}

/** What data has that a schema accepted and in which ajv filled in the defaults. */
function typeOf(located: Located): string {
  const { schema, file } = follow(located);
  const inside = (inner: Schema): string => typeOf({ schema: inner, file });
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(inside).join(" | ");
  if (schema.items !== undefined) return `readonly (${inside(schema.items)})[]`;
  if (schema.properties !== undefined) {
    const present = new Set([...(schema.required ?? []), ...(schema.requiredJoined ?? [])]);
    const fields = Object.entries(schema.properties).map(([key, inner]) => {
      const optional = present.has(key) || follow({ schema: inner, file }).schema.default !== undefined ? "" : "?";
      return `  readonly ${key}${optional}: ${inside(inner)};\n`;
    });
    return `{\n${fields.join("")}}`;
  }
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) {
    const keys = schema.propertyNames && follow({ schema: schema.propertyNames, file }).schema.enum;
    const index = keys === undefined ? "[name: string]" : `[K in ${keys.map((key) => JSON.stringify(key)).join(" | ")}]?`;
    return `{ readonly ${index}: ${inside(schema.additionalProperties)} }`;
  }
  return [schema.type ?? "unknown"]
    .flat()
    .map((type) => (type === "integer" ? "number" : type))
    .join(" | ");
}

const typeName = (section: string): string =>
  `Written${section
    .split(/[ -]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")}`;

/** The types of everything that an inventory holds, as TypeScript. */
export function writtenTypes(): string {
  const facility = `export interface WrittenFacility ${typeOf({ schema: read("facility.schema.json"), file: "facility.schema.json" })}`;
  const entries = Object.values(sections).map(({ noun, schema: file }) => {
    const entry = read(file).additionalProperties;
    if (entry === undefined || entry === false) throw new Error(`${file} has no entries`);
    return `export interface ${typeName(noun)} ${typeOf({ schema: entry, file })}`;
  });
  const all = sectionNames.map((name) => `  readonly ${name}: ReadonlyMap<string, ${typeName(sections[name].noun)}>;`);
  return [
    "// Made from schemas/ by scripts/generate-types.ts.",
    "// The inventory as people write it, after its classes were joined in, the schemas accepted it and filled in their defaults.",
    "",
    facility,
    "",
    ...entries.flatMap((entry) => [entry, ""]),
    "/** All files together: the entries without a mistake of their own. */",
    "export interface Written {",
    "  readonly facility: WrittenFacility | undefined;",
    ...all,
    "}",
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(target, writtenTypes());
