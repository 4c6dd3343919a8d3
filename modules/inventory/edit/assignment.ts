import { isMap, isScalar, isSeq } from "yaml";
import type { Node } from "yaml";

import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { keysOf, schemasAt, stepInto, typesOf } from "#inventory/edit/schema-at.ts";
import type { Located } from "#inventory/schema-reference.ts";
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
  const way = findWay(steps, schemas, current, entry);
  if ("key" in way) throw unknownKey(way);
  return { path: way.path, value: readValue(value, schemasAt(way.path), written) };
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

/** Where typed steps lead, or the key at which they lead nowhere. */
type Way = { readonly path: Path } | Lost;

interface Lost {
  readonly after: Path;
  readonly key: string | number;
  readonly schemas: readonly Located[];
  /** Steps that were left. */
  readonly left: number;
}

/**
 * The path that typed steps mean. A name with dots is one that is there, or the shortest with which the rest makes sense; where nothing does,
 * the name that leads furthest was meant.
 */
function findWay(steps: readonly Step[], schemas: readonly Located[], current: unknown, after: Path): Way {
  const [step] = steps;
  if (step === undefined) return { path: after };
  const into = (key: string | number, words: number): Way => {
    const inner = schemas.flatMap((schema) => stepInto(schema, key));
    const rest = steps.slice(words);
    const value = readKey(current, key);
    // Nobody gives a whole mapping by a name in which every other dot would be one of a path.
    const isDoubtful = words > 1 && rest.length === 0 && value === undefined && typesOf(inner).has("object");
    if (inner.length === 0 || isDoubtful) return { after, key, schemas, left: steps.length };
    return findWay(rest, inner, value, [...after, key]);
  };
  if ("index" in step) return into(step.index, 1);
  if ("key" in step) return into(step.key, 1);
  const isIndex = /^\d{1,6}$/.test(step.word) && schemas.some(({ schema }) => schema.items !== undefined);
  if (isIndex) return into(Number(step.word), 1);
  const end = steps.findIndex((other) => !("word" in other));
  const words = (end === -1 ? steps : steps.slice(0, end)).flatMap((other) => ("word" in other ? [other.word] : []));
  const names = words.map((_word, i) => [words.slice(0, i + 1).join("."), i + 1] as const);
  const known = names.filter(([name]) => readKey(current, name) !== undefined).toReversed();
  let furthest: Lost | undefined;
  for (const [name, count] of [...known, ...names]) {
    const way = into(name, count);
    if ("path" in way) return way;
    if (furthest === undefined || way.left < furthest.left) furthest = way;
  }
  return furthest ?? { after, key: step.word, schemas, left: steps.length };
}

const readKey = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

function unknownKey({ after, key, schemas }: Lost): UserError {
  const known = keysOf(schemas);
  return new UserError(
    `unknown key ${showText(String(key))} of ${nameOf(after)}${didYouMean(String(key), known)}`,
    known.length > 0 ? `Known keys: ${known.join(", ")}.` : `${nameOf(after)} has no keys.`,
  );
}

const quotedWhole = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')$/s;

/** A typed value: text where only text can be meant, else YAML with its single values as the schemas want them. */
function readValue(text: string, schemas: readonly Located[], path: string): unknown {
  const types = typesOf(schemas);
  if (types.has("string") && !quotedWhole.test(text) && !(types.size > 1 && /^\s*[[{]/.test(text))) {
    const { value } = parseFile({ file: path, text });
    return isOfType(value, types) ? value : text;
  }
  const { findings } = parseFile({ file: path, text });
  const document = findings.length > 0 ? undefined : composeText(text, []);
  if (findings[0] !== undefined)
    throw new UserError(
      `the value of ${path}: ${findings[0].message}`,
      "Lists are written [a, b], mappings {key: value}; mind the quotes of your shell.",
    );
  return convert(document?.contents ?? null, schemas, path);
}

/** Whether the schemas allow a single value that is no text. */
const isOfType = (value: unknown, types: ReadonlySet<string>): boolean =>
  (typeof value === "boolean" && types.has("boolean")) || (typeof value === "number" && (types.has("number") || types.has("integer")));

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
  return typeof value !== "string" && types.has("string") && !isOfType(value, types) ? source : value;
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
