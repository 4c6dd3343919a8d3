import { describe, expect, test } from "vitest";

import { isCidr, isHostAddress, isInNetwork, normaliseAddress } from "#inventory/addresses.ts";
import { parseRate, parseSize } from "#inventory/quantities.ts";

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
