import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { stateTypes, typeOf } from "#states/index.ts";

test("every kind is in the list", () => {
  expect([...stateTypes.keys()].toSorted()).toMatchInlineSnapshot(`
    [
      "authorized_key",
      "directory",
      "exec",
      "file",
      "firewall",
      "group",
      "kernel_module",
      "line",
      "link",
      "mount",
      "package",
      "restart",
      "service",
      "sysctl",
      "unit",
      "user",
    ]
  `);
});

test("a kind is found by its name", () => {
  expect(typeOf("mount").summary).toContain("mounted file system");
});

test("a mistyped kind gets the name that was meant", () => {
  expect(() => typeOf("sysclt")).toThrow('there is no kind of state "sysclt", did you mean "sysctl"?');
});

test("a kind lives in the file of its name", () => {
  const files = readdirSync(new URL("../../modules/states", import.meta.url)).map((name) => name.replace(/\.ts$/, ""));
  expect(files).toEqual(expect.arrayContaining([...stateTypes.keys()]));
});
