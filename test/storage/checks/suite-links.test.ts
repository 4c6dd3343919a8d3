import { describe, expect, test } from "vitest";
import { parseBitrate } from "#inventory/quantities.ts";
import { suiteLinks } from "#storage/checks/suite-links.ts";
import { payloadOf } from "#storage/links.ts";
import { listOversubscription } from "#storage/oversubscription.ts";
import { findWith, placesWith, readYaml } from "#support/read-yaml.ts";
import { dpx, house } from "./house.ts";
import type { House } from "./house.ts";

describe("a link carries", () => {
  test.each([
    ["10 Gb/s", 1500, 1177],
    ["10 Gb/s", 9000, 1238],
    ["25 Gb/s", 1500, 2942],
    ["25 Gb/s", 9000, 3094],
    ["40 Gb/s", 1500, 4707],
    ["40 Gb/s", 9000, 4950],
    ["100 Gb/s", 1500, 11_769],
    ["100 Gb/s", 9000, 12_376],
  ])("at %s in frames of %d bytes %d MB/s", (speed, mtu, payload) => expect(Math.round(payloadOf(parseBitrate(speed), mtu))).toBe(payload));

  test.each([
    ["10 Gb/s", 866],
    ["25 Gb/s", 2166],
    ["40 Gb/s", 3465],
    ["100 Gb/s", 8663],
  ])("of which at %s and 70 % jumbo frames plan with %d MB/s", (speed, plan) =>
    expect(Math.round(payloadOf(parseBitrate(speed), 9000) * 0.7)).toBe(plan),
  );
});

const found = (is: House): readonly string[] => findWith(suiteLinks, house(is)).map((finding) => finding.replace(/:.*/, ""));
const face = (speed: string): string => `network: storage, speed: ${speed}, switch: sw-1`;

/** Nine angles of UHD ProRes HQ take 829 MB/s. */
const multicam = "{ volume: projects, codec: prores-422-hq, raster: 3840x2160, frame_rate: 25 fps, streams: 9 }";

describe("what suites ask for goes through every link on the way", () => {
  test.each<readonly [string, House, readonly string[]]>([
    ["nine angles of UHD fit 10 GbE only just", { demand: { one: multicam }, hostFace: face("10 Gb/s") }, []],
    ["ten do not", { demand: { one: multicam.replace("9 }", "10 }") }, hostFace: face("10 Gb/s") }, ["host-link-overload"]],
    ["nine do not without jumbo frames", { demand: { one: multicam }, hostFace: face("10 Gb/s"), mtu: 1500 }, ["host-link-overload"]],
    ["4K DPX at 50p needs 25 GbE", { demand: { one: dpx(2) }, hostFace: face("10 Gb/s") }, ["host-link-overload"]],
    ["and fits it", { demand: { one: dpx(2) }, hostFace: face("25 Gb/s") }, []],
    ["a link carries as much back and forth", { demand: { one: `${dpx()}, ${dpx(1, "write")}` }, hostFace: face("10 Gb/s") }, []],
    ["an interface without a speed is not judged", { demand: { one: dpx(9) }, hostFace: "network: storage, switch: sw-1" }, []],
    ["two suites through one uplink", { demand: { one: dpx(), two: dpx() }, uplink: "speed: 10 Gb/s" }, ["uplink-overload"]],
    ["each alone fits it", { demand: { one: dpx() }, uplink: "speed: 10 Gb/s" }, []],
    [
      "one reads and one writes: the uplink has both directions",
      { demand: { one: dpx(), two: dpx(1, "write") }, uplink: "speed: 10 Gb/s" },
      [],
    ],
    [
      "an uplink that does not carry the network is not on the way",
      { demand: { one: dpx(9) }, uplink: "speed: 1 Gb/s, networks: [kvm]" },
      [],
    ],
    ["two suites through the server's interface", { demand: { one: dpx(), two: dpx() }, serverSpeed: "10 Gb/s" }, ["server-link-overload"]],
  ])("%s", (_, is, rules) => expect(found(is)).toEqual(rules));

  test("of a file system of many servers only the client's interface is known to carry data", () => {
    const text = house({ demand: { one: dpx(9) }, serverSpeed: "1 Gb/s", uplink: "speed: 1 Gb/s", hostFace: face("1 Gb/s") });
    const beegfs = text.replace("protocol: nfs", "protocol: beegfs").replace("/srv/projects, capacity", "projects, capacity");
    expect(findWith(suiteLinks, beegfs).map((finding) => finding.replace(/:.*/, ""))).toEqual(["host-link-overload"]);
  });

  test("a network of nothing but metadata carries no data", () => {
    const system =
      "storage_systems:\n  san: { servers: [san-1], capacity: 1 PB, read_limit: 9 GB/s, write_limit: 9 GB/s, metadata_network: storage }\n";
    const text = house({
      demand: { one: dpx(9) },
      hostFace: face("1 Gb/s"),
      volume: "read_limit: 90 GB/s, write_limit: 90 GB/s, system: san",
      rest: system,
    });
    expect(
      findWith(suiteLinks, text.replace("protocol: nfs", "protocol: stornext").replace("/srv/projects, capacity", "projects, capacity")),
    ).toEqual([]);
  });

  test("only suites at work together share a link", () => {
    const rest =
      "bookings:\n  a: { suite: one, start: 2026-12-01T09:00, end: 2026-12-01T13:00 }\n  b: { suite: two, start: 2026-12-01T13:00, end: 2026-12-01T18:00 }\n";
    expect(found({ demand: { one: dpx(), two: dpx() }, uplink: "speed: 10 Gb/s", serverSpeed: "10 Gb/s", rest })).toEqual([]);
  });

  test("two hosts of one suite ask once of what they share, and each of its own interface", () => {
    const text = house({ demand: { one: dpx() }, uplink: "speed: 10 Gb/s", serverSpeed: "10 Gb/s", hostFace: face("1 Gb/s") });
    expect(findWith(suiteLinks, text.replace("hosts: [ws-1]", "hosts: [ws-1, ws-2]"))).toEqual([
      "host-link-overload: suite one reads 829.4 MB/s through interface eth0 of host ws-1: more than the 86.6 MB/s that may be planned with out of 123.8 MB/s",
      "host-link-overload: suite one reads 829.4 MB/s through interface eth0 of host ws-2: more than the 86.6 MB/s that may be planned with out of 123.8 MB/s",
    ]);
  });

  test("a VLAN has the speed of the interface that carries it", () => {
    const text = house({ demand: { one: dpx() } })
      .replace("mtu: 9000", "mtu: 1500, vlan: 40")
      .replace(
        /ws-1: .*/,
        'ws-1: { os: { family: debian, release: "12" }, interfaces: { eth1: { network: kvm, ip: 10.0.3.1, speed: 1 Gb/s }, eth1.40: { network: storage, ip: 10.0.0.11, link: { kind: vlan, parent: eth1 } } } }',
      );
    expect(placesWith(suiteLinks, text)).toEqual(["host-link-overload: suites/one/demand and hosts/ws-1/interfaces/eth1/speed"]);
  });

  test("data go over the fewest switches between, in their direction", () => {
    const text = house({ demand: { one: dpx(), two: dpx() }, uplink: "speed: 800 Gb/s", rest: "" })
      .replace("switches:\n", "switches:\n  sw-mid: { uplinks: [{ to: sw-core, speed: 10 Gb/s }] }\n")
      .replace("{ to: sw-core, speed: 800 Gb/s }", "{ to: sw-mid, speed: 800 Gb/s }");
    expect(findWith(suiteLinks, text)).toEqual([
      "uplink-overload: suites one, two together send 1,658.9 MB/s through the uplink from sw-core to sw-mid: more than the 866.3 MB/s that may be planned with out of 1,237.6 MB/s",
    ]);
  });
});

test("oversubscription is what all clients could ask for together, against the server's interface", () => {
  const [san] = listOversubscription(readYaml(house({ hostFace: face("25 Gb/s"), serverSpeed: "10 Gb/s" })));
  expect(san).toMatchObject({ server: "san-1", device: "bond0", speed: 10_000, clients: 2, clientSpeed: 50_000, unknown: [], ratio: 5 });
});

test("clients of unknown speed are named, not counted in", () => {
  const [san] = listOversubscription(readYaml(house({ hostFace: "network: storage, switch: sw-1", serverSpeed: "10 Gb/s" })));
  expect(san).toMatchObject({ clients: 2, clientSpeed: 0, unknown: ["ws-1", "ws-2"], ratio: 0 });
});
