import { describe, expect, it } from "vitest";
import { exitInWords, exitStatus } from "#core/verdict.ts";
import type { Change, Finding, HostReport, Verdict } from "#core/verdict.ts";
import { renderFindings, summary } from "#report/findings-text.ts";
import { coloured, plain } from "#report/paint.ts";

const finding = (id: string, verdict: Verdict, changes: readonly Change[] = [], more: Partial<Finding> = {}): Finding => ({
  role: "hardening",
  state: { kind: id.split(":")[0] ?? "", id, want: {} },
  verdict,
  changes,
  ...more,
});
const render = (reports: readonly HostReport[], diff = false): string => renderFindings(reports, { paint: plain, diff });

describe("what was found, in words", () => {
  it("names each fact that differs with its old and new value, and nothing that is as declared", () => {
    const host = {
      host: "suite-01",
      findings: [
        finding("sysctl:vm.swappiness", "drift", [{ fact: "live", want: "10", have: "60" }]),
        finding("file:/etc/motd", "conforming"),
      ],
    };
    expect(render([host])).toMatchInlineSnapshot(`
      "suite-01
        ~ sysctl:vm.swappiness  drift (hardening)
            live: 60 => 10

      suite-01 : ok=1 changed=0 unreachable=0 failed=0 skipped=0 drift=1 pending=0 due=0 waived=0"
    `);
  });

  it("shows the changed lines of a text, and with --diff the lines around them", () => {
    const change = { fact: "content", want: "a\nb\nc\n", have: "a\nB\nc\n" };
    const host = { host: "h", findings: [finding("file:/etc/motd", "drift", [change])] };
    expect(render([host])).toContain("-B\n        +b\n");
    expect(render([host])).not.toContain(" c\n");
    expect(render([host], true)).toContain("@@ -1,3 +1,3 @@\n         a\n        -B\n        +b\n         c");
  });

  it("says why nobody could look, and what to try", () => {
    const away = { host: "suite-02", unreachable: "no answer within 10 s", hint: "Is it switched on?" };
    expect(render([away])).toMatchInlineSnapshot(`
      "suite-02
        ! unreachable  no answer within 10 s
            Is it switched on?

      suite-02 : ok=0 changed=0 unreachable=1 failed=0 skipped=0 drift=0 pending=0 due=0 waived=0"
    `);
    expect(summary([away])).toBe("1 host could not be reached.");
  });

  it("lets nothing that a host says act on the terminal", () => {
    const hostile = "\u001B]52;c;cm0gLXJm\u0007\u001B[2J\u202Efdp";
    const host = {
      host: "h",
      findings: [
        finding("file:/x", "drift", [{ fact: "content", want: "", have: hostile }]),
        finding("file:/y", "error", [], { reason: hostile }),
      ],
    };
    const text = render([host]);
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(text).toContain("\\x1b]52");
  });

  it("colours only what it is asked to colour", () => {
    const host = { host: "h", findings: [finding("file:/x", "drift", [{ fact: "mode", want: "0644", have: "0666" }])] };
    expect(renderFindings([host], { paint: coloured, diff: false })).toContain("\u001B[");
    expect(render([host])).not.toContain("\u001B[");
  });
});

describe("the exit status", () => {
  it.each<[string, HostReport[], number, string]>([
    ["all as declared", [{ host: "h", findings: [finding("a:b", "conforming")] }], 0, "success"],
    ["drift", [{ host: "h", findings: [finding("a:b", "drift")] }], 2, "some states differ"],
    ["something to apply", [{ host: "h", findings: [finding("a:b", "pending")] }], 2, "some states differ"],
    ["blocked is not conforming", [{ host: "h", findings: [finding("a:b", "blocked")] }], 2, "some states differ"],
    ["nobody could judge", [{ host: "h", findings: [finding("a:b", "error")] }], 4, "some host failed"],
    ["unreachable is not conforming", [{ host: "h", unreachable: "off" }], 8, "some host is unreachable"],
    [
      "all at once",
      [
        { host: "h", findings: [finding("a:b", "drift"), finding("a:c", "error")] },
        { host: "i", unreachable: "off" },
      ],
      14,
      "some states differ, some host failed, some host is unreachable",
    ],
  ])("%s", (_, reports, status, words) => {
    expect(exitStatus(reports)).toBe(status);
    expect(exitInWords(status)).toBe(words);
  });
});
