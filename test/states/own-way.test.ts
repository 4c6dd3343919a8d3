import { expect, test } from "vitest";
import { lines, sh } from "#core/sh.ts";
import { inNetwork } from "#states/own-way.ts";
import { onScratchHost } from "#support/scratch-host.ts";

test.each([
  ["10.77.0.1", "10.77.0.0/24", true],
  ["10.77.1.1", "10.77.0.0/24", false],
  ["10.77.3.255", "10.77.0.0/22", true],
  ["10.77.4.0", "10.77.0.0/22", false],
  ["10.77.0.1", "10.77.0.1", true],
  ["10.77.0.2", "10.77.0.1", false],
  ["192.0.2.1", "0.0.0.0/0", true],
  ["fd77::1", "fd77::/64", true],
  ["fd77:0:0:1::1", "fd77::/64", false],
  ["fd77::ab:1", "fd77:0:0:0:0:0:00ab:0001/127", true],
  ["FE80::1", "fe80::/10", true],
  ["::1", "10.0.0.0/0", false],
  ["", "10.0.0.0/8", false],
])("%s in %s: %s", async (address, network, is) => {
  for (const userland of ["dash", "busybox"] as const)
    await onScratchHost(userland, {}, async (host) => {
      const { stdout } = await host.run(lines([inNetwork, sh`if in_network ${address} ${network}; then echo true; else echo false; fi`]));
      expect(stdout).toBe(`${is}\n`);
    });
});
