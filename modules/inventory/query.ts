import jsonata from "jsonata";
import type { JsonataError } from "jsonata";

import { UserError, messageOf } from "#core/errors.ts";
import { isMapping } from "#inventory/mapping.ts";
import { sectionNames } from "#inventory/sections.ts";
import { escapeInvisible } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

// An answer from the largest inventory takes a second; what takes longer, calls itself deeper or lists more does so without end.
const guardrails = { timeout: 10_000, stack: 500, sequence: 1_000_000 };

/** An inventory as questions see it: every section a list of its entries, each with its id. */
export const asData = (written: Written): unknown => ({
  facility: written.facility,
  ...Object.fromEntries(sectionNames.map((section) => [section, [...written[section]].map(([id, entry]) => ({ id, ...entry }))])),
});

/**
 * The answer to a question in JSONata; undefined where nothing matches.
 *
 * @throws {UserError} with a caret under the place of a mistake, and when a question has no end.
 */
export async function answer(expression: string, data: unknown, limits = guardrails): Promise<unknown> {
  try {
    const result: unknown = await jsonata(expression, limits).evaluate(data);
    if (result === undefined) return undefined;
    // Lists that JSONata makes carry marks of its own; functions are no answer.
    if (typeof result === "function" || (isMapping(result) && ("_jsonata_lambda" in result || "_jsonata_function" in result)))
      throw new UserError("the answer is a function", "Call it, as in $count(hosts).");
    return JSON.parse(JSON.stringify(result));
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw describeMistake(expression, thrown, limits.timeout);
  }
}

function describeMistake(expression: string, thrown: unknown, timeout: number): UserError {
  const { message, position, token, code } = (isMapping(thrown) ? thrown : {}) as Partial<JsonataError>;
  if (code === undefined) return new UserError(`the question can't be answered: ${escapeInvisible(messageOf(thrown))}`);
  const what = escapeInvisible(code === "D1012" ? `it was not answered in ${timeout / 1000} seconds; does it end?` : (message ?? code));
  if (position === undefined) return new UserError(what);
  // JSONata's position is after the token that it stumbled over.
  const at = Math.max(0, token === "(end)" || token === undefined ? position : position - 1);
  const line = expression.slice(0, at).split("\n").length - 1;
  const before = escapeInvisible(expression.slice(0, at).split("\n").at(-1) ?? "");
  const shown = escapeInvisible(expression.split("\n")[line] ?? "");
  return new UserError(
    `${what}\n    ${shown}\n    ${" ".repeat(before.length)}^`,
    "The language is described at https://docs.jsonata.org.",
  );
}
