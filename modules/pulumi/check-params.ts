import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Declared } from "#core/declared.ts";
import { didYouMean } from "#core/nearest.ts";
import type { Failure } from "#pulumi/resource-type.ts";
import { inPath } from "#pulumi/values.ts";
import { typeOf } from "#states/index.ts";

const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map<string, ValidateFunction>();

function validatorOf(kind: string): ValidateFunction {
  const known = validators.get(kind);
  if (known !== undefined) return known;
  const made = ajv.compile(typeOf(kind).params);
  validators.set(kind, made);
  return made;
}

const steps = (pointer: string): string =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : inPath(step.replaceAll("~1", "/").replaceAll("~0", "~"))))
    .join("");

function failureOf(error: ErrorObject, kind: string): Failure {
  const where = steps(error.instancePath);
  const params = error.params as {
    readonly additionalProperty?: string;
    readonly missingProperty?: string;
    readonly allowedValues?: readonly unknown[];
  };
  if (params.additionalProperty !== undefined) {
    const near = didYouMean(params.additionalProperty, Object.keys(typeOf(kind).params.properties));
    return { property: `${where}${inPath(params.additionalProperty)}`, reason: `${kind} has no such parameter${near}` };
  }
  if (params.missingProperty !== undefined) return { property: `${where}${inPath(params.missingProperty)}`, reason: `${kind} needs it` };
  const allowed = params.allowedValues === undefined ? "" : `: ${params.allowedValues.join(", ")}`;
  return { property: where, reason: `${error.message ?? "is not valid"}${allowed}` };
}

/** What is wrong with the parameters of a state of a known kind. Never repeats a value: it may be a secret. */
export function checkParams(state: Declared): Failure[] {
  const validate = validatorOf(state.kind);
  if (validate(state.want)) return [];
  // Of an alternative, each branch reports its own error; the first ones say enough.
  const seen = new Set<string>();
  return (validate.errors ?? [])
    .map((error) => failureOf(error, state.kind))
    .filter(({ property }) => !seen.has(property) && seen.add(property));
}
