import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText, evilTexts } from "#support/any-text.ts";
import { lines, quote, sh, Sh } from "#core/sh.ts";

const shells: readonly (readonly [string, readonly string[]])[] = [
  ["dash", []],
  ["busybox", ["sh"]],
  ["bash", ["--posix"]],
];

const print = (shell: string, flags: readonly string[], script: string): string[] =>
  spawnSync(shell, [...flags, "-s"], { input: script, encoding: "utf8", env: { PATH: process.env["PATH"], LC_ALL: "C" } })
    .stdout.split("\0")
    .slice(0, -1);

describe.each(shells)("any text without a NUL comes through %s as it was", (shell, flags) => {
  test("quoted", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 50 }), (texts) => {
        expect(print(shell, flags, texts.map((text) => `printf '%s\\0' ${quote(text)}`).join("\n"))).toEqual(texts);
      }),
      { numRuns: 30, examples: [[[...evilTexts]]] },
    );
  });

  test("in a template, as one word each", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 50 }), anyText, (texts, one) => {
        const script = sh`set -- ${texts}; printf '%s\\0' "$#" "$@"; printf %s ${one}; printf '\\0'`;
        expect(print(shell, flags, script.text)).toEqual([String(texts.length), ...texts, one]);
      }),
      { numRuns: 30 },
    );
  });

  test("64 KB of it", () => {
    const long = `${"'\\$\n ü".repeat(10_000)}!`;
    expect(print(shell, flags, sh`printf '%s\\0' ${long}`.text)).toEqual([long]);
  });
});

test("a NUL is refused: no shell word can hold it", () => {
  expect(() => quote("a\0b")).toThrow(RangeError);
});

test.each([
  ["plain words stay readable", sh`chmod ${"0644"} ${"/etc/motd"}`, "chmod 0644 /etc/motd"],
  ["numbers go as they are", sh`head -c ${5}`, "head -c 5"],
  ["shell goes as it is", sh`${new Sh("a | b")} && ${sh`c`}`, "a | b && c"],
  ["nothing is nothing", sh`a ${undefined} ${false} b`, "a   b"],
  ["an empty text is a word", sh`a ${""}`, "a ''"],
  ["pieces become lines", lines([sh`a`, false, undefined, sh`b`]), "a\nb"],
])("%s", (_title, made, text) => {
  expect(made.text).toBe(text);
});
