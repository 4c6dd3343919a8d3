import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "#cli/main.ts";
import { plain } from "#report/paint.ts";

/** Types a command line and keeps what it says where. */
async function type(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const status = await main(args, {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    paint: plain,
    watched: false,
    env: {},
  });
  return { status, ...said };
}

describe("a mistake on the command line is told in words, with what is meant, before any host is touched", () => {
  it.each([
    [["drfit"], /unknown command 'drfit'\n.*Did you mean drift/],
    [["drift", "--limti", "x"], /unknown option '--limti'\n.*Did you mean --limit/],
    [["drift", "--limit", "suite-1"], /--limit: no host matches "suite-1", did you mean "suite-01"\?/],
    [["drift", "--limit", "@onlin"], /no group is called "onlin", did you mean "online"\?\nGroups are: /],
    [["drift", "--limit", "suite-01,"], /--limit: no host matches ""/],
    [["drift", "--limit", "suite-01,!suite-01"], /leaves no host/],
    [["drift", "--parallel", "many"], /--parallel: "many" is not a whole number/],
    [["states", "suite-01", "--limit", "suite-02"], /either a host or --limit/],
    [["validate", "--stack", "no-such-site"], /no-such-site: there is no such folder/],
    [["validate", "-i", mkdtempSync(path.join(tmpdir(), "conform-empty-"))], /conform: /],
  ])("conform %j", async (args, words) => {
    const { status, out, err } = await type(...args);
    expect(status).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("what touches no host", () => {
  it("validates the practice facility", async () => {
    expect(await type("validate")).toEqual({ status: 0, err: "", out: expect.stringMatching(/is valid: Practice facility, 5 hosts/) });
  });
  it("lists hosts with the groups by which --limit calls them", async () => {
    const { out } = await type("hosts", "--limit", "@online");
    expect(out).toMatch(/^HOST +ADDRESS/);
    expect(out).toMatch(/online-01 +10\.77\.0\.22 +conform +debian 12 +.*@online/);
    expect(out.trim().split("\n")).toHaveLength(2);
  });
  it("lists states in the order of their application, as text and as JSON", async () => {
    const text = await type("states", "suite-01");
    expect(text.out).toMatch(/suite-01 +access +user:editor/);
    const { out } = await type("states", "--json");
    const { schema, states } = JSON.parse(out) as { schema: string; states: { host: string; id: string }[] };
    expect(schema).toBe("conform.states/v1");
    expect(new Set(states.map(({ host }) => host)).size).toBe(5);
  });
  it.each(["validate", "hosts", "states", "drift", "plan", "up"])("conform %s --help gives examples", async (command) => {
    const { status, out } = await type(command, "--help");
    expect(status).toBe(0);
    expect(out).toContain(`Examples:\n  conform ${command}`);
  });
});
