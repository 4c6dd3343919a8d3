/** A stretch of a text that other text takes the place of. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with all splices made; they lie apart, and those at one place come in their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { from, to, text: instead } of splices.toSorted((a, b) => a.from - b.from)) {
    if (from < done) throw new Error("two splices of one text overlap");
    pieces.push(text.slice(done, from), instead);
    done = to;
  }
  return pieces.join("") + text.slice(done);
}

export const startOfLine = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** Where the next line starts, or the text ends. */
export function startOfNextLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 ? text.length : newline + 1;
}

/** Where a line ends, before its line break. */
export function endOfLine(text: string, at: number): number {
  const next = startOfNextLine(text, at);
  return next - (/\r?\n$/.exec(text.slice(Math.max(at, next - 2), next))?.[0].length ?? 0);
}

/** The line that starts at an offset, without its line break; undefined at the end of the text. */
export const lineAt = (text: string, start: number): string | undefined =>
  start >= text.length ? undefined : text.slice(start, endOfLine(text, start));

export const isBlank = (line: string | undefined): boolean => line !== undefined && /^[ \t]*$/.test(line);

/** The column of a line that holds nothing but a comment. */
export function commentColumn(line: string | undefined): number | undefined {
  const found = line?.search(/[^ \t]/) ?? -1;
  return line?.[found] === "#" ? found : undefined;
}
