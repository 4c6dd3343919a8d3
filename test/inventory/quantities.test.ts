import { describe, expect, test } from "vitest";

import { isCidr, isHostAddress, isInNetwork, normaliseAddress } from "#inventory/addresses.ts";
import {
  parseAmount,
  parseBitrate,
  parseDays,
  parseDuration,
  parseGrowth,
  parseLength,
  parsePercent,
  parsePower,
  parseRate,
  parseSize,
} from "#inventory/quantities.ts";
import { isBaseUrl, isProxy, isUrl } from "#inventory/urls.ts";

describe("a size", () => {
  test.each([
    ["1 B", 1],
    ["2 TB", 2e12],
    ["1.5 GB", 1.5e9],
    ["512 GiB", 512 * 2 ** 30],
    ["0.1 kB", 100],
    ["20 PiB", 20 * 2 ** 50],
  ])("of %s is %d bytes", (size, bytes) => expect(parseSize(size)).toBe(bytes));
});

describe("a rate", () => {
  test.each([
    ["800 MB/s", 800],
    ["1.2 GB/s", 1200],
  ])("of %s is %d MB/s", (rate, megabytes) => expect(parseRate(rate)).toBe(megabytes));
});

test.each([
  ["100 Mb/s", 100],
  ["25 Gb/s", 25_000],
  ["2.5 Gb/s", 2500],
])("the speed %s of a link is %d megabits per second", (speed, megabits) => expect(parseBitrate(speed)).toBe(megabits));

test.each([
  ["2 TB/d", 2e12],
  ["0.5 GB/d", 5e8],
])("growth by %s is %d bytes a day", (growth, bytes) => expect(parseGrowth(growth)).toBe(bytes));

test.each([
  ["0 %", 0],
  ["70 %", 0.7],
  ["100 %", 1],
])("%s is %d of the whole", (percent, part) => expect(parsePercent(percent)).toBe(part));

describe("a time", () => {
  test.each([
    ["0 s", 0],
    ["900 s", 900],
    ["10 min", 600],
    ["2 h", 7200],
  ])("of %s is %d seconds", (duration, seconds) => expect(parseDuration(duration)).toBe(seconds));

  test("of 14 d is 14 days", () => expect(parseDays("14 d")).toBe(14));
});

describe("a URL", () => {
  test.each([
    ["https://mirror.house.example/debian", true],
    ["http://10.0.0.1:8080/debian/", true],
    ["http://[fd00::1]:8080/debian", true],
    ["https://mirror.house.example", true],
    ["file:///srv/repository", true],
    ["file:/srv/repository/", true],
    ["https://mirror.house.example/a_1.0~rc1+b@c.deb", true],
    ["file://srv/repository", false],
    ["file:///", false],
    ["ftp://mirror.house.example/debian", false],
    ["https://Mirror.house.example/debian", false],
    ["https://user:password@mirror.house.example/debian", false],
    ["https://mirror.house.example:0/debian", false],
    ["https://mirror.house.example:70000/debian", false],
    ["https://10.0.0.256/debian", false],
    ["https://[10.0.0.1]/debian", false],
    ["https://mirror.house.example/a?b", false],
    ["https://mirror.house.example/a#b", false],
    ["https://mirror.house.example/a/../b", false],
    ["https://mirror.house.example/a//b", false],
    ["https://mirror.house.example/$(reboot)", false],
    ["https://mirror.house.example/a b", false],
    ["https://mirror.house.example/a\n", false],
    ["https:///debian", false],
  ])("is written %s: %s", (text, is) => expect(isUrl(text)).toBe(is));

  test.each([
    ["https://mirror.house.example/rocky/$releasever/BaseOS/$basearch/os/", true],
    ["file:///srv/$arch", true],
    ["https://$arch.house.example/rocky", false],
    ["https://mirror.house.example/$HOME", false],
    ["https://mirror.house.example/$archive", false],
  ])("of dnf is written %s: %s", (text, is) => expect(isBaseUrl(text)).toBe(is));

  test.each([
    ["http://proxy.house.example:3128", true],
    ["http://[fd00::1]:3128", true],
    ["http://proxy.house.example", false],
    ["http://user:password@proxy.house.example:3128", false],
    ["http://proxy.house.example:3128/", false],
    ["file:///proxy:3128", false],
  ])("of a proxy is written %s: %s", (text, is) => expect(isProxy(text)).toBe(is));
});

describe("an address", () => {
  test.each([
    ["10.0.0.255", "10.0.0.0/24", true],
    ["10.0.1.0", "10.0.0.0/24", false],
    ["10.0.0.1", "0.0.0.0/0", true],
    ["fd00::1", "fd00::/64", true],
    ["fd00:0:0:1::1", "fd00::/64", false],
    ["10.0.0.1", "::/0", false],
  ])("%s in %s: %s", (ip, cidr, is) => expect(isInNetwork(ip, cidr)).toBe(is));

  test.each([
    ["FD00:0:0::0:1", "fd00::1"],
    ["10.0.0.1", "10.0.0.1"],
  ])("%s is spelt %s", (ip, spelling) => expect(normaliseAddress(ip)).toBe(spelling));

  test.each([
    ["10.0.0.1", true],
    ["fd00::1", true],
    ["ntp.house.example", true],
    ["10.0.0.256", false],
    ["fe80::1%eth0", false],
    ["-oProxyCommand=x", false],
    ["a;b", false],
    ["a b", false],
    ["gr\u0430de", false],
    ["", false],
  ])("%s is one to connect to: %s", (text, is) => expect(isHostAddress(text)).toBe(is));
});

describe("a network", () => {
  test.each([
    ["10.0.0.0/24", true],
    ["10.0.0.1/32", true],
    ["0.0.0.0/0", true],
    ["10.0.0.1/24", false],
    ["10.0.0.0/33", false],
    ["10.0.0.0", false],
    ["fd00::/64", true],
    ["fd00::1/64", false],
    ["::ffff:10.0.0.0/120", true],
    ["fd00::/129", false],
    ["10.0.0.0/24/1", false],
  ])("is written %s: %s", (cidr, is) => expect(isCidr(cidr)).toBe(is));
});

test.each([
  ["350 W", 350],
  ["1.5 kW", 1500],
])("%s are %d W", (power, watts) => expect(parsePower(power)).toBe(watts));

test.each([
  ["750 mm", 750],
  ["12 m", 12_000],
  ["0.5 m", 500],
])("%s are %d mm", (length, millimetres) => expect(parseLength(length)).toBe(millimetres));

test.each([
  ["28.5 kg", 28.5],
  ["32 A", 32],
  ["230 V", 230],
])("%s is an amount of %d", (quantity, amount) => expect(parseAmount(quantity)).toBe(amount));
