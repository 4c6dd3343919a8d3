import type { ErrorObject } from "ajv/dist/2020.js";

import { didYouMean } from "#core/nearest.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { showNames, showText, showValue } from "#inventory/show.ts";

/** What our schemas say to people, besides what they say to ajv. */
interface Annotated {
  readonly errorMessage?: string;
  readonly writeOnly?: boolean;
  readonly description?: string;
  readonly properties?: { readonly [key: string]: Annotated | undefined };
}

/** How a value is spelt in its file, where that can differ from what it means. */
type Spelling = (pointer: string) => string | undefined;

/** Turns ajv's errors on the data of one file into words that say what was found and what is allowed. */
export function explain(errors: readonly ErrorObject[], value: unknown, spelling: Spelling): readonly Problem[] {
  return collapseAlternatives(errors).flatMap((error) => {
    const problem = explainOne(error, readPointer(error.instancePath, value), spelling);
    return problem === undefined ? [] : [problem];
  });
}

/** Of values that may have one of several forms, keeps what is wrong with the form they have. */
function collapseAlternatives(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword !== "anyOf") {
      kept.push(error);
      continue;
    }
    const { instancePath } = error;
    // ajv reports the branches right before the anyOf itself.
    const first =
      kept.findLastIndex((other) => other.instancePath !== instancePath && !other.instancePath.startsWith(`${instancePath}/`)) + 1;
    const useful = kept.splice(first).filter((other) => other.keyword !== "type" || other.instancePath !== instancePath);
    kept.push(...(useful.length > 0 ? useful : [error]));
  }
  return kept;
}

function explainOne(error: ErrorObject, path: Path, spelling: Spelling): Problem | undefined {
  const schema = error.parentSchema as Annotated; // there because of ajv's `verbose`
  const veiled = schema.writeOnly === true ? { veiled: true } : {};
  const params: { readonly [name: string]: unknown } = error.params;
  if (error.propertyName !== undefined) {
    const should = schema.errorMessage ?? describeLimit(error.keyword, params);
    const message = `the key ${showText(error.propertyName)} of ${nameOf(path)} should be ${should}`;
    return { id: "bad-key", path: [...path, error.propertyName], on: "key", message };
  }
  switch (error.keyword) {
    case "propertyNames":
    case "if":
      return undefined; // said by the errors inside of it
    case "additionalProperties":
      return { ...explainUnknownKey(String(params["additionalProperty"]), schema, path), ...veiled };
    case "required":
      return { ...explainMissingKey(String(params["missingProperty"]), schema, path), ...veiled };
    default:
      return { id: idOf(error.keyword), path, ...describeValue(error, schema, path, spelling), ...veiled };
  }
}

function explainUnknownKey(key: string, { properties = {} }: Annotated, path: Path): Problem {
  const known = Object.keys(properties);
  const of = path.length === 0 ? "" : ` of ${nameOf(path)}`;
  return {
    id: "unknown-key",
    path: [...path, key],
    on: "key",
    message: `unknown key ${showText(key)}${of}${key.length > 100 ? "" : didYouMean(key, known)}`,
    hint: `Known keys: ${showNames(known)}.`,
  };
}

function explainMissingKey(key: string, { properties = {} }: Annotated, path: Path): Problem {
  const description = properties[key]?.description;
  return {
    id: "missing-key",
    path,
    on: "key",
    message: `${nameOf(path)} has no ${key}`,
    ...(description === undefined ? {} : { hint: `${key}: ${description}` }),
  };
}

function describeValue(error: ErrorObject, schema: Annotated, path: Path, spelling: Spelling): { message: string; hint?: string } {
  const { keyword, data } = error;
  const params: { readonly [name: string]: unknown } = error.params;
  const found = schema.writeOnly === true && typeof data !== "object" ? "text that is not shown here" : (spelling(error.instancePath) || showValue(data));
  const name = nameOf(path);
  switch (keyword) {
    case "enum": {
      const allowed = (params["allowedValues"] as readonly string[]).map(String); // our enums list words
      const guess = typeof data === "string" && data.length <= 100 ? didYouMean(data, allowed) : "";
      return { message: `${name} is ${found}; it should be one of ${allowed.join(", ")}${guess}` };
    }
    case "uniqueItems":
      return { message: `items ${Number(params["j"]) + 1} and ${Number(params["i"]) + 1} of ${name} are the same` };
    case "maxLength":
      return { message: `${name} is ${String(data).length} characters long; at most ${String(params["limit"])} are allowed` };
    case "minItems":
    case "minProperties":
    case "minLength":
    case "maxUtf8Bytes":
      return { message: `${name} should be ${describeLimit(keyword, { limit: error.schema })}` };
    default: {
      const should = schema.errorMessage ?? (keyword === "type" ? typeWords(params["type"]) : describeLimit(keyword, params));
      return { message: `${name} is ${found}; it should be ${should}`, ...adviseOnType(error) };
    }
  }
}

const idOf = (keyword: string): string =>
  keyword === "type" || keyword === "anyOf" ? "wrong-type" : keyword === "uniqueItems" ? "listed-twice" : "bad-value";

function describeLimit(keyword: string, { limit }: { readonly [name: string]: unknown }): string {
  switch (keyword) {
    case "minLength":
      return "not empty";
    case "minItems":
    case "minProperties":
      return "a list or mapping with at least one entry";
    case "maxLength":
      return `at most ${String(limit)} characters long`;
    case "maxUtf8Bytes":
      return `at most ${String(limit)} bytes long in UTF-8`;
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
function adviseOnType({ keyword, params, data }: ErrorObject): { hint?: string } {
  if (keyword !== "type") return {};
  const wanted: unknown = (params as { type?: unknown }).type;
  if (wanted === "string" && (typeof data === "number" || typeof data === "boolean"))
    return { hint: "Put it in quotes: without them YAML reads no text." };
  if (wanted === "boolean" && typeof data === "string" && /^(?:yes|no|on|off)$/i.test(data))
    return { hint: "YAML 1.2 knows true and false only." };
  if (wanted === "integer" && typeof data === "string" && /^[0-9]+$/.test(data)) return { hint: "Leave out the quotes." };
  return {};
}

/** A JSON pointer as path: its parts are indexes where the data has lists. */
function readPointer(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(value) ? Number(key) : key;
      value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
      return step;
    });
}
