import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { stateTypes, typeOf } from "#states/index.ts";

test("a kind is found by its name", () => {
  expect(typeOf("mount").summary).toContain("mounted file system");
});

test("a mistyped kind gets the name that was meant", () => {
  expect(() => typeOf("sysclt")).toThrow('there is no kind of state "sysclt", did you mean "sysctl"?');
});

test("every file of this folder is a kind in the list, besides the parts that kinds share", () => {
  const shared = new Set(["edited-file", "fetched", "in-use", "index", "own-way", "owned-file", "params", "secret-fact", "systemd-show"]);
  const files = readdirSync(new URL("../../modules/states", import.meta.url)).filter((name) => name.endsWith(".ts"));
  expect(files.map((name) => name.replace(/\.ts$/, "")).filter((name) => !shared.has(name))).toEqual([...stateTypes.keys()].toSorted());
});
