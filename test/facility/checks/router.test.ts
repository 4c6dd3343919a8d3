import { describe, expect, test } from "vitest";

import { routers } from "#facility/checks/router.ts";
import { foundBy } from "#support/found-by.ts";

const ids = (text: string): readonly string[] => foundBy(routers, text).map((found) => found.split(":")[0] ?? "");

describe("tie-lines", () => {
  // Two routers with a tie-line each way, and a machine on the first.
  const tied = (first: number, second: number): string => `
routers:
  main:
    protocol: videohub
    inputs: { "1": { label: VTR }, "2": { label: FROM MCR, from: { router: mcr, output: 1 } } }
    outputs: { "1": { label: TO MCR, source: ${first} } }
  mcr:
    protocol: videohub
    inputs: { "1": { label: FROM MAIN, from: { router: main, output: 1 } }, "2": { label: PLAYER } }
    outputs: { "1": { label: TO MAIN, source: ${second} } }
`;

  test.each([
    ["may run both ways between two routers", 1, 2, []],
    ["may carry a picture there and back", 1, 1, []],
    ["must not carry it in a circle", 2, 1, ["picture-in-a-circle"]],
  ])("%s", (_, first, second, expected) => expect(ids(tied(first, second))).toEqual(expected));

  test("of a router to itself are a circle too", () => {
    const alone = `
routers:
  main:
    protocol: none
    inputs: { "1": { label: LOOP, from: { router: main, output: 1 } } }
    outputs: { "1": { label: BACK, source: 1 }, "2": { label: MON, source: 1 } }
`;
    expect(foundBy(routers, alone)).toEqual(["picture-in-a-circle: output 1 of router main shows itself: main output 1 ← main output 1"]);
  });

  test("through a thousand routers are followed in one go", () => {
    const chain = [...Array(1000).keys()].map(
      (i) =>
        `  r${i}: { protocol: none, inputs: { "1": { label: IN, from: { router: r${(i + 1) % 1000}, output: 1 } } }, outputs: { "1": { label: OUT, source: 1 } } }`,
    );
    expect(ids(`routers:\n${chain.join("\n")}\n`)).toEqual(["picture-in-a-circle"]);
  });
});

describe("the label of a suite's output", () => {
  const labelled = (label: string): string => `
networks: { house: { cidr: 10.0.0.0/24, class: production } }
rooms: { "2.14": { name: "2.14" } }
hosts: { grade-01: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: house, ip: 10.0.0.1 } } } }
suites:
  grade-1: { name: Grade 1, room: "2.14", class: grade, hosts: [grade-01], router_destinations: [{ router: main, output: 3 }] }
routers:
  main: { protocol: videohub, outputs: { "3": { label: "${label}", locked: true } } }
`;

  test.each([
    ["GRADE 1 MON", []],
    ["Mon of Grade-1", []],
    ["grade_1", []],
    ["GRADE 12 MON", ["suite-not-in-label"]],
    ["GRADE1 MON", ["suite-not-in-label"]],
    ["MON 3", ["suite-not-in-label"]],
  ])("%s", (label, expected) => expect(ids(labelled(label))).toEqual(expected));
});

test("inputs and outputs may share their labels, but not one side with itself", () => {
  const shared = `
routers:
  main:
    protocol: none
    inputs: { "1": { label: VTR 1 } }
    outputs: { "1": { label: VTR 1 }, "2": { label: "--" }, "3": { label: "==" }, "4": { label: "Vtr  1" } }
`;
  expect(foundBy(routers, shared)).toEqual(['label-twice: output 4 of router main has label "Vtr  1", as number 1 has already']);
});
