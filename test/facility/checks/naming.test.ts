import { describe, expect, test } from "vitest";

import { naming } from "#facility/checks/naming.ts";
import { foundBy } from "#support/found-by.ts";

const named = (pattern: string, ...ids: readonly string[]): string => `
facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }, naming: { sites: '${pattern}' } }
sites: { ${ids.map((id) => `${id}: { name: X }`).join(", ")} }
`;

describe("a naming rule", () => {
  test.each([
    ["matches the whole id", "[a-z]{3}", ["abc", "abcd"], ["abcd"]],
    ["of two words matches either as a whole", "soho|city", ["soho", "city", "city-2"], ["city-2"]],
    ["may have anchors of its own", "^s[0-9]$", ["s1", "s12"], ["s12"]],
    ["is no part of the text around it", "[a-z]+|", ["soho", "s-1"], ["s-1"]],
    ["knows Unicode's properties", "\\p{Ll}+", ["soho", "s1"], ["s1"]],
  ])("%s", (_, pattern, ids, misnamed) => {
    expect(foundBy(naming, named(pattern, ...ids)).map((found) => /site (\S+) is/.exec(found)?.[1])).toEqual(misnamed);
  });

  test.each([
    ["repeats of repeats", "(a+)+"],
    ["sixty repeats in a row", ".*".repeat(60)],
  ])("that asks for ever is stopped: %s", (_, pattern) => {
    expect(foundBy(naming, named(`${pattern}0`, "a".repeat(60)))[0]).toMatch(/^naming-endless: the pattern for sites can't be decided/);
  });
});
