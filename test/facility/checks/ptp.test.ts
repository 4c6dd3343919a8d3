import { describe, expect, test } from "vitest";
import { ptp } from "#facility/checks/ptp.ts";
import { findWith } from "#support/read-yaml.ts";

interface Media {
  readonly network?: string;
  readonly clocks?: string;
  readonly hosts?: string;
  readonly switches?: string;
}

const two = "grandmasters: [{ asset: gm-1, leg: A }, { asset: gm-2, leg: B }]";
const one = `  ptp: { kind: ptp, domain: 127, profile: st2059-2, networks: [media], ${two} }\n`;

const found = ({ network = "class: media, ptp_domain: 127", clocks = one, hosts = "", switches = "" }: Media): readonly string[] =>
  findWith(
    ptp,
    `networks:
  media: { cidr: 10.0.5.0/24, ${network} }
  sound: { cidr: 10.0.6.0/24, class: production, ptp_domain: 0 }
  house: { cidr: 10.0.0.0/24, class: production }
clocks:
${clocks === "" ? "  {}\n" : clocks}hosts:
${hosts === "" ? "  {}\n" : hosts}switches:
${switches === "" ? "  {}\n" : switches}`,
  ).map((finding) => finding.replace(/:.*/, ""));

const host = (...faces: readonly string[]): string =>
  `  ws-1: { os: { family: debian, release: "12" }, interfaces: { ${faces.map((face, i) => `eth${i}: { ${face} }`).join(", ")} } }\n`;

describe("a media network has one time", () => {
  test.each<readonly [string, Media, readonly string[]]>([
    ["with two grandmasters of its domain", {}, []],
    ["no domain", { network: "class: media" }, ["ptp-domain-missing"]],
    ["a network that carries no media needs none", { network: "class: storage", clocks: "" }, []],
    ["no clock", { clocks: "" }, ["no-ptp-clock"]],
    ["a clock of NTP is none", { clocks: one.replace("kind: ptp", "kind: ntp") }, ["no-ptp-clock"]],
    ["a clock of another network is none", { clocks: one.replace("[media]", "[house]") }, ["no-ptp-clock"]],
    ["a clock of another domain", { clocks: one.replace("127", "0") }, ["ptp-domain-differs"]],
    ["the domain of ST 2059-2 goes without saying", { clocks: one.replace("domain: 127, ", "") }, []],
    ["AES67 takes another", { clocks: one.replace("domain: 127, profile: st2059-2", "profile: aes67") }, ["ptp-domain-differs"]],
    ["a clock with neither domain nor profile", { clocks: one.replace("domain: 127, profile: st2059-2, ", "") }, ["ptp-domain-missing"]],
    [
      "a second clock of another profile",
      { clocks: one + one.replace("  ptp:", "  spare:").replace("st2059-2", "default") },
      ["ptp-profile-differs"],
    ],
    ["a second clock of the same", { clocks: one + one.replace("  ptp:", "  spare:") }, []],
  ])("%s", (_, media, rules) => expect(found(media)).toEqual(rules));
});

describe("its time goes on when one grandmaster is off", () => {
  test.each<readonly [string, Media, readonly string[]]>([
    ["one", { clocks: one.replace(two, "grandmasters: [{ asset: gm-1 }]") }, ["too-few-grandmasters"]],
    ["none", { clocks: one.replace(`, ${two}`, "") }, ["too-few-grandmasters"]],
    ["one that is named twice", { clocks: one.replace("gm-2", "gm-1") }, ["too-few-grandmasters"]],
    [
      "one in each of two clocks",
      {
        clocks:
          one.replace(two, "grandmasters: [{ asset: gm-1 }]") +
          one.replace("  ptp:", "  spare:").replace(two, "grandmasters: [{ asset: gm-2 }]"),
      },
      [],
    ],
    [
      "hosts on both legs, a grandmaster on each",
      { hosts: host("network: media, ip: 10.0.5.11, leg: A", "network: media, ip: 10.0.5.12, leg: B") },
      [],
    ],
    [
      "hosts on a leg without one",
      { hosts: host("network: media, ip: 10.0.5.11, leg: B"), clocks: one.replace("leg: B", "leg: A") },
      ["grandmaster-leg"],
    ],
    [
      "a grandmaster that says no leg serves none",
      { hosts: host("network: media, ip: 10.0.5.11, leg: B"), clocks: one.replace(", leg: B", "") },
      ["grandmaster-leg"],
    ],
    ["hosts without legs take any", { hosts: host("network: media, ip: 10.0.5.11"), clocks: one.replaceAll(/, leg: [AB]/g, "") }, []],
  ])("%s", (_, media, rules) => expect(found(media)).toEqual(rules));
});

describe("switches that take part are in the domain of what they carry", () => {
  const carrying = (keys: string, networks = "media"): string =>
    `  sw-1: { ${keys}, ports: { "1": { speed: 10 Gb/s, networks: [${networks}] } } }\n`;
  test.each<readonly [string, string, readonly string[]]>([
    ["the same domain", carrying("ptp: boundary, ptp_domain: 127"), []],
    ["another domain", carrying("ptp: boundary, ptp_domain: 0"), ["ptp-domain-differs"]],
    ["a boundary clock without one", carrying("ptp: boundary"), ["ptp-domain-missing"]],
    ["a transparent clock needs none", carrying("ptp: transparent"), []],
    ["a transparent clock of another", carrying("ptp: transparent, ptp_domain: 0"), ["ptp-domain-differs"]],
    ["a switch that only passes it on", carrying("ptp: none, ptp_domain: 0"), []],
    ["a network without PTP", carrying("ptp: boundary, ptp_domain: 0", "house"), []],
    [
      "an uplink carries it too",
      "  sw-1: { ptp: boundary, ptp_domain: 0, uplinks: [{ to: sw-2, speed: 10 Gb/s, networks: [media] }] }\n  sw-2: {}\n",
      ["ptp-domain-differs"],
    ],
  ])("%s", (_, switches, rules) => expect(found({ switches })).toEqual(rules));
});

describe("a host follows one domain", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["on both legs of one", host("network: media, ip: 10.0.5.11", "network: media, ip: 10.0.5.12"), []],
    ["with one interface in a network without any", host("network: house, ip: 10.0.0.11", "network: media, ip: 10.0.5.11"), []],
    ["two domains", host("network: media, ip: 10.0.5.11", "network: sound, ip: 10.0.6.11"), ["two-ptp-domains"]],
  ])("%s", (_, hosts, rules) => expect(found({ hosts })).toEqual(rules));
});
