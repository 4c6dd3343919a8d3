import { describe, expect, test } from "vitest";
import { dualHoming } from "#facility/checks/dual-homing.ts";
import { readInventory } from "#inventory/read.ts";
import { clock, findWith } from "#support/read-yaml.ts";

const classes = ["production", "storage", "media", "data-io", "management", "kvm", "office", "guest", "dmz", "internet"];

const networks = `networks:\n${classes.map((name, i) => `  ${name}: { cidr: 10.0.${i}.0/24, class: ${name} }\n`).join("")}`;

const host = (id: string, ...in_: readonly string[]): string =>
  `  ${id}: { os: { family: debian, release: "12" }, interfaces: { ${in_.map((name, i) => `eth${i}: { network: ${name}, ip: 10.0.${classes.indexOf(name)}.11 }`).join(", ")} } }\n`;

const found = (text: string): readonly string[] => findWith(dualHoming, text).map((finding) => finding.replace(/:.*/, ""));

describe("no host joins content and what leads out of the house", () => {
  test.each<readonly [readonly string[], boolean]>([
    [["production", "office"], true],
    [["storage", "guest"], true],
    [["media", "dmz"], true],
    [["production", "internet"], true],
    [["office", "production"], true],
    [["production", "data-io"], true],
    [["production", "storage", "media", "management", "kvm"], false],
    [["data-io", "dmz"], false],
    [["data-io", "internet"], false],
    [["office", "internet", "management"], false],
    [["production"], false],
  ])("%j", (in_, isFound) => expect(found(`${networks}hosts:\n${host("ws-1", ...in_)}`)).toEqual(isFound ? ["dual-homed-host"] : []));
});

describe("a suite of class ingest brings content in", () => {
  const inSuite = (type: string, ...in_: readonly string[]): string =>
    `${networks}hosts:\n${host("ws-1", ...in_)}suites:\n  one: { name: one, room: "1", class: ${type}, hosts: [ws-1] }\n`;
  test.each<readonly [string, readonly string[], boolean]>([
    ["ingest", ["production", "data-io"], false],
    ["online", ["production", "data-io"], true],
    ["ingest", ["production", "data-io", "internet"], true],
    ["ingest", ["production", "office"], true],
  ])("%s in %j", (type, in_, isFound) => expect(found(inSuite(type, ...in_))).toEqual(isFound ? ["dual-homed-host"] : []));

  test("another host needs an approved exception", () => {
    const exception = (approved: string): string => `exceptions:
  transfer: { check: dual-homed-host, scope: { hosts: [ws-1] }, reason: the transfer server, requested_by: Sam, ${approved}expires: 2027-06-30 }
`;
    const text = inSuite("qc", "production", "data-io");
    const findingsOf = (more: string): readonly string[] =>
      readInventory([{ file: "house.yaml", text: text + more }], { checks: [dualHoming], clock })
        .findings.map(({ id }) => id)
        .filter((id) => id !== "dangling-reference");
    expect(findingsOf(exception("approved_by: Alex, approved_on: 2026-10-01, "))).toEqual([]);
    expect(findingsOf(exception(""))).toEqual(["dual-homed-host", "exception-unapproved"]);
  });
});

test("a KVM receiver of two suites is told of once", () => {
  const suite = (id: string): string =>
    `  ${id}: { name: ${id}, room: "1", class: online, hosts: [ws-1], kvm: [{ transmitter: tx-1, receiver: rx-1 }] }\n`;
  const text = `assets:\n  tx-1: { kind: kvm, usb_storage: true }\n  rx-1: { kind: kvm, usb_storage: true }\n  rx-2: { kind: kvm, usb_storage: true }\nsuites:\n${suite("one")}${suite("two")}`;
  expect(found(text)).toEqual(["kvm-usb-storage"]);
});
