import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { crossCheck } from "#inventory/cross-check.ts";
import { readInventory } from "#inventory/read.ts";

// What it finds does not matter here: something is wrong with host grade-01, and network video is the other end of it.
const check = crossCheck({ "grade-wrong": "host grade-01 is as it should be" }, function* () {
  yield { id: "grade-wrong", path: ["hosts", "grade-01", "os"], message: "it is not", related: ["networks", "video"] };
});

const facility = readFileSync("test/fixtures/cross-checks/facility.yaml", "utf8");

const entries = (exceptions: string): string => `${facility}
networks: { house: { cidr: 10.0.0.0/24, class: production }, video: { cidr: 10.1.0.0/24, class: media } }
rooms: { "2.14": { name: "2.14" } }
hosts:
  grade-01: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: house, ip: 10.0.0.1 } } }
  san-01: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: house, ip: 10.0.0.2 } } }
suites:
  grade-1: { name: Grade 1, room: "2.14", class: grade, hosts: [grade-01] }
  audio-1: { name: Audio 1, room: "2.14", class: audio, hosts: [san-01] }
exceptions:
${exceptions}`;

interface Given {
  readonly scope?: string;
  readonly approved_by?: string;
  readonly approved_on?: string;
  readonly expires?: string;
}

const exception = (id: string, given: Given): string => {
  const { scope = "hosts: [grade-01]", approved_by = "Kim", approved_on = "2026-11-26", expires = "2026-11-26" } = given;
  const approval = `${approved_by === "" ? "" : `, approved_by: ${approved_by}`}${approved_on === "" ? "" : `, approved_on: ${approved_on}`}`;
  return `  ${id}: { check: grade-wrong, scope: { ${scope} }, reason: it waits for parts, requested_by: Sam${approval}, expires: ${expires} }\n`;
};

/** What is found and what is waived, on 2026-11-26. */
const judge = (exceptions: string) => {
  const clock = { today: "2026-11-26", now: "2026-11-26T09:00" };
  const { findings, waived } = readInventory([{ file: "a.yaml", text: entries(exceptions) }], { checks: [check], clock });
  return { found: findings.map(({ id }) => id), waived: waived.map(({ id, exception }) => `${id} by ${exception}`) };
};

describe("an approved exception", () => {
  test.each<[string, Given]>([
    ["names the host", {}],
    ["names the other end", { scope: "networks: [video]" }],
    ["names the class of the host's suite", { scope: "classes: [grade]" }],
    ["names one of several", { scope: "hosts: [san-01, grade-01]" }],
    ["began today and ends today", { approved_on: "2026-11-26", expires: "2026-11-26" }],
  ])("that %s silences the finding, and is told with it", (_, given) => {
    expect(judge(exception("x", given))).toEqual({ found: [], waived: ["grade-wrong by x"] });
  });

  test.each<[string, Given, string]>([
    ["is about another host", { scope: "hosts: [san-01]" }, "exception-unused"],
    ["is about another class", { scope: "classes: [audio]" }, "exception-unused"],
    ["is about a suite, where a host is wrong", { scope: "suites: [grade-1]" }, "exception-unused"],
    ["ended yesterday", { approved_on: "2026-01-01", expires: "2026-11-25" }, "exception-expired"],
    ["is approved from tomorrow", { approved_on: "2026-11-27", expires: "2026-12-31" }, "exception-unapproved"],
    ["is approved by nobody", { approved_by: "" }, "exception-unapproved"],
    ["is approved on no day", { approved_on: "" }, "exception-unapproved"],
  ])("that %s silences nothing, and is told itself", (_, given, rule) => {
    expect(judge(exception("x", given))).toEqual({ found: ["grade-wrong", rule], waived: [] });
  });

  test("of two takes the one that is in force, and neither is unused", () => {
    const two = exception("old", { approved_on: "2026-01-01", expires: "2026-06-30" }) + exception("new", {});
    expect(judge(two)).toEqual({ found: ["exception-expired"], waived: ["grade-wrong by new"] });
  });

  test("may be about a cable, whose label has capitals", () => {
    const { findings } = readInventory([{ file: "a.yaml", text: entries(exception("x", { scope: "cables: [V1001]" })) }], {
      checks: [check],
    });
    expect(findings.map(({ message }) => message)).toContain('exception x refers to cable "V1001", which no file describes');
  });
});

describe("an exception can't reach", () => {
  const read = (texts: string) => ({ file: "house.yaml", text: texts });

  test("who reads an inventory without its checks, as the provider does", () => {
    const { findings } = readInventory([read(entries(exception("e", {})))]);
    expect(findings).toEqual([]);
  });

  test("what resolving an inventory relies on: a way to a host that goes in a circle stays an error", () => {
    const text = entries(exception("e", {}).replace("grade-wrong", "jump-circle")).replace(
      "hosts:\n  grade-01: {",
      "hosts:\n  grade-01: { ssh: { jump: grade-01 },",
    );
    const { findings, waived } = readInventory([read(text)], { checks: [check] });
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toContain("error jump-circle");
    expect(waived.map(({ id }) => id)).not.toContain("jump-circle");
  });
});
