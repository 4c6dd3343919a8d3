import { expandRanges } from "#exchange/from/ansible/ranges.ts";
import { showText } from "#inventory/show.ts";

/**
 * The hosts that a key or the first word of a line names, and the port that may stand after them.
 *
 * @throws {Error} saying what is wrong with it
 */
export function readHostPattern(text: string): { readonly hosts: readonly string[]; readonly port?: number } {
  const [, bracketed, bracketedPort] = /^\[(.+)\]:([0-9]{1,5})$/.exec(text) ?? [];
  const [, plain, plainPort] = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]{1,5})$/.exec(text) ?? [];
  const pattern = bracketed ?? plain ?? text;
  const port = bracketedPort ?? plainPort;
  if (pattern.endsWith(":") && !pattern.includes("::"))
    throw new Error(`${showText(text)} ends in a colon, after which a port is expected`);
  if (pattern === "---") throw new Error("this starts like YAML, but the file's name has no .yml or .yaml at its end");
  const hosts = /^[0-9a-f:.]*::?[0-9a-f:.]*$/i.test(pattern) ? [pattern] : expandRanges(pattern);
  return { hosts, ...(port !== undefined && { port: Number(port) }) };
}
