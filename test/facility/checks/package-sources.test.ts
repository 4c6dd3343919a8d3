import { describe, expect, test } from "vitest";
import { packageSources } from "#facility/checks/package-sources.ts";
import { findWith } from "#support/read-yaml.ts";

interface House {
  readonly facility?: string;
  readonly network?: string;
  readonly url?: string;
  readonly host?: string;
}

const house = ({ facility = "", network = "", url = "https://mirror.example.org/debian", host = "" }: House): string => `facility:
  { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }${facility} }
networks:
  house: { cidr: 10.0.0.0/24, class: production${network} }
  far: { cidr: 10.0.9.0/24, class: production }
hosts:
  ws-1: { os: { family: debian, release: "12" }, repositories: [mirror], interfaces: { eth0: { network: house, ip: 10.0.0.11 } }${host} }
  mirror-01: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: house, ip: 10.0.0.5 } } }
  mirror-02: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: far, ip: 10.0.9.5 } } }
repositories:
  mirror:
    debian: { uris: ["${url}"], suites: [bookworm], components: [main] }
    rhel: { baseurl: "https://rhel.example.org/$releasever" }
`;

const found = (is: House): readonly string[] => findWith(packageSources, house(is)).map((finding) => finding.replace(/:.*/, ""));

describe("a host reaches what it fetches packages from", () => {
  test.each<readonly [string, House, readonly string[]]>([
    ["no gateway and no proxy", {}, ["no-way-to-packages"]],
    ["a gateway", { network: ", gateway: 10.0.0.1" }, []],
    ["the facility's proxy", { facility: ", proxy: http://10.0.0.1:3128" }, []],
    ["a folder of the host", { url: "file:///srv/mirror" }, []],
    ["a server in its own network, by address", { url: "http://10.0.0.5/debian" }, []],
    ["a server in another network, by address", { url: "http://10.0.9.5/debian" }, ["no-way-to-packages"]],
    ["a host in its own network, by name", { url: "http://mirror-01/debian" }, []],
    ["a host in its own network, by its whole name", { url: "http://mirror-01.house.example:8080/debian" }, []],
    ["a host in another network, by name", { url: "http://mirror-02/debian" }, ["no-way-to-packages"]],
    ["an IPv6 address elsewhere", { url: "http://[fd00::5]/debian" }, ["no-way-to-packages"]],
    ["a host that is only looked at fetches nothing", { host: ", management: observe-only" }, []],
  ])("%s", (_, is, rules) => expect(found(is)).toEqual(rules));

  test("only what is there for its family counts", () => {
    const text = house({ url: "file:///srv/mirror" });
    expect(findWith(packageSources, text)).toEqual([]);
    expect(
      findWith(
        packageSources,
        text.replace('ws-1: { os: { family: debian, release: "12" }', 'ws-1: { os: { family: rhel, release: "9.4" }'),
      ),
    ).toEqual([
      "no-way-to-packages: host ws-1 fetches packages of repository mirror from rhel.example.org, but no network of it has a gateway, and the facility has no proxy",
    ]);
  });
});

describe("content reaches no internet", () => {
  const proxy = ", proxy: http://10.0.0.1:3128";
  test.each<readonly [string, House, readonly string[]]>([
    ["freely", { network: ", internet: allow", facility: proxy }, ["internet-on-content"]],
    ["through the proxy", { network: ", internet: proxy", facility: proxy }, []],
    ["through a proxy that is not there", { network: ", internet: proxy, gateway: 10.0.0.1" }, ["no-proxy"]],
  ])("%s", (_, is, rules) => expect(found(is)).toEqual(rules));

  test.each(["office", "guest", "dmz", "data-io", "management"])("a network of class %s may reach it freely", (name) =>
    expect(findWith(packageSources, `networks:\n  one: { cidr: 10.0.0.0/24, class: ${name}, internet: allow }\n`)).toEqual([]),
  );
});
