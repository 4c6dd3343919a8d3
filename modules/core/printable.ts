/** Text from a host as it may be shown on a terminal: control characters are spelt out, so that none of them acts. */
export const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });

/** One line of at most `width` characters. */
export function oneLine(text: string, width = 160): string {
  const line = printable(text.replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
