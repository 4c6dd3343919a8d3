import type { ErrorObject } from "ajv/dist/2020.js";

import { nearest } from "#core/nearest.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { describeLimit, describeValue } from "#inventory/describe-value.ts";
import type { Annotated, Spelling } from "#inventory/describe-value.ts";
import { nameOf } from "#inventory/names.ts";
import { pointerOf } from "#inventory/places.ts";
import { showText } from "#inventory/show.ts";

/** Turns ajv's errors on the data of one file into words that say what was found and what is allowed. */
export function explain(errors: readonly ErrorObject[], value: unknown, spelling: Spelling): readonly Problem[] {
  const problems = collapseAlternatives(errors).flatMap((error) => {
    const problem = explainOne(error, readPointer(error.instancePath, value), spelling);
    return problem === undefined ? [] : [problem];
  });
  return keepFirstOfEachValue(problems);
}

/** A value that breaks several rules is one mistake: too long, say, and therefore no id either. */
function keepFirstOfEachValue(problems: readonly Problem[]): readonly Problem[] {
  const judged = new Set<string>();
  return problems.filter(({ id, path }) => {
    if (id !== "bad-key" && id !== "bad-value" && id !== "wrong-type") return true;
    const key = `${id === "bad-key"}${pointerOf(path)}`;
    return !judged.has(key) && judged.add(key);
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

const idOf = (keyword: string): string =>
  keyword === "type" || keyword === "anyOf" ? "wrong-type" : keyword === "uniqueItems" ? "listed-twice" : "bad-value";

function explainUnknownKey(key: string, { properties = {} }: Annotated, path: Path): Problem {
  const known = Object.keys(properties);
  const meant = key.length > 100 ? undefined : nearest(key, known);
  const of = path.length === 0 ? "" : ` of ${nameOf(path)}`;
  return {
    id: "unknown-key",
    path: [...path, key],
    on: "key",
    message: `unknown key ${showText(key)}${of}${meant === undefined ? "" : `, did you mean "${meant}"?`}`,
    hint: `Known keys: ${known.join(", ")}.`,
    ...(meant !== undefined && properties[meant]?.writeOnly === true && { veiled: true }),
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
