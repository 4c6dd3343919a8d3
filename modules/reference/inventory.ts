import { follow } from "#inventory/schema-reference.ts";
import type { Located } from "#inventory/schema-reference.ts";
import { readSchema } from "#inventory/schema.ts";
import { sectionNames, sections } from "#inventory/sections.ts";
import { saysOf, severityOf } from "#inventory/cross-check.ts";
import type { Rule } from "#inventory/cross-check.ts";
import { cell } from "#reference/source.ts";

const code = (value: unknown): string => `\`${cell(typeof value === "string" ? value : JSON.stringify(value))}\``;

/** What may stand there, in a few words. */
function valueOf(located: Located): string {
  const { schema, file } = follow(located);
  if (schema.refersTo !== undefined) return `id of [${schema.refersTo}](#${schema.refersTo})`;
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.items !== undefined) return `list: ${valueOf({ schema: schema.items, file })}`;
  if (schema.properties !== undefined || typeof schema.additionalProperties === "object") return "mapping";
  const [example] = schema.examples ?? [];
  if (example !== undefined) return `such as ${code(example)}`;
  return { boolean: "`true` or `false`", integer: "a whole number", string: "text" }[String(schema.type)] ?? "";
}

/** The rows of everything that a mapping may hold, what is inside of its values after them. */
function rowsOf({ schema, file }: Located, at: string, needed: readonly string[]): string[] {
  const rows = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const path = at === "" ? key : `${at}.${key}`;
    const inner = follow({ schema: property, file });
    const holds = inner.schema.default === undefined ? (needed.includes(key) ? "**needed**" : "") : code(inner.schema.default);
    return [
      `| \`${path}\` | ${cell(inner.schema.description ?? "")} | ${valueOf({ schema: property, file })} | ${holds} |`,
      ...inside(inner, path),
    ];
  });
  return rows;
}

function inside({ schema, file }: Located, path: string): string[] {
  if (schema.properties !== undefined) return rowsOf({ schema, file }, path, schema.required ?? []);
  if (typeof schema.additionalProperties === "object") return inside(follow({ schema: schema.additionalProperties, file }), `${path}.NAME`);
  return schema.items === undefined ? [] : inside(follow({ schema: schema.items, file }), `${path}[]`);
}

function sectionOf(name: string, file: string): string {
  const schema = readSchema(file);
  const entry = schema.additionalProperties;
  const located = follow({ schema: typeof entry === "object" ? entry : schema, file });
  const needed = located.schema.requiredJoined ?? located.schema.required ?? [];
  // Classes hold what hosts and suites hold: told there.
  const rows =
    name === "classes" ? rowsOf(located, "", needed).filter((row) => !/^\| `(?:host|suite)\./.test(row)) : rowsOf(located, "", needed);
  return [
    `## ${name}`,
    "",
    `${schema.description ?? ""} In [schemas/${file}](../../schemas/${file}).`,
    "",
    "| key | what | value | default |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The reference of everything that an inventory can hold, and of the rules it is held against, as Markdown. */
export function referenceOfInventory(rules: ReadonlyMap<string, Rule>): string {
  return [
    "# Inventory",
    "",
    "Written by `npx conform docs` from `schemas/` and the cross-checks; a test fails when it is older than the code. Every file of an inventory",
    "folder may hold any sections. How values are joined, and how the inventory is edited and asked: [inventory.md](../inventory.md).",
    "",
    ["facility", ...sectionNames].map((name) => `[${name}](#${name})`).join(" · "),
    "",
    sectionOf("facility", "facility.schema.json"),
    ...sectionNames.map((name) => sectionOf(name, sections[name].schema)),
    "## Cross-checks",
    "",
    "`npx conform validate --list` prints them. An approved [exception](#exceptions) names one by its id. With an error nothing runs; a warning",
    "is told.",
    "",
    "| id | | what must be true |",
    "|---|---|---|",
    ...[...rules]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, rule]) => `| \`${id}\` | ${severityOf(rule)} | ${cell(saysOf(rule))} |`),
    "",
  ].join("\n");
}
