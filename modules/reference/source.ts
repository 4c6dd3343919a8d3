/** What the comment above an exported name says: its text, and its examples without the word. */
export interface Doc {
  readonly text: string;
  readonly examples: readonly string[];
}

/**
 * The comment right above the first place in a source file where `exported` stands.
 * @throws {Error} when there is none: everything in the reference has one.
 */
export function docAbove(source: string, exported: RegExp): Doc {
  const at = exported.exec(source)?.index;
  const comment = at === undefined ? undefined : /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, at))?.[1];
  if (comment === undefined) throw new Error(`no comment stands above ${String(exported)}`);
  const [text = "", ...examples] = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .split(/^@example /m);
  return { text: joined(text), examples: examples.map((example) => example.trim()) };
}

/** Lines of one paragraph as one line. */
const joined = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split(/\s*\n\s*/).join(" "))
    .join("\n\n");

/** Text as a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

export const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
