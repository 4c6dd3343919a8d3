import { readSchemas } from "#inventory/schema.ts";
import type { Schema } from "#inventory/schema.ts";

/** A schema, and the file in which its references start. */
export interface Located {
  readonly schema: Schema;
  readonly file: string;
}

let files: ReadonlyMap<string, Schema> | undefined;

/** What a schema refers to, such as `common.schema.json#/$defs/id`; undefined where it refers to nothing. */
export function referredBy({ schema: { $ref }, file }: Located): Located | undefined {
  if ($ref === undefined) return undefined;
  files ??= readSchemas();
  const [name = "", pointer = ""] = $ref.split("#");
  const from = name === "" ? file : name;
  const whole = files.get(from);
  const schema = pointer === "" ? whole : whole?.$defs?.[pointer.replace("/$defs/", "")];
  if (schema === undefined) throw new Error(`${file} refers to ${$ref}, which is not there`);
  return { schema, file: from };
}

/** A schema without references. What stands beside a reference comes first. */
export function follow(located: Located): Located {
  const referred = referredBy(located);
  const { $ref: _, ...own } = located.schema;
  if (referred === undefined) return { schema: own, file: located.file };
  const { schema, file } = follow(referred);
  return { schema: { ...schema, ...own }, file };
}
