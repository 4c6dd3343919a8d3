/** A text as one word of a POSIX shell, and of Python's shlex. */
export const quoteWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

/**
 * Splits a text into words as Python's shlex does, by which Ansible and Salt read options: quotes hold words together, and from a bare `#` on
 * it is a comment where there are comments. Undefined when a quote is not closed.
 */
export function splitWords(text: string, { comments = false } = {}): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (comments && character === "#") break;
    else if (character === "'" || character === '"') {
      const quoted = readQuoted(text, i);
      if (quoted === undefined) return undefined;
      word = (word ?? "") + quoted.text;
      i = quoted.end;
    } else if (character === "\\") {
      if (i + 1 >= text.length) return undefined;
      word = (word ?? "") + text.charAt(++i);
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** What stands between a quote and the next one of its kind, and where that is. */
function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const quote = text.charAt(start);
  let quoted = "";
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === quote) return { text: quoted, end: i };
    const next = text.charAt(i + 1);
    if (character === "\\" && quote === '"' && (next === '"' || next === "\\")) {
      quoted += next;
      i += 1;
    } else quoted += character;
  }
  return undefined;
}
