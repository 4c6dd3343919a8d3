import type { ErrorObject } from "ajv/dist/2020.js";

import { didYouMean } from "#core/nearest.ts";
import type { Path } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { showValue } from "#inventory/show.ts";

/** What our schemas say to people, besides what they say to ajv. */
export interface Annotated {
  readonly errorMessage?: string;
  readonly writeOnly?: boolean;
  readonly description?: string;
  readonly properties?: { readonly [key: string]: Annotated | undefined };
}

/** How a value is spelt in its file, where that can differ from what it means. */
export type Spelling = (path: Path) => string | undefined;

/** Says of one value what it is and what it should be. */
export function describeValue(error: ErrorObject, schema: Annotated, path: Path, spelling: Spelling): { message: string; hint?: string } {
  const { keyword, data } = error;
  const params: { readonly [name: string]: unknown } = error.params;
  const found = schema.writeOnly === true && typeof data !== "object" ? "text that is not shown here" : spelling(path) || showValue(data);
  const name = nameOf(path);
  switch (keyword) {
    case "enum": {
      const allowed = (params["allowedValues"] as readonly string[]).map(String); // our enums list words
      const guess = typeof data === "string" && data.length <= 100 ? didYouMean(data, allowed) : "";
      return { message: `${name} is ${found}; it should be one of ${allowed.join(", ")}${guess}` };
    }
    case "uniqueItems": {
      const [first = 0, second = 0] = [Number(params["i"]), Number(params["j"])].toSorted((a, b) => a - b);
      return { message: `items ${first + 1} and ${second + 1} of ${name} are the same` };
    }
    case "maxLength":
      return { message: `${name} is ${String(data).length} characters long; at most ${String(params["limit"])} are allowed` };
    case "minItems":
    case "minProperties":
      return { message: `${name} is empty; it needs at least one entry` };
    case "minLength":
      return { message: `${name} is empty` };
    case "maxUtf8Bytes":
      return { message: `${name} is ${Buffer.byteLength(String(data))} bytes long; at most ${String(error.schema)} are allowed` };
    default: {
      const should = schema.errorMessage ?? (keyword === "type" ? typeWords(params["type"]) : describeLimit(keyword, params));
      return { message: `${name} is ${found}; it should be ${should}`, ...adviseOnType(error, found) };
    }
  }
}

/** A limit of the schema in words. */
export function describeLimit(keyword: string, { limit }: { readonly [name: string]: unknown }): string {
  switch (keyword) {
    case "maxLength":
      return `at most ${String(limit)} characters long`;
    case "minimum":
      return `${String(limit)} or more`;
    case "maximum":
      return `${String(limit)} or less`;
    default:
      return `as the schema says (${keyword})`;
  }
}

const words: { readonly [type: string]: string } = {
  string: "text",
  integer: "a whole number",
  boolean: "true or false",
  object: "a mapping (key: value)",
  array: "a list",
};

const typeWords = (type: unknown): string =>
  (Array.isArray(type) ? type : [type]).map((one) => words[String(one)] ?? String(one)).join(" or ");

/** The usual reasons why YAML read a value as another type than was meant. */
function adviseOnType({ keyword, params, data, parentSchema }: ErrorObject, found: string): { hint?: string } {
  if (keyword !== "type") return {};
  const wanted: unknown = (params as { type?: unknown }).type;
  const { pattern = "" } = parentSchema as { pattern?: string }; // there because of ajv's `verbose`
  const isUnquoted = typeof data === "number" || typeof data === "boolean";
  const text = typeof data === "string" ? data : "";
  if (wanted === "string" && isUnquoted && new RegExp(pattern, "u").test(found))
    return { hint: "Put it in quotes: without them YAML reads no text." };
  if (wanted === "boolean" && /^(?:yes|no|on|off)$/i.test(text)) return { hint: "YAML 1.2 knows true and false only." };
  if (wanted === "integer" && /^[0-9]{1,15}$/.test(text)) return { hint: "Leave out the quotes." };
  return {};
}
