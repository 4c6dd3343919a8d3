/** Far more hosts than a facility has. */
const mostHosts = 20_000;

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The hosts that a pattern names, as Ansible counts them: `host[01:10]`, `[a:f]`, with a step, and several in one.
 *
 * @example expandRanges("host[08:10].soho") // ["host08.soho", "host09.soho", "host10.soho"]
 * @throws {Error} saying what is wrong with it
 */
export function expandRanges(pattern: string): readonly string[] {
  const start = pattern.indexOf("[");
  if (start === -1) return [pattern];
  const end = pattern.indexOf("]", start);
  if (end === -1) throw new Error(`the range in "${pattern}" is not closed by ]`);
  const heads = count(pattern.slice(start + 1, end), pattern);
  const tails = expandRanges(pattern.slice(end + 1));
  if (heads.length * tails.length > mostHosts) throw new Error(`"${pattern}" names more than ${mostHosts} hosts`);
  return heads.flatMap((one) => tails.map((tail) => pattern.slice(0, start) + one + tail));
}

function count(range: string, pattern: string): readonly string[] {
  const [from = "", to = "", step = "1", ...more] = range.split(":");
  const first = from === "" ? "0" : from;
  if (to === "" || more.length > 0 || !/^[1-9][0-9]{0,4}$/.test(step))
    throw new Error(`"[${range}]" in "${pattern}" is no range: it should be as in [01:10], [a:f] or [0:10:2]`);
  const places = (begin: number, end: number): readonly number[] => {
    if (begin > end) throw new Error(`the range "[${range}]" in "${pattern}" ends before it begins`);
    const by = Number(step);
    const many = Math.floor((end - begin) / by) + 1;
    if (many > mostHosts) throw new Error(`"${pattern}" names more than ${mostHosts} hosts`);
    return Array.from({ length: many }, (_, i) => begin + i * by);
  };
  if (/^[a-zA-Z]$/.test(first) && /^[a-zA-Z]$/.test(to))
    return places(letters.indexOf(first), letters.indexOf(to)).map((i) => letters.charAt(i));
  if (!/^[0-9]{1,9}$/.test(first) || !/^[0-9]{1,9}$/.test(to))
    throw new Error(`"[${range}]" in "${pattern}" is no range: it counts neither numbers nor letters`);
  const width = first.startsWith("0") && first.length > 1 ? first.length : 0;
  if (width > 0 && width !== to.length) throw new Error(`both ends of "[${range}]" in "${pattern}" should have the same number of digits`);
  return places(Number(first), Number(to)).map((number) => String(number).padStart(width, "0"));
}
