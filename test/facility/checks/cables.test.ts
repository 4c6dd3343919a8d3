import { describe, expect, test } from "vitest";

import { cables } from "#facility/checks/cables.ts";
import { foundBy } from "#support/found-by.ts";

interface Ends {
  readonly from?: string;
  readonly to?: string;
}

const cabled = (cable: string, { from = "connector: bnc", to = "connector: bnc" }: Ends = {}): string => `
assets:
  rec-1: { kind: recorder, ports: { OUT: { ${from}, signals: [sdi, ethernet] } } }
  mon-1: { kind: monitor, ports: { IN: { ${to}, signals: [sdi, ethernet] } } }
cables:
  V1001: { ${cable} }
`;

const ends = "from: { asset: rec-1, port: OUT }, to: { asset: mon-1, port: IN }";
const ids = (text: string): readonly string[] => foundBy(cables, text).map((found) => found.split(":")[0] ?? "");

describe("how far SDI goes in copper", () => {
  test.each([
    ["12G", 70],
    ["6G", 90],
    ["3G", 110],
    ["HD", 160],
    ["SD", 300],
  ])("at %s: %d m", (rate, metres) => {
    expect(ids(cabled(`signal: sdi, rate: ${rate}, length: ${metres} m, ${ends}`))).toEqual([]);
    expect(ids(cabled(`signal: sdi, rate: ${rate}, length: ${metres}.001 m, ${ends}`))).toEqual(["sdi-too-long"]);
  });

  test("and further in fibre", () => {
    const long = `signal: sdi, rate: 12G, length: 400 m, ${ends}`;
    expect(ids(cabled(long, { from: "connector: lc", to: "connector: sfp" }))).toEqual([]);
    expect(ids(cabled(long, { from: "connector: lc" }))).toEqual(["sdi-too-long"]);
  });

  test("which says nothing of other signals, and of cables without a length", () => {
    expect(ids(cabled(`signal: ethernet, length: 500 m, ${ends}`))).toEqual([]);
    expect(ids(cabled(`signal: sdi, rate: 12G, ${ends}`))).toEqual([]);
  });
});

describe("what fits into a port", () => {
  test.each([
    ["bnc", "bnc", []],
    ["hd-bnc", "bnc", ["connector-misfit"]],
    ["sfp", "lc", []],
    ["sfp", "rj45", []],
    ["qsfp", "mpo", []],
    ["rj45", "sfp", ["connector-misfit"]],
    ["displayport", "mini-displayport", ["connector-misfit"]],
  ])("of %s: %s", (port, plug, expected) => {
    const cable = `signal: ethernet, from: { asset: rec-1, port: OUT }, to: { asset: mon-1, port: IN, connector: ${plug} }`;
    expect(ids(cabled(cable, { to: `connector: ${port}` }))).toEqual(expected);
  });

  test("but not both ends of one cable into one port", () => {
    expect(foundBy(cables, cabled("signal: ethernet, from: { asset: rec-1, port: OUT }, to: { asset: rec-1, port: OUT }"))).toEqual([
      "two-cables: both ends of cable V1001 are in port OUT of asset rec-1",
    ]);
  });
});

test("a rate is for SDI alone", () => {
  expect(ids(cabled(`signal: ethernet, rate: 3G, ${ends}`))).toEqual(["cable-rate"]);
});

test("a cable to gear that no file describes is the references' concern", () => {
  const cable = "signal: ethernet, from: { asset: rec-1, port: OUT }, to: { asset: mon-2, port: IN }";
  expect(() => ids(cabled(cable))).toThrow(/refers to asset "mon-2", which no file describes/);
});
