import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lookPrelude, repairPrelude } from "#core/prelude.ts";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { has } from "#support/describe-state.ts";
import { lookScript, readFacts, repairScript } from "#support/run-shell.ts";
import { onScratchHost } from "#support/scratch-host.ts";
import type { ScratchHost } from "#support/scratch-host.ts";

const succeeded = { stdout: "", stderr: "", status: 0 };
const run = (host: ScratchHost, ...pieces: Sh[]): ReturnType<ScratchHost["run"]> => host.run(repairScript(pieces));
const write = (content: string, path = "/etc/motd"): Sh => sh`printf %s ${content} | write_file ${path} 0644 root root`;
const leftovers = (host: ScratchHost, folder: string): string[] =>
  readdirSync(join(host.root, folder)).filter((name) => name.startsWith(".conform"));

describe.each(["dash", "busybox"] as const)("on %s", (userland) => {
  test("a file is written with its mode, also over one with another", () =>
    onScratchHost(userland, { files: { "/etc/sudoers.d/x": "old" } }, async (host) => {
      expect(await run(host, sh`printf new | write_file /etc/sudoers.d/x 0440 root root`)).toEqual(succeeded);
      expect([host.read("/etc/sudoers.d/x"), host.mode("/etc/sudoers.d/x"), leftovers(host, "/etc/sudoers.d")]).toEqual([
        "new",
        "0440",
        [],
      ]);
    }));

  test("the before-image is the one of the first change, and is put back once", () =>
    onScratchHost(userland, { files: { "/etc/motd": "by hand" } }, async (host) => {
      expect(await run(host, write("one"), write("two"))).toEqual(succeeded);
      expect(host.mode("/var/lib/conform")).toBe("0700");
      expect(await run(host, sh`put_back /etc/motd`)).toEqual(succeeded);
      expect(host.read("/etc/motd")).toBe("by hand");
      // Nothing of ours is left, so a second undo must not touch what is there.
      expect(await run(host, sh`put_back /etc/motd`)).toEqual(succeeded);
      expect(host.read("/etc/motd")).toBe("by hand");
    }));

  test("before-images of a folder and of the files in it do not meet", () =>
    onScratchHost(userland, {}, async (host) => {
      expect(
        await run(host, sh`keep_image /srv/absent; mkdir -p /srv/absent`, write("x", "/srv/absent/was"), write("x", "/srv/absent/absent")),
      ).toEqual(succeeded);
      expect(await run(host, sh`put_back /srv/absent/absent`, sh`put_back /srv/absent/was`, sh`put_back /srv/absent`)).toEqual(succeeded);
      expect(host.read("/srv/absent")).toBeUndefined();
    }));

  test("what is on a mount whose server does not answer is told apart from what is beside it", () =>
    onScratchHost(
      userland,
      {
        files: {
          "/proc/self/mountinfo":
            "22 1 254:0 / / rw - ext4 /dev/vda1 rw\n61 22 0:51 / /mnt/raw\\040clips rw - nfs4 nas:/raw rw\n62 22 0:52 / /mnt/well rw - cifs //nas/well rw\n63 22 0:53 / /mnt/stale rw - nfs nas:/old rw\n",
        },
        tools: { timeout: `case $6 in '/mnt/raw clips') exit 137 ;; /mnt/stale) exit 1 ;; esac` },
      },
      async (host) => {
        const looks = ["/mnt/raw clips", "/mnt/raw clips/A/1.mov", "/mnt/raw clips 2", "/mnt/well/x", "/mnt/stale", "/mnt", "/"].map(
          (path) => sh`find_dead; alive /etc ${path}; emit alive yes`,
        );
        const dead = (path: string): object => ({ "!cannot": `${path} is on /mnt/raw clips, whose server does not answer` });
        expect(readFacts((await host.run(lookScript(...looks))).stdout)).toEqual([
          dead("/mnt/raw clips"),
          dead("/mnt/raw clips/A/1.mov"),
          ...Array.from({ length: 5 }, () => ({ alive: "yes" })),
        ]);
      },
    ));

  test("content that was cut short on its way is not put in place", () =>
    onScratchHost(userland, { files: { "/etc/motd": "old" } }, async (host) => {
      const { status, stdout } = await run(host, sh`printf 'half of it' | write_file /etc/motd 0644 root root 99`);
      expect([status, stdout, host.read("/etc/motd"), leftovers(host, "/etc")]).toEqual([
        1,
        "/etc/motd could not be written and is as it was",
        "old",
        [],
      ]);
    }));

  test("an owner that does not exist leaves the old file and no temporary one", () =>
    onScratchHost(userland, { files: { "/etc/motd": "old" } }, async (host) => {
      const { status } = await run(host, sh`printf new | write_file /etc/motd 0644 nobodyhere root`);
      expect([status, host.read("/etc/motd"), leftovers(host, "/etc")]).toEqual([1, "old", []]);
    }));

  test("what a killed run left behind is cleared away, but not what a present one needs", () =>
    onScratchHost(userland, { files: { "/etc/.conform.Ab3dEf": "old", "/etc/.conform.Zz9yXw": "new" } }, async (host) => {
      spawnSync("touch", ["-d", "2 hours ago", join(host.root, "/etc/.conform.Ab3dEf")]);
      expect(await run(host, write("x"))).toEqual(succeeded);
      expect(leftovers(host, "/etc")).toEqual([".conform.Zz9yXw"]);
    }));

  test("a file is old or new whenever the run is killed, and its before-image survives", () =>
    onScratchHost(userland, {}, async (host) => {
      const contents = ["a", "b"].map((letter) => letter.repeat(100_000));
      const forever = lines([
        lookPrelude,
        repairPrelude,
        sh`_state=0; while :; do`,
        ...contents.map((content) => write(content)),
        sh`done`,
      ]);
      host.write({ "/etc/motd": "by hand" });
      for (let i = 0; i < 12; i++) {
        await host.run(forever, { killAfterMs: 20 + 7 * i });
        expect([...contents, "by hand"]).toContain(host.read("/etc/motd"));
      }
      expect(await run(host, sh`put_back /etc/motd`)).toEqual(succeeded);
      expect(host.read("/etc/motd")).toBe("by hand");
    }));

  test("an owed restart leaves its marker", () =>
    onScratchHost(userland, {}, async (host) => {
      expect(await run(host, sh`owe chrony.service`)).toEqual(succeeded);
      expect([host.read("/var/lib/conform/owed/chrony.service"), host.mode("/var/lib/conform")]).toEqual(["", "0700"]);
    }));

  test.each([
    ["ID=debian\n", "debian"],
    ["ID=ubuntu\nID_LIKE=debian\n", "debian"],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', "rhel"],
    ["ID=fedora\n", "rhel"],
    ["ID=alpine\n", ""],
    [null, ""],
  ])("the family of %j is %j", (release, family) =>
    onScratchHost(userland, { files: release === null ? {} : { "/etc/os-release": release } }, async (host) => {
      const { stdout } = await host.run(lookScript(sh`emit family "$(os_family)"`));
      expect(readFacts(stdout)).toEqual([{ family }]);
    }),
  );
});

test.skipIf(!has("shellcheck"))("ShellCheck finds nothing to say of either prelude", () => {
  const input = lines([lookPrelude, repairPrelude]).text;
  const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-f", "gcc", "-e", "SC2329,SC2154", "-"], { input, encoding: "utf8" });
  expect(stdout).toBe("");
});
