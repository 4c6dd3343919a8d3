const parts = (version: string): readonly string[] => version.match(/[0-9]+|[a-z]+/gi) ?? [];

/**
 * Below 0 when a version is older than another, above 0 when it is newer. Numbers are compared as numbers, words as text; a version that goes on
 * after the other has ended is the newer one.
 *
 * @example compareVersions("535.98", "535.183.01") // below 0
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (/^[0-9]/.test(a) && /^[0-9]/.test(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether a version belongs to a line of versions: `19.1` and `19` name 19.1.3, too.
 *
 * @example isVersionOf("9.4", "9") // true
 */
export const isVersionOf = (version: string, line: string): boolean => compareVersions(cutTo(version, line), line) === 0;

/**
 * Whether a version is no newer than what a line of versions holds: `19.1` goes up to 19.1.3 and beyond, not to 19.2.
 *
 * @example reachesUpTo("19.1", "19.0.4") // true
 */
export const reachesUpTo = (line: string, version: string): boolean => compareVersions(cutTo(version, line), line) <= 0;

const cutTo = (version: string, line: string): string => parts(version).slice(0, parts(line).length).join(".");

/**
 * Whether every version that one pattern lets in is let in by another; `*` stands for any text.
 *
 * @example letsIn("6.1.*", "6.1.0-*") // true
 */
export function letsIn(pattern: string, narrower: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return narrower === pattern;
  if (!narrower.startsWith(first)) return false;
  // Not as a regular expression: one of many stars takes for ever.
  let at = first.length;
  for (const piece of rest) {
    const found = narrower.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return narrower.endsWith(last) && at + last.length <= narrower.length;
}
