import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { engineProject } from "#support/engine-project.ts";
import type { EngineProject } from "#support/engine-project.ts";

let project: EngineProject;
beforeEach(async () => {
  project = await engineProject("commands");
});
afterEach(() => project.remove());

test("a program of @pulumi/command runs without the official plugin, and a changed copy is seen and repaired", async () => {
  const folder = project.on("a", "opt");
  mkdirSync(folder, { recursive: true });
  project.declare([], { inventory: folder });
  const made = await project.pulumi("up", "--yes", "--skip-preview");
  expect(made.stdout + made.stderr).not.toMatch(/warning|error/);
  expect(made.stdout).toContain('said: "done"');
  expect([readFileSync(`${folder}/made`, "utf8"), readFileSync(`${folder}/licence`, "utf8")]).toEqual(["made\n", "LICENCE 1\n"]);
  expect((await project.pulumi("preview", "--expect-no-changes")).status).toBe(0);
  writeFileSync(`${folder}/licence`, "hacked");
  const seen = await project.pulumi("preview", "--diff");
  expect(seen.stdout).toContain(`- ${folder}/licence: "is not what was copied"`);
  expect((await project.pulumi("up", "--yes", "--skip-preview")).status).toBe(0);
  expect(readFileSync(`${folder}/licence`, "utf8")).toBe("LICENCE 1\n");
  expect((await project.pulumi("destroy", "--yes", "--skip-preview")).status).toBe(0);
  expect(existsSync(`${folder}/made`)).toBe(false);
});
