import { describe, expect, test } from "vitest";
import { answer } from "#inventory/query.ts";

const data = {
  hosts: [
    { id: "a", os: { family: "rhel" } },
    { id: "b", os: { family: "debian" } },
  ],
};
const limits = { timeout: 100, stack: 200, sequence: 1000 };

describe("a question is answered", () => {
  test.each<[expression: string, found: unknown]>([
    ['hosts[os.family="rhel"].id', "a"],
    ["hosts.id", ["a", "b"]],
    ["$count(hosts)", 2],
    ["hosts{os.family: id}", { rhel: "a", debian: "b" }],
    ['hosts[id="x"]', undefined],
    [
      'hosts ~> |$|{"id": "changed"}|',
      [
        { id: "changed", os: { family: "rhel" } },
        { id: "changed", os: { family: "debian" } },
      ],
    ],
  ])("%s", async (expression, found) => {
    expect(await answer(expression, data, limits)).toEqual(found);
    expect(data.hosts[0]?.id).toBe("a");
  });
});

describe("a mistake in it is shown where it is", () => {
  test.each<[expression: string, message: string]>([
    ['hosts[os.family="rhel".id', 'Expected "]" before end of expression\n    hosts[os.family="rhel".id\n                             ^'],
    ["hosts.(id", 'Expected ")" before end of expression\n    hosts.(id\n             ^'],
    ["hosts\n  .id]", "\n      .id]\n         ^"],
    ["$cuont(hosts)", "Attempted to invoke a non-function\n    $cuont(hosts)\n          ^"],
    ["\u001B[31m", "\\u{1b}[31m"],
  ])("%j", async (expression, message) => {
    await expect(answer(expression, data, limits)).rejects.toThrow(message);
  });
});

describe("a question without end ends", () => {
  test.each<[expression: string, message: RegExp]>([
    ["($f := function($n){$f($n+1)}; $f(1))", /it was not answered in 0\.1 seconds; does it end\?/],
    ["($f := function($n){1+$f($n+1)}; $f(1))", /Stack overflow/],
    ["[1..5000]", /maximum sequence length/],
    ["$pad('a', 10000000000)", /can't be answered: /],
  ])("%s", async (expression, message) => {
    await expect(answer(expression, data, limits)).rejects.toThrow(message);
  });
});

test("a function is no answer, but a mistake", async () => {
  await expect(answer("$count", data, limits)).rejects.toThrow("the answer is a function");
  await expect(answer("function($x){$x}", data, limits)).rejects.toThrow("the answer is a function");
  await expect(answer('{"f": function($x){$x}}', data, limits)).rejects.toThrow("can't be answered");
});
