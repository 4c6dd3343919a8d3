import { isDeepStrictEqual } from "node:util";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** A value as the engine sends it: JSON in which secrets, assets and values not yet known are marked. */
export type Wire = null | boolean | number | string | readonly Wire[] | WireObject;
export interface WireObject {
  readonly [key: string]: Wire | undefined;
}

// The marks are the engine's own, fixed by its protocol.
const markKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isObject = (value: Wire | undefined): value is WireObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The kind of a marked value, or nothing of a plain one. */
export const markOf = (value: Wire | undefined): string | undefined => {
  const mark = isObject(value) ? value[markKey] : undefined;
  return typeof mark === "string" ? mark : undefined;
};

const isSecret = (value: Wire | undefined): value is WireObject => markOf(value) === secretMark;

export const secret = (value: Wire): WireObject => ({ [markKey]: secretMark, value });

/** The same value with every secret in it replaced by what `replace` makes of its content. */
export function replaceSecrets(value: Wire, replace: (content: Wire) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return replace(value["value"] ?? null);
  if (Array.isArray(value)) return value.map((item: Wire) => replaceSecrets(item, replace));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceSecrets(item ?? null, replace)]));
}

/** The same value in clear: for memory only, never for an answer. */
export const reveal = (value: Wire): Wire => replaceSecrets(value, reveal) as Wire;

function some(value: Wire | undefined, test: (value: Wire) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some((item: Wire | undefined) => some(item, test));
}

export const holdsSecret = (value: Wire | undefined): boolean => some(value, isSecret);
export const holdsUnknown = (value: Wire | undefined): boolean => some(value, (item) => item === unknown);

/** The texts of all secrets in a value, longest first so that hiding one leaves no rest of another. */
export function secretsIn(value: Wire): string[] {
  const found = new Set<string>();
  const gather = (content: Wire): void => {
    const clear = reveal(content);
    if (typeof clear === "string") found.add(clear);
    else if (typeof clear === "object" && clear !== null) for (const item of Object.values(clear)) gather(item ?? null);
  };
  replaceSecrets(value, gather);
  // What is shorter is in too many words to be hidden in all of them.
  return [...found].filter((text) => text.length > 3).sort((a, b) => b.length - a.length);
}

export const isSame = (one: Wire | undefined, other: Wire | undefined): boolean =>
  isDeepStrictEqual(reveal(one ?? null), reveal(other ?? null));

export const readStruct = (struct: Struct | undefined): WireObject => struct?.toJavaScript() ?? {};

function withoutUndefined(value: Wire): Wire {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Wire) => withoutUndefined(item));
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutUndefined(item)]])));
}

export const writeStruct = (value: WireObject): Struct => structs.Struct.fromJavaScript(withoutUndefined(value) as Record<string, never>);

/** One step of a property path, as the engine reads and prints it. */
export const inPath = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `["${key.replaceAll('"', String.raw`\"`)}"]`);
