import { describe, expect, test } from "vitest";
import { mtu } from "#facility/checks/mtu.ts";
import { switchPorts } from "#facility/checks/switch-ports.ts";
import { findWith, placesWith } from "#support/read-yaml.ts";

const os = 'os: { family: debian, release: "12" }';

/** A client behind switch sw-1 and a server behind sw-core, in a network of jumbo frames. */
const house = (switches: string, client = "network: storage, ip: 10.0.2.11"): string => `networks:
  house: { cidr: 10.0.0.0/24, class: production, gateway: 10.0.0.1 }
  storage: { cidr: 10.0.2.0/24, class: storage, mtu: 9000, vlan: 40 }
  office: { cidr: 10.0.3.0/24, class: office }
hosts:
  ws-1: { ${os}, interfaces: { eth0: { ${client}, switch: sw-1, port: "1" } } }
  san-1: { ${os}, interfaces: { eth0: { network: storage, ip: 10.0.2.21, switch: sw-core, port: "1" } } }
volumes:
  projects: { protocol: nfs, server: san-1, export: /srv/projects, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: media, gid: 3000 }
suites:
  one: { name: one, room: "1", class: online, hosts: [ws-1], mounts: [{ volume: projects, path: /mnt/projects }] }
switches:
${switches}`;

const found = (text: string): readonly string[] => findWith(mtu, text).map((finding) => finding.replace(/:.*/, ""));

describe("frames of a network fit through every switch on the way", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["switches for jumbo frames", "  sw-core: { mtu: 9216 }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }", []],
    ["exactly as large", "  sw-core: { mtu: 9000 }\n  sw-1: { mtu: 9000, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }", []],
    [
      "a switch that was left as it came",
      "  sw-core: { mtu: 9216 }\n  sw-1: { uplinks: [{ to: sw-core, speed: 100 Gb/s }] }",
      ["uplink-mtu"],
    ],
    ["its other end", "  sw-core: {}\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }", ["uplink-mtu"]],
    ["an uplink that says its own", "  sw-core: {}\n  sw-1: { uplinks: [{ to: sw-core, speed: 100 Gb/s, mtu: 9216 }] }", []],
    [
      "an uplink written at the other end",
      "  sw-core: { mtu: 9216, uplinks: [{ to: sw-1, speed: 100 Gb/s, mtu: 1500 }] }\n  sw-1: { mtu: 9216 }",
      ["uplink-mtu"],
    ],
    [
      "a switch in between",
      "  sw-core: { mtu: 9216 }\n  sw-mid: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s, mtu: 1500 }] }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-mid, speed: 100 Gb/s }] }",
      ["uplink-mtu"],
    ],
    [
      "an uplink of another network has its own size",
      "  sw-core: { mtu: 9216, uplinks: [{ to: sw-1, speed: 1 Gb/s, mtu: 1500, networks: [office] }] }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s, networks: [storage] }] }",
      [],
    ],
    [
      "a small port that carries the network",
      '  sw-core: { mtu: 9216, ports: { "1": { speed: 100 Gb/s, mtu: 1500, networks: [storage] } } }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }',
      ["port-mtu"],
    ],
    [
      "a small port of another network",
      '  sw-core: { mtu: 9216, ports: { "1": { speed: 100 Gb/s, mtu: 1500, networks: [office] } } }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }',
      [],
    ],
    ["no uplink at all", "  sw-core: { mtu: 9216 }\n  sw-1: { mtu: 9216 }", ["uplink-without-network"]],
    [
      "an uplink that leaves the network out",
      "  sw-core: { mtu: 9216 }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s, networks: [office] }] }",
      ["uplink-without-network"],
    ],
    [
      "switches in a ring",
      "  sw-core: { mtu: 9216, uplinks: [{ to: sw-1, speed: 100 Gb/s }] }\n  sw-mid: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s }] }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-mid, speed: 100 Gb/s }] }",
      [],
    ],
    ["switches that no file describes, of which nobody knows where they lead", "  sw-other: {}", []],
  ])("%s", (_, switches, rules) => expect(found(house(switches))).toEqual(rules));

  test("both ends are named", () =>
    expect(
      placesWith(mtu, house("  sw-core: { mtu: 9216 }\n  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, speed: 100 Gb/s, mtu: 1500 }] }")),
    ).toEqual(["uplink-mtu: switches/sw-1/uplinks/0/mtu and networks/storage/mtu"]));
});

describe("a client that meets the server in no network goes through a router", () => {
  const switches = "  sw-core: { mtu: 9216 }\n  sw-1: { mtu: 9216 }";
  test.each<readonly [string, string, readonly string[]]>([
    ["with small frames towards large ones", house(switches, "network: house, ip: 10.0.0.11"), ["mtu-differs"]],
    ["with small ones towards small ones", house(switches, "network: house, ip: 10.0.0.11").replace("mtu: 9000, ", ""), []],
  ])("%s", (_, text, rules) => expect(found(text)).toEqual(rules));
});

describe("an interface and its switch port fit together", () => {
  const port = (keys: string, face: string): string => `networks:
  house: { cidr: 10.0.0.0/24, class: production }
  storage: { cidr: 10.0.2.0/24, class: storage, vlan: 40 }
hosts:
  ws-1:
    ${os}
    interfaces:
      ${face}
switches:
  sw-1: { ports: { "1/1": { ${keys} } } }
`;
  const eth0 = (keys: string): string => `eth0: { network: house, ip: 10.0.0.11, ${keys} }`;
  const trunk = `${eth0("switch: sw-1, port: 1/1")}\n      eth0.40: { network: storage, ip: 10.0.2.11, link: { kind: vlan, parent: eth0 } }`;
  const bond = (speed: string): string =>
    `bond0: { network: house, ip: 10.0.0.11, speed: ${speed}, switch: sw-1, port: 1/1, link: { kind: bond, members: [eth1, eth2], mode: 802.3ad } }`;
  test.each<readonly [string, string, readonly string[]]>([
    ["the same speed and network", port("speed: 10 Gb/s, networks: [house]", eth0("speed: 10 Gb/s, switch: sw-1, port: 1/1")), []],
    ["the same speed in other words", port("speed: 10 Gb/s, networks: [house]", eth0("speed: 10000 Mb/s, switch: sw-1, port: 1/1")), []],
    ["another speed", port("speed: 10 Gb/s, networks: [house]", eth0("speed: 25 Gb/s, switch: sw-1, port: 1/1")), ["port-speed"]],
    ["a speed that is not written", port("speed: 10 Gb/s, networks: [house]", eth0("switch: sw-1, port: 1/1")), []],
    ["a port that is not there", port("speed: 10 Gb/s, networks: [house]", eth0("switch: sw-1, port: 1/2")), ["no-such-switch-port"]],
    [
      "a port called like a property of JavaScript",
      port("speed: 10 Gb/s, networks: [house]", eth0("switch: sw-1, port: constructor")),
      ["no-such-switch-port"],
    ],
    ["a port of another network", port("speed: 10 Gb/s, networks: [storage]", eth0("switch: sw-1, port: 1/1")), ["port-without-network"]],
    ["a trunk with both networks", port("speed: 10 Gb/s, networks: [house, storage]", trunk), []],
    ["a trunk without the VLAN", port("speed: 10 Gb/s, networks: [house]", trunk), ["port-without-network"]],
    ["a VLAN on a port that is not there is told once", port("speed: 10 Gb/s", trunk.replace("1/1", "1/2")), ["no-such-switch-port"]],
    ["a bond on a port channel of all lines", port("speed: 50 Gb/s, networks: [house]", bond("50 Gb/s")), []],
    ["a bond on one of its two ports", port("speed: 25 Gb/s, networks: [house]", bond("50 Gb/s")), []],
    ["a bond of another speed", port("speed: 10 Gb/s, networks: [house]", bond("50 Gb/s")), ["port-speed"]],
    ["a switch that no file describes", port("speed: 10 Gb/s, networks: [house]", eth0("switch: sw-2, port: 1/1")), []],
  ])("%s", (_, text, rules) => expect(findWith(switchPorts, text).map((finding) => finding.replace(/:.*/, ""))).toEqual(rules));
});
