import { referredBy } from "#inventory/schema-reference.ts";
import type { Located } from "#inventory/schema-reference.ts";
import { readSchema } from "#inventory/schema.ts";
import type { Schema } from "#inventory/schema.ts";

const root = "inventory.schema.json";

/** What the schemas say of the value at a path: one schema for each form that it may have, those they refer to included. */
export function schemasAt(path: readonly (string | number)[]): readonly Located[] {
  whole ??= readSchema(root);
  return path.reduce<readonly Located[]>((at, step) => at.flatMap((one) => stepInto(one, step)), formsOf({ schema: whole, file: root }));
}

let whole: Schema | undefined;

/** The schemas of what a key or an item of a value holds. */
export function stepInto({ schema, file }: Located, step: string | number): readonly Located[] {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof step === "number") return items === undefined ? [] : formsOf({ schema: items, file });
  const inner = Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
  return typeof inner === "object" ? formsOf({ schema: inner, file }) : [];
}

function formsOf(located: Located): readonly Located[] {
  const { schema, file } = located;
  const forms = (schema.anyOf ?? []).flatMap((form) => formsOf({ schema: form, file }));
  const referred = referredBy(located);
  return [located, ...forms, ...(referred === undefined ? [] : formsOf(referred))];
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
