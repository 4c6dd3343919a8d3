import { chmodSync, mkdirSync, readFileSync, readdirSync, lstatSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "#inventory/edit/write-files.ts";
import type { FileChange } from "#inventory/edit/write-files.ts";
import { inFolder } from "./house.ts";

describe("changed files are written", () => {
  test("with their byte order mark, line breaks and mode, and nothing is left beside them", async () => {
    await inFolder({ "a.yaml": "\u{feff}a: 1\r\n" }, async (folder) => {
      const file = path.join(folder, "a.yaml");
      chmodSync(file, 0o640);
      await writeFiles([{ file, before: "a: 1\r\n", after: "a: 2\r\n" }]);
      expect(readFileSync(file, "utf8")).toBe("\u{feff}a: 2\r\n");
      expect((statSync(file).mode & 0o7777).toString(8)).toBe("640");
      expect(readdirSync(folder)).toEqual(["a.yaml"]);
    });
  });

  test("where a link leads to, and the link stays", async () => {
    await inFolder({ "real.yaml": "a: 1\n" }, async (folder) => {
      const link = path.join(folder, "a.yaml");
      symlinkSync("real.yaml", link);
      await writeFiles([{ file: link, before: "a: 1\n", after: "a: 2\n" }]);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(path.join(folder, "real.yaml"), "utf8")).toBe("a: 2\n");
    });
  });

  test("new ones, too, but never over what somebody else put there", async () => {
    await inFolder({}, async (folder) => {
      const file = path.join(folder, "new.yaml");
      await writeFiles([{ file, before: undefined, after: "a: 1\n" }]);
      expect(readFileSync(file, "utf8")).toBe("a: 1\n");
      await expect(writeFiles([{ file, before: undefined, after: "a: 2\n" }])).rejects.toThrow(/changed by somebody else/);
      expect(readFileSync(file, "utf8")).toBe("a: 1\n");
    });
  });
});

describe("nothing is written", () => {
  test("when a file is no longer as it was read", async () => {
    await inFolder({ "a.yaml": "a: 1\n", "b.yaml": "b: theirs\n" }, async (folder) => {
      const [a = "", b = ""] = ["a.yaml", "b.yaml"].map((name) => path.join(folder, name));
      const changes = [
        { file: a, before: "a: 1\n", after: "a: 2\n" },
        { file: b, before: "b: 1\n", after: "b: 2\n" },
      ];
      await expect(writeFiles(changes)).rejects.toThrow(/b\.yaml was changed by somebody else meanwhile, so nothing was written/);
      expect(readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"))).toEqual(["a: 1\n", "b: theirs\n"]);
    });
  });

  test("when one file can't take its name: those that had theirs are put back", async () => {
    await inFolder({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" }, async (folder) => {
      const [a = "", b = "", c = ""] = ["a.yaml", "b.yaml", "c.yaml"].map((name) => path.join(folder, name));
      // When all are ready, the second one's place is taken by a folder.
      const changes: FileChange[] = Object.assign([], {
        *[Symbol.iterator]() {
          yield { file: a, before: "a: 1\n", after: "a: 2\n" };
          yield { file: c, before: undefined, after: "c: 1\n" };
          yield { file: b, before: "b: 1\n", after: "b: 2\n" };
          rmSync(b);
          mkdirSync(b);
        },
      });
      await expect(writeFiles(changes)).rejects.toThrow(/nothing was written: /);
      expect(readdirSync(folder)).toEqual(["a.yaml", "b.yaml"]);
      expect(readFileSync(a, "utf8")).toBe("a: 1\n");
    });
  });

  test("into a folder that is not there", async () => {
    await inFolder({}, async (folder) => {
      const file = path.join(folder, "no/a.yaml");
      await expect(writeFiles([{ file, before: undefined, after: "" }])).rejects.toThrow(/nothing was written: .*no such file/);
      writeFileSync(path.join(folder, "a.yaml"), "");
      expect(readdirSync(folder)).toEqual(["a.yaml"]);
    });
  });
});
