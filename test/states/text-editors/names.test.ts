import { array, boolean, constantFrom, record, tuple, uniqueArray } from "fast-check";
import type { Arbitrary } from "fast-check";
import { hostEntry } from "#states/host_entry.ts";
import { knownHost } from "#states/known_host.ts";
import { editsCarefully } from "#support/edits.ts";

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const fileOf = (line: Arbitrary<string>): Arbitrary<string> =>
  tuple(array(line, { maxLength: 6 }), boolean(), boolean()).map(([all, ends, dos]) => {
    const end = dos ? "\r\n" : "\n";
    return all.join(end) + (ends && all.length > 0 ? end : "");
  });

const ensure = constantFrom("present" as const, "absent" as const);

/** Lines in which none of the names stands and that are not there as they were, in the same order; the last one may have got an end. */
function missingOthers(before: string, after: string, isOurs: (line: string) => boolean): string[] {
  const is = linesOf(after);
  return linesOf(before).filter((line) => {
    if (isOurs(line)) return false;
    const at = is.findIndex((each) => each === line || (!line.endsWith("\n") && each.replace(/\r?\n$/, "") === line.replace(/\r$/, "")));
    is.splice(0, at + 1);
    return at < 0;
  });
}

const sorted = (words: readonly string[]): string => words.toSorted().join("\n");

const hostLine = tuple(
  constantFrom("10.0.0.1", "10.0.0.2", " 10.0.0.1", "fd00::1", "#10.0.0.1", ""),
  array(constantFrom("a", "b", "A", "aa", "c.d"), { maxLength: 4 }),
  constantFrom("", " # a", "#", " ", "\t# \\n & %s"),
).map(([ip, names, rest]) => [ip, ...names].join(" ") + rest);
const bareHosts = (text: string): string[] =>
  linesOf(text).flatMap((line) => {
    const [ip, ...names] = line.replace(/#.*/s, "").trim().split(/\s+/);
    return names.map((name) => `${ip} ${name.toLowerCase()}`);
  });

editsCarefully({
  type: hostEntry,
  path: "/etc/hosts",
  files: fileOf(hostLine),
  wants: record(
    { ip: constantFrom("10.0.0.1", "fd00::1"), names: uniqueArray(constantFrom("a", "b", "c.d"), { minLength: 1 }), ensure },
    { requiredKeys: ["ip", "names"] },
  ),
  check: (before, after, { ip, names, ensure }) => {
    const rival = (pair: string): boolean => ensure !== "absent" && pair.includes(":") === ip.includes(":");
    const isOurs = (pair: string): boolean => names.includes(pair.split(" ")[1] ?? "") && (rival(pair) || pair.startsWith(`${ip} `));
    return {
      found: {
        said: sorted(bareHosts(after).filter((pair) => !isOurs(pair))),
        missing: missingOthers(before, after, (line) => bareHosts(line).some(isOurs)),
      },
      wanted: { said: sorted(bareHosts(before).filter((pair) => !isOurs(pair))), missing: [] },
    };
  },
});

const keyLine = tuple(
  constantFrom("", "@revoked ", "#", "|"),
  uniqueArray(constantFrom("a", "b", "aa", "*.d", "[a]:2222"), { minLength: 1, maxLength: 3 }),
  constantFrom(" ssh-rsa K1=", " ssh-rsa K2=", "\tssh-ed25519  K1=", " ssh-rsa", ""),
  constantFrom("", " comment \\n & %s", " "),
).map(([mark, names, key, rest]) => mark + names.join(",") + key + rest);
const bareKeys = (text: string): string[] =>
  linesOf(text).flatMap((line) => {
    const [names = "", type, key, ...rest] = line.trim().split(/\s+/);
    return names.split(",").map((name) => [name, type, key, ...rest].join(" "));
  });

editsCarefully({
  type: knownHost,
  path: "/etc/ssh/ssh_known_hosts",
  files: fileOf(keyLine),
  wants: record(
    {
      names: uniqueArray(constantFrom("a", "b", "[a]:2222"), { minLength: 1 }),
      key: constantFrom("ssh-rsa K1=", "ssh-ed25519 K1="),
      ensure,
    },
    { requiredKeys: ["names", "key"] },
  ),
  check: (before, after, { names, key, ensure }) => {
    const [type = ""] = key.split(" ");
    const isOurs = (each: string): boolean => {
      const [name = "", ...words] = each.split(" ");
      return names.includes(name) && words.length > 1 && words[0] === type && (ensure !== "absent" || words[1] === key.split(" ")[1]);
    };
    return {
      found: {
        said: sorted(bareKeys(after).filter((each) => !isOurs(each))),
        missing: missingOthers(before, after, (line) => bareKeys(line).some(isOurs)),
      },
      wanted: { said: sorted(bareKeys(before).filter((each) => !isOurs(each))), missing: [] },
    };
  },
});
