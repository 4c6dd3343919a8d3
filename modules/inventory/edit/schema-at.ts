import { readSchema, readSchemas } from "#inventory/schema.ts";
import type { Schema } from "#inventory/schema.ts";

/** A schema, and the file in which its references look for `#/$defs/…`. */
export interface Located {
  readonly schema: Schema;
  readonly file: string;
}

const root = "inventory.schema.json";

/** What the schemas say of the value at a path: one schema for each form that it may have, those they refer to included. */
export function schemasAt(path: readonly (string | number)[]): readonly Located[] {
  files ??= new Map([...readSchemas(), [root, readSchema(root)]]);
  return path.reduce<readonly Located[]>(
    (at, step) => at.flatMap((one) => stepInto(one, step)),
    formsOf({ schema: files.get(root) ?? {}, file: root }),
  );
}

let files: ReadonlyMap<string, Schema> | undefined;

/** The schemas of what a key or an item of a value holds. */
export function stepInto({ schema, file }: Located, step: string | number): readonly Located[] {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof step === "number") return items === undefined ? [] : formsOf({ schema: items, file });
  const inner = Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
  return typeof inner === "object" ? formsOf({ schema: inner, file }) : [];
}

function formsOf(located: Located): readonly Located[] {
  const { schema, file } = located;
  const { $ref, anyOf = [] } = schema;
  const forms = anyOf.flatMap((form) => formsOf({ schema: form, file }));
  if ($ref === undefined) return [located, ...forms];
  const [name = "", pointer = ""] = $ref.split("#");
  const from = name === "" ? file : name;
  const target = pointer === "" ? files?.get(from) : files?.get(from)?.$defs?.[pointer.replace("/$defs/", "")];
  return [located, ...forms, ...(target === undefined ? [] : formsOf({ schema: target, file: from }))];
}

/** The types that a value may have, in JSON Schema's words; empty where the schemas leave it open. */
export function typesOf(forms: readonly Located[]): ReadonlySet<string> {
  return new Set(
    forms.flatMap(({ schema }) => {
      const { type, enum: words = [] } = schema as Schema & { readonly enum?: readonly unknown[] };
      return [...(type === undefined ? [] : [type].flat()), ...words.map((word) => typeof word)];
    }),
  );
}

/** The keys that schemas name; none where any key may stand. */
export const keysOf = (forms: readonly Located[]): readonly string[] => forms.flatMap(({ schema }) => Object.keys(schema.properties ?? {}));
