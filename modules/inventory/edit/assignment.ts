import { isMap, isScalar, isSeq } from "yaml";
import type { Node } from "yaml";

import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { keysOf, schemasAt, stepInto, typesOf } from "#inventory/edit/schema-at.ts";
import type { Located } from "#inventory/edit/schema-at.ts";
import type { Path } from "#inventory/finding.ts";
import { isMapping } from "#inventory/mapping.ts";
import { nameOf } from "#inventory/names.ts";
import { composeText, parseFile } from "#inventory/parse.ts";
import { showText } from "#inventory/show.ts";

/** One value that a command gives: where in the entry it goes, and what it is. */
export interface Assignment {
  readonly path: Path;
  readonly value: unknown;
}

/**
 * Reads `path=value`. A path is written as Pulumi's are: `interfaces.eth0.ip`, `mounts[0].path`, `interfaces["eth1.40"].ip`; the quotes are
 * only needed where the dots of a key could be misread. A value is text where the schema wants text, else one line of YAML.
 *
 * @param entry The path of the entry, and what it says now.
 * @throws {UserError} saying which key was meant.
 */
export function readAssignment(text: string, entry: Path, current: unknown): Assignment {
  const [, written, value] = /^((?:"[^"]*"|[^"=])+)=(.*)$/s.exec(text) ?? [];
  if (written === undefined || value === undefined)
    throw new UserError(`${showText(text)} is no assignment`, "Write path=value, as in baseline=studio or interfaces.eth0.ip=10.20.0.13.");
  const steps = readSteps(written);
  const schemas = schemasAt(entry);
  const path = findPath(steps, schemas, current);
  if (path === undefined) throw unknownKey(steps, schemas, entry);
  return { path: [...entry, ...path], value: readValue(value, schemasAt([...entry, ...path]), written) };
}

/** A part of a path as it was typed: a name whose dots may be part of it, or one that is sure. */
type Step = { readonly word: string } | { readonly key: string } | { readonly index: number };

function readSteps(written: string): readonly Step[] {
  const steps: Step[] = [];
  const part = /(?:^|\.)([^."[\]]+)|(?:^|\.)"([^"]+)"|\[(\d{1,6})\]|\["([^"]+)"\]/gy;
  let at = 0;
  for (const [whole, word, quoted, index, bracketed] of written.matchAll(part)) {
    at += whole.length;
    const key = quoted ?? bracketed;
    steps.push(index !== undefined ? { index: Number(index) } : key !== undefined ? { key } : { word: word ?? "" });
  }
  if (at < written.length || steps.length === 0)
    throw new UserError(
      `${showText(written)} is no path`,
      'Write keys with dots between them: os.release, mounts[0].path, interfaces["eth1.40"].ip.',
    );
  return steps;
}

/** The path that typed steps mean: keys of the schema, keys that are there, else the shortest name with which the rest makes sense. */
function findPath(steps: readonly Step[], schemas: readonly Located[], current: unknown): Path | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return [];
  const into = (key: string | number, rest: readonly Step[]): Path | undefined => {
    const inner = schemas.flatMap((schema) => stepInto(schema, key));
    const found = inner.length === 0 ? undefined : findPath(rest, inner, readKey(current, key));
    return found && [key, ...found];
  };
  if ("index" in step) return into(step.index, rest);
  if ("key" in step) return into(step.key, rest);
  const end = steps.findIndex((other) => !("word" in other));
  const words = (end === -1 ? steps : steps.slice(0, end)).flatMap((other) => ("word" in other ? [other.word] : []));
  const names = words.map((_word, i) => words.slice(0, i + 1).join("."));
  const known = names.filter((name) => readKey(current, name) !== undefined).toReversed();
  for (const name of [...known, ...names]) {
    const found = into(name, steps.slice(names.indexOf(name) + 1));
    if (found !== undefined) return found;
  }
  return /^\d{1,6}$/.test(step.word) ? into(Number(step.word), rest) : undefined;
}

const readKey = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

function unknownKey(steps: readonly Step[], schemas: readonly Located[], entry: Path): UserError {
  let at = schemas;
  const path: (string | number)[] = [...entry];
  for (const step of steps) {
    const key = "index" in step ? step.index : "key" in step ? step.key : step.word;
    const inner = at.flatMap((schema) => stepInto(schema, key));
    if (inner.length === 0) {
      const known = keysOf(at);
      return new UserError(
        `unknown key ${showText(String(key))} of ${nameOf(path)}${didYouMean(String(key), known)}`,
        known.length > 0 ? `Known keys: ${known.join(", ")}.` : `${nameOf(path)} has no keys.`,
      );
    }
    at = inner;
    path.push(key);
  }
  throw new Error("a path that the schemas know was not found");
}

const quotedWhole = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')$/s;

/** A typed value: text where only text can be meant, else YAML with its single values as the schemas want them. */
function readValue(text: string, schemas: readonly Located[], path: string): unknown {
  const types = typesOf(schemas);
  const isText = types.size === 1 && types.has("string");
  if (isText && !quotedWhole.test(text)) return text;
  const { findings } = parseFile({ file: path, text });
  const document = findings.length > 0 ? undefined : composeText(text, []);
  if (findings[0] !== undefined) {
    if (types.has("string") && !/^[[{]/.test(text)) return text;
    throw new UserError(
      `the value of ${path}: ${findings[0].message}`,
      "Lists are written [a, b], mappings {key: value}; mind the quotes of your shell.",
    );
  }
  return convert(document?.contents ?? null, schemas, path);
}

function convert(node: Node | null, schemas: readonly Located[], path: string): unknown {
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : "";
        return [
          name,
          convert(
            value as Node | null,
            schemas.flatMap((schema) => stepInto(schema, name)),
            path,
          ),
        ]; // parsed mappings hold nodes
      }),
    );
  if (isSeq(node))
    return node.items.map((item, i) =>
      convert(
        item as Node | null,
        schemas.flatMap((schema) => stepInto(schema, i)),
        path,
      ),
    );
  if (node === null) return null;
  if (!isScalar(node)) throw new UserError(`the value of ${path} repeats something by *`, "Write it out.");
  const types = typesOf(schemas);
  const { value, source = "" } = node;
  const fits = typeof value === "string" || types.has(typeof value) || (typeof value === "number" && types.has("integer"));
  return !fits && types.has("string") ? source : value;
}

/** An entry with something else at a path; what it takes on the way is made. */
export function assign(value: unknown, path: Path, to: unknown, whole: Path = path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (typeof step === "number") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    if (step > items.length)
      throw new UserError(
        `${nameOf(whole.slice(0, whole.length - path.length))} has ${items.length} items, so there is no [${step}]`,
        `[${items.length}] is the next one.`,
      );
    return items.toSpliced(step, 1, assign(items[step], rest, to, whole));
  }
  const mapping = isMapping(value) ? value : {};
  return { ...mapping, [step]: assign(Object.hasOwn(mapping, step) ? mapping[step] : undefined, rest, to, whole) };
}
