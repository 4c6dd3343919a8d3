import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectRoot, run } from "#support/conform.ts";

// Node runs no TypeScript below a folder called node_modules.
mkdirSync(path.join(projectRoot, ".conform"), { recursive: true });
const copy = mkdtempSync(path.join(projectRoot, ".conform/contributing-"));
const inCopy = (file: string): string => path.join(copy, file);

const guide = readFileSync(path.join(projectRoot, "docs/contributing.md"), "utf8");

/** The code block that follows the name of its file. */
const block = (file: string): string => {
  const after = guide.slice(guide.indexOf(`\`${file}\``));
  return /```ts\n([\s\S]*?)```/.exec(after)?.[1] ?? "";
};

/** The line that a file's list gets, and the import above it. */
function enlist(file: string, list: RegExp, name: string, from: string): void {
  const text = readFileSync(inCopy(file), "utf8");
  writeFileSync(inCopy(file), `import { ${name} } from "${from}";\n${text.replace(list, (start) => `${start}\n  ${name},`)}`);
}

const copied = [
  "modules",
  "stacks",
  "schemas",
  "test",
  "docs",
  "inventory",
  "scripts",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];
const files = ["modules/states/mailname.ts", "test/states/mailname.test.ts", "modules/baseline/roles/mail.ts"];

beforeAll(() => {
  for (const name of copied) cpSync(path.join(projectRoot, name), inCopy(name), { recursive: true });
  symlinkSync(path.join(projectRoot, "node_modules"), inCopy("node_modules"));
  for (const file of files) writeFileSync(inCopy(file), block(file));
  enlist("modules/states/index.ts", /^const all = \[/m, "mailname", "#states/mailname.ts");
  enlist("modules/baseline/roles.ts", /^const roles = \[/m, "mail", "#baseline/roles/mail.ts");
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const bin = (tool: string): string => path.join(projectRoot, "node_modules/.bin", tool);

test("a kind and a role written as docs/contributing.md says compile", async () => {
  const { stdout, status } = await run(bin("tsc"), ["-p", "."], { cwd: copy });
  expect([stdout, status]).toEqual(["", 0]);
});

test("the kind's test passes but for what only a real host can tell", async () => {
  const { stdout } = await run(bin("vitest"), ["run", "--project", "unit", "--reporter", "json", "test/states/mailname.test.ts"], {
    cwd: copy,
  });
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
    testResults: { assertionResults: { title: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results.length).toBeGreaterThan(10);
  expect(results.filter(({ status }) => status !== "passed").map(({ title }) => title)).toEqual(["docs/mutations.md says what came of it"]);
});

test("the role is there at once", async () => {
  const { stdout, status } = await run(bin("node"), [inCopy("modules/cli/main.ts"), "states", "suite-01"], { cwd: copy });
  expect(status).toBe(0);
  expect(stdout).toMatch(/suite-01 +mail +mailname:mailname +the house's mail server/);
});
