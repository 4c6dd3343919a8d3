import { printable } from "#core/printable.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { openWritten } from "#cli/written.ts";
import { answer, asData } from "#inventory/query.ts";
import { renderYaml } from "#inventory/render-yaml.ts";

/** Answers a question in JSONata: texts line by line, everything else as YAML. */
export async function queryInventory(
  expression: string,
  options: Pick<LookOptions, "inventory" | "stack" | "json">,
  io: Io,
): Promise<number> {
  const { written } = await openWritten(options);
  const found = await answer(expression, asData(written));
  if (options.json === true) io.out(JSON.stringify(found ?? null, undefined, 2));
  else if (found === undefined) io.err("Nothing matches.");
  else io.out(asLines(found)?.join("\n") ?? renderYaml(found));
  return exit.conforming;
}

/** An answer of single values only, one in each line. */
function asLines(answer: unknown): readonly string[] | undefined {
  const values: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const lines = values.flatMap((value) => (isSingle(value) ? [printable(String(value))] : []));
  return lines.length === values.length ? lines : undefined;
}

const isSingle = (value: unknown): value is string | number | boolean => typeof value !== "object" && value !== undefined;
