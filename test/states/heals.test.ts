import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { file } from "#states/file.ts";
import { line } from "#states/line.ts";
import { heals } from "#support/describe-state.ts";
import { onScratchHost } from "#support/scratch-host.ts";

test("what breaks by hand is found by its name and healed, byte for byte and bit for bit", () =>
  onScratchHost("dash", {}, async (host) => {
    const run = host.run.bind(host);
    const motd = { path: "/etc/motd", content: "Suite 3\n", mode: "0640" };
    await heals(run, file, { it: "mode", want: motd, breakWith: sh`chmod 0666 /etc/motd`, drifts: ["mode"] });
    await heals(run, file, { it: "content", want: motd, breakWith: sh`echo extra >>/etc/motd`, drifts: ["content"] });
    await heals(run, file, { it: "owner", want: motd, breakWith: sh`chown 1:1 /etc/motd`, drifts: ["owner", "group"] });
    await heals(run, file, { it: "type", want: motd, breakWith: sh`rm /etc/motd`, drifts: ["type", "content", "mode", "owner", "group"] });
    await heals(run, line, { it: "line", want: { path: "/etc/motd", line: "Room B" }, breakWith: sh`echo >/etc/motd`, drifts: ["line"] });
    expect(host.read("/etc/motd")).toBe("\nRoom B\n");
  }));
