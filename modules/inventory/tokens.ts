import { CST, Lexer, Parser } from "yaml";

/** A mistake in the text itself, at an offset of it. */
export interface TextMistake {
  readonly id: string;
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
  /** Offset of the other place that is part of it. */
  readonly related?: number;
}

const limit = { tokens: 500_000, depth: 64, aliases: 100 };

// Raw control characters are not YAML, and the lexer uses some of them as its own marks.
const control = /[\p{Cc}--[\t\n\r\x85]]/v;

const refused: { readonly [type: string]: Omit<TextMistake, "offset"> } = {
  tag: {
    id: "yaml-tag",
    message: "an inventory has no YAML tags (!…)",
    hint: "Leave the tag out; text that looks like a number stays text in quotes.",
  },
  "directive-line": { id: "yaml-directive", message: "an inventory has no YAML directives (%…): it is always YAML 1.2" },
};

/**
 * Reads a text token by token and stops where it asks for more than an inventory needs,
 * before anything is built that its author could make huge or deep.
 *
 * @param tags those that another tool's files may have
 */
export function readTokens(
  text: string,
  tags: ReadonlySet<string> = new Set(),
): { readonly tokens: readonly CST.Token[] } | { readonly mistake: TextMistake } {
  const offset = text.search(control);
  if (offset !== -1) return { mistake: { id: "control-character", offset, message: describeControl(text.charCodeAt(offset)) } };

  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let aliases = 0;
  let isContent = false;
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    if (!isContent) {
      const type = CST.tokenType(lexeme);
      const refusal = type === null ? undefined : refused[type];
      if (refusal !== undefined && !tags.has(lexeme)) return { mistake: { ...refusal, offset } };
      if (type === "alias" && ++aliases > limit.aliases)
        return { mistake: { id: "yaml-size", offset, message: `a file may repeat anchored values (*…) at most ${limit.aliases} times` } };
    }
    isContent = !isContent && lexeme === CST.SCALAR;
    if (++count > limit.tokens) return { mistake: { id: "yaml-size", offset, message: "the file is too long: split it" } };
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > limit.depth)
      return { mistake: { id: "yaml-size", offset, message: "values are nested deeper than any inventory needs" } };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

function describeControl(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return code === 0
    ? `a NUL character (${name}): is this UTF-16 or no text at all?`
    : `the control character ${name} is not allowed in YAML`;
}
