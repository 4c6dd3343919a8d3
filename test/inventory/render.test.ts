import { describe, expect, test } from "vitest";

import { renderFinding, renderFindings } from "#inventory/render.ts";
import { mistakesIn } from "./house.ts";

const finding = { id: "x", severity: "error", file: "a.yaml", line: 3, column: 5, message: "m" } as const;

describe("a finding as text", () => {
  test("has its line, the other place and what to try", () => {
    const related = { file: "b.yaml", line: 1, column: 2 };
    expect(renderFinding({ ...finding, excerpt: "\tab: c", related, hint: "Try." }).split("\n")).toEqual([
      "a.yaml:3:5: m [x]",
      "    3 |  ab: c",
      "      |     ^",
      "    see b.yaml:1:2",
      "    Try.",
    ]);
  });

  test("can't move the cursor, change colours or the direction of reading", () => {
    const shown = renderFinding({ ...finding, file: "\u001b[2J.yaml", message: "\u202e", excerpt: "a: \u001b]0;x\u0007", hint: "\r" });
    expect(shown).not.toMatch(/[^\P{C}\n]/u);
  });

  test("cuts a long line around the place", () => {
    const [, line = "", caret = ""] = renderFinding({ ...finding, column: 250, excerpt: `${"a".repeat(249)}X${"b".repeat(150)}` }).split(
      "\n",
    );
    expect(line.length).toBeLessThan(140);
    expect(line[caret.indexOf("^")]).toBe("X");
  });

  test("is counted with the others at the end", () => {
    expect(renderFindings([finding, { ...finding, file: "b.yaml" }])).toMatch(/\n\n2 mistakes in the inventory$/);
    expect(renderFindings([finding])).toMatch(/\n\n1 mistake in the inventory$/);
    expect(renderFindings([finding, { ...finding, severity: "warning" }])).toMatch(
      /: warning: m \[x\][^]*\n1 mistake and 1 warning in the inventory$/,
    );
    expect(renderFindings([{ ...finding, severity: "warning" }])).toMatch(/\n\n1 warning in the inventory$/);
  });
});

describe("a line that may hold a secret is not shown", () => {
  test.each([
    { where: "a password in place of its reference", text: "hosts: { a: { ssh: { become_password: hunter2, prt: 1 } } }" },
    { where: "a password on a line of its own", text: "hosts:\n  a:\n    ssh:\n      become_password:\n        hunter2\n" },
    { where: "a password in a list", text: "hosts: { a: { ssh: { become_password: [hunter2] } } }" },
    { where: "a licence key next to a mistake", text: "licence_servers: { a: { licence: hunter2, prt: 1 } }" },
    { where: "a key of a mapping that is spelt wrong", text: "hosts: { a: { ssh: { become_pasword: hunter2 } } }" },
    { where: "a secret reference that is none", text: "hosts: { a: { files: { /a: { content: { secret: hunter2 } } } } }" },
    { where: "text without its closing quote", text: 'hosts: { a: { ssh: { become_password: "hunter2 } } }' },
    { where: "a private key", text: 'hosts: { a: { ssh: { host_keys: ["-----BEGIN OPENSSH PRIVATE KEY-----\\nhunter2"] } } }' },
  ])("$where", async ({ text }) => {
    const shown = await mistakesIn({ "a.yaml": text });
    expect(shown).toContain("a.yaml:");
    expect(shown).not.toContain("hunter2");
  });
});
