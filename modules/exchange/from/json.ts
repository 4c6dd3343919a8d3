import { UserError } from "#core/errors.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { makeLocator } from "#inventory/places.ts";
import { renderSource } from "#inventory/render.ts";

/**
 * Reads JSON of another tool.
 *
 * @throws {UserError} naming line and column
 */
export function readJson({ file, text }: SourceFile): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (thrown) {
    const offset = offsetOf(thrown instanceof Error ? thrown.message : "", text);
    const place = offset === undefined ? file : renderSource(makeLocator(file, text)(offset));
    throw new UserError(`${place}: this is not JSON${offset === undefined ? ", or it ends too early" : ""}`);
  }
}

/** Where JavaScript's own message says that JSON is wrong: by its position, or by the ten characters before it. */
function offsetOf(message: string, text: string): number | undefined {
  const [, position] = / at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  const [, around = ""] = /^Unexpected token .*?, \.\.\."(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  const at = around === "" ? -1 : text.indexOf(around);
  return at === -1 || text.includes(around, at + 1) ? undefined : at + 10;
}

/** What stands at a path of keys; only what the data itself has. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path)
    found = typeof found === "object" && found !== null && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined;
  return found;
}

/** A text there, unless it is empty; numbers are text too. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}

/** A number there, also where it is written as text: `"1.50"`. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const text = textAt(value, ...path);
  return text !== undefined && /^-?[0-9]+(?:\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
}
