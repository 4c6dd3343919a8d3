import { readFileSync } from "node:fs";
import path from "node:path";
import type { StateType } from "#core/state.ts";
import { cell, code, docAbove } from "#reference/source.ts";
import { stateTypes } from "#states/index.ts";

interface Schema {
  readonly description: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

const folder = path.resolve(import.meta.dirname, "../states");

const isSecret = (schema: Schema): boolean => JSON.stringify(schema).includes('"secret"');

/** What may be written, in a few words. */
function typeOf({ type, enum: words, items, anyOf, ...rest }: Schema): string {
  if (words !== undefined) return words.map(code).join(", ");
  if (anyOf !== undefined) return [...new Set(anyOf.map((each) => (isSecret(each) ? "secret" : typeOf(each))))].join(" or ");
  if (type === "array" && items !== undefined) return `list of ${typeOf(items)}`;
  if (type === "object") return isSecret({ ...rest }) ? "secret" : "mapping";
  return type === "string" ? "text" : (type ?? "mapping");
}

function parameterRow(name: string, schema: Schema, required: boolean): string {
  const examples = schema.examples?.map(code).join(", ");
  const fallback = schema.default === undefined ? (required ? "required" : "") : code(schema.default);
  return `| \`${name}\` | ${cell(typeOf(schema))} | ${cell(fallback)} | ${cell(schema.description)}${examples === undefined ? "" : `, e.g. ${cell(examples)}`} |`;
}

function section(type: StateType): string {
  const source = readFileSync(path.join(folder, `${type.kind}.ts`), "utf8");
  const { text, examples } = docAbove(source, /^export const \w+ = defineState/m);
  const properties = Object.entries(type.params.properties) as [string, Schema][];
  const required = new Set<string>(type.params.required);
  const { ansible, salt, puppet } = type.elsewhere;
  return [
    `## ${type.kind}`,
    "",
    text,
    "",
    "```ts",
    ...examples,
    "```",
    "",
    "| parameter | type | default | meaning |",
    "|---|---|---|---|",
    ...properties.map(([name, schema]) => parameterRow(name, schema, required.has(name))),
    "",
    ...(type.undo === undefined ? ["It stays on a host that no longer declares it.", ""] : []),
    "| elsewhere | |",
    "|---|---|",
    `| Ansible | \`${cell(ansible)}\` |`,
    `| Salt | \`${cell(salt)}\` |`,
    `| Puppet | \`${cell(puppet)}\` |`,
    "",
  ].join("\n");
}

/** The reference of all kinds of state, as Markdown. */
export function referenceOfStates(): string {
  const types = [...stateTypes.values()];
  return [
    "# Kinds of state",
    "",
    "Written by `npx conform docs` from `modules/states`; a test fails when it is older than the code. Roles are made of these; besides its",
    "parameters each takes remarks: `why` (shown wherever it differs), `controls` (what it enforces), `restarts` (a unit to restart once after",
    "the role) and `audit: true` (judged, never repaired). What breaks each of them was tried on real hosts: [mutations.md](../mutations.md).",
    "",
    ...types.map(({ kind, summary }) => `- [\`${kind}\`](#${kind}): ${summary}`),
    "",
    ...types.map(section),
  ].join("\n");
}
