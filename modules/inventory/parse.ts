import { Composer } from "yaml";
import type { Document, YAMLError } from "yaml";

import { Conversion } from "#inventory/convert.ts";
import { FilePlaces } from "#inventory/file-places.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import { readPlain } from "#inventory/plain-yaml.ts";
import { makeLocator } from "#inventory/places.ts";
import { readTokens } from "#inventory/tokens.ts";
import type { TextMistake } from "#inventory/tokens.ts";

/** The text of one file. */
export interface InventoryText {
  /** As messages name it, e.g. `inventory/lab/hosts.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** One file as plain data, and where each part of it stands. */
export interface ParsedFile extends InventoryText {
  readonly value: unknown;
  readonly places: FilePlaces;
  readonly findings: readonly InventoryFinding[];
  /** False when the data is not all that the file says. */
  readonly complete: boolean;
}

// After these a value is not what its author wrote; the schema would only say so again.
const incomplete = new Set(["yaml-alias", "yaml-size", "yaml-key"]);

/** Parses one file as YAML 1.2, keeping the place of every key and value. */
export function parseFile({ file, text }: InventoryText): ParsedFile {
  const plain = readPlain(text, makeLocator(file, text));
  return plain === undefined ? parseAnyFile({ file, text }) : { file, text, ...plain, findings: [], complete: true };
}

/** The same by YAML's own parser, whatever the file holds. */
export function parseAnyFile({ file, text }: InventoryText): ParsedFile {
  const locate = makeLocator(file, text);
  const places = new FilePlaces(locate);
  const mistakes: TextMistake[] = [];
  const value = parseText(text, mistakes, places);
  const findings = mistakes.map(({ offset, related, ...mistake }) => ({
    ...locate(offset),
    ...mistake,
    severity: "error" as const,
    ...(related === undefined ? {} : { related: locate(related) }),
  }));
  return { file, text, value, places, findings, complete: value !== undefined || mistakes.length === 0 };
}

function parseText(text: string, mistakes: TextMistake[], places: FilePlaces): unknown {
  const document = composeText(text, mistakes);
  if (document === undefined) return undefined;
  const value = new Conversion(mistakes, places).convert(document);
  return mistakes.some(({ id }) => incomplete.has(id)) ? undefined : value;
}

/** The nodes of a text with the tokens they were made of, if it is YAML and holds anything. */
export function composeText(text: string, mistakes: TextMistake[]): Document.Parsed | undefined {
  const read = readTokens(text);
  if ("mistake" in read) {
    mistakes.push(read.mistake);
    return undefined;
  }
  const options = { stringKeys: true, uniqueKeys: false, merge: false, keepSourceTokens: true, logLevel: "silent" } as const;
  const [document, another] = new Composer(options).compose(read.tokens);
  if (document === undefined) return undefined;
  // One mistake of syntax makes others further down, which would only distract.
  const [error] = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (error !== undefined) mistakes.push(describeError(error));
  if (another !== undefined)
    mistakes.push({ id: "yaml-documents", offset: another.range[0], message: "a second document starts here; a file holds one" });
  return mistakes.length > 0 ? undefined : document;
}

function describeError(error: YAMLError): TextMistake {
  const known = error.message.startsWith("Missing closing") ? closingQuote : described[error.code];
  return { id: "yaml-syntax", offset: error.pos[0], ...(known ?? { message: `this is not YAML: ${error.message}` }) };
}

const closingQuote = { message: "this text lacks its closing quote" };

const described: { readonly [code: string]: { readonly message: string; readonly hint?: string } } = {
  TAB_AS_INDENT: { message: "lines are indented with spaces, not with tabs" },
  BAD_INDENT: {
    message: "this line's indentation fits nothing above it",
    hint: "Entries of one mapping or list start in the same column.",
  },
  MULTILINE_IMPLICIT_KEY: { message: "a key and its colon stand on one line", hint: "Does a line lack its colon, or a text its quotes?" },
  BLOCK_AS_IMPLICIT_KEY: { message: "a mapping can't start here", hint: "Put text that holds `: ` in quotes." },
  BAD_SCALAR_START: { message: "text can't start like this", hint: "Put text that starts with @, ` or % in quotes." },
  NON_STRING_KEY: { message: "a key is text" },
};
