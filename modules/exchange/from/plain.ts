import { Verbatim, isForeign } from "#exchange/from/yaml.ts";

// Names that mean something to JavaScript objects themselves.
const refused = new Set(["__proto__", "constructor", "prototype"]);

/** Another tool's data as our own has it: objects, and nothing that is no data. */
export function plain(value: unknown): unknown {
  if (isForeign(value))
    return Object.fromEntries([...value].flatMap(([key, inner]) => (isData(inner) && !refused.has(key) ? [[key, plain(inner)]] : [])));
  if (Array.isArray(value)) return value.filter(isData).map(plain);
  if (value instanceof Verbatim) return value.text;
  return isData(value) ? value : undefined;
}

const isData = (value: unknown): boolean => value !== null && value !== undefined && typeof value !== "symbol";
