import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync, symlinkSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { Secret } from "#core/secret.ts";
import type { SecretRef } from "#core/secret.ts";
import { applyRole, succeeded } from "#engine/apply.ts";
import { judgeAll } from "#engine/judge.ts";
import { look } from "#engine/look.ts";
import { observe } from "#engine/observe.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { localTransport } from "#support/local-transport.ts";
import type { LocalTransport } from "#support/local-transport.ts";

const connection = { host: "suite-01", address: "127.0.0.1", port: 22, user: "root", become: "none" } as const;
const me = userInfo().username;
const mine = { owner: me, group: me, mode: "0644" };
const resolve = (ref: SecretRef): Promise<Secret> => Promise.resolve(new Secret(ref.secret, "s3cret-canary"));

let folder: string;
let transport: LocalTransport;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "conform-engine-"));
  transport = localTransport(path.join(folder, "hosts"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const shell = () => transport.shell(connection);
const apply = async (declared: DeclaredRole, gone: DeclaredRole["states"] = []) =>
  applyRole(await shell(), "suite-01", declared, { resolve, holder: "the test", gone });
const verdicts = async (...roles: DeclaredRole[]) =>
  judgeAll(roles, await observe(await shell(), "suite-01", roles, resolve)).map(
    ({ state, verdict }) => `${state.id.replace(folder, "")} ${verdict}`,
  );

describe("looking at a host", () => {
  it("judges all states of all roles in one script", async () => {
    writeFileSync(at("motd"), "hello\n", { mode: 0o644 });
    const roles = [
      role("one", [file({ path: at("motd"), content: "hello\n", ...mine }), file({ path: at("missing"), content: "x", ...mine })]),
      role("two", [file({ path: at("motd"), content: "other\n", ...mine })]),
    ];
    expect(await verdicts(...roles)).toEqual(["file:/motd conforming", "file:/missing pending", "file:/motd pending"]);
    expect(transport.counts.get("suite-01")?.roundTrips).toBe(1);
  });

  it("tells an old and a new value for each fact that differs", async () => {
    writeFileSync(at("motd"), "changed by hand\n", { mode: 0o600 });
    const declared = role("one", [file({ path: at("motd"), content: "hello\n", ...mine })]);
    const [finding] = judgeAll([declared], await observe(await shell(), "suite-01", [declared], resolve));
    expect(finding?.changes).toEqual([
      { fact: "content", want: "hello\n", have: "changed by hand\n" },
      { fact: "mode", want: "0644", have: "0600" },
    ]);
  });

  it("leaves a text on the host that is as declared, and fetches one that is not", async () => {
    writeFileSync(at("same"), "as declared\n", { mode: 0o644 });
    writeFileSync(at("other"), "something\0else\n", { mode: 0o644 });
    const declared = role("one", [
      file({ path: at("same"), content: "as declared\n", ...mine }),
      file({ path: at("other"), content: "as declared\n", ...mine }),
    ]);
    const there = await shell();
    let answer = "";
    const overheard = {
      run: async (...asked: Parameters<typeof there.run>) => {
        const said = await there.run(...asked);
        answer = said.stdout;
        return said;
      },
    };
    const [same, other] = judgeAll([declared], await observe(overheard, "suite-01", [declared], resolve));
    expect(same).toMatchObject({ verdict: "conforming", changes: [] });
    expect(other?.changes).toEqual([{ fact: "content", want: "as declared\n", have: "something\u0001else\n" }]);
    expect(answer).not.toContain("as declared");
  });

  it("writes nothing, not even its own memory", async () => {
    await verdicts(role("one", [file({ path: at("motd"), content: "hello\n", ...mine })]));
    expect(existsSync(at("hosts/suite-01/var"))).toBe(false);
    expect(existsSync(at("motd"))).toBe(false);
  });

  it("reports a host that can't be reached instead of failing, and never as conforming", async () => {
    transport.down.set("suite-01", "refused the connection on port 22");
    const report = await look(transport, { connection, roles: [role("one", [file({ path: at("motd") })])] }, resolve);
    expect(report).toEqual({ host: "suite-01", unreachable: "refused the connection on port 22" });
  });

  it("calls an answer that was cut short a failure, not a set of missing facts", async () => {
    const cut = { run: () => Promise.resolve({ stdout: "noise before", stderr: "Killed\n", status: 137 }) };
    await expect(observe(cut, "suite-01", [role("one", [])], resolve)).rejects.toThrow("the script ended early (status 137): Killed");
  });

  it("says that a secret is not at hand, and looks at everything else", async () => {
    const declared = role("one", [
      file({ path: at("a"), content: { secret: "env:GONE" }, ...mine }),
      file({ path: at("b"), content: "b", ...mine }),
    ]);
    const missing = (): Promise<Secret> => Promise.reject(new Error("the secret env:GONE is not set"));
    const [a, b] = judgeAll([declared], await observe(await shell(), "suite-01", [declared], missing));
    expect([a?.verdict, a?.reason, b?.verdict]).toEqual(["error", "the secret env:GONE is not set", "pending"]);
  });
});

describe("repairing a role", () => {
  it("ends conforming, remembers it, and calls a later change by hand drift", async () => {
    const declared = role("one", [file({ path: at("motd"), content: "hello\n", ...mine })]);
    const applied = await apply(declared);
    expect([applied.before[0]?.verdict, applied.after[0]?.verdict, succeeded(applied)]).toEqual(["pending", "conforming", true]);
    writeFileSync(at("motd"), "by hand\n");
    expect(await verdicts(declared)).toEqual(["file:/motd drift"]);
  });

  it("calls a changed declaration pending, not drift", async () => {
    await apply(role("one", [file({ path: at("motd"), content: "hello\n", ...mine })]));
    expect(await verdicts(role("one", [file({ path: at("motd"), content: "good evening\n", ...mine })]))).toEqual(["file:/motd pending"]);
  });

  it("tries nothing after the first failure, says what the command said, and still tells how everything is", async () => {
    mkdirSync(at("target"));
    symlinkSync(at("target"), at("motd"));
    const declared = role("one", [
      file({ path: at("first"), content: "1", ...mine }),
      file({ path: at("motd"), content: "hello\n", ...mine }),
      file({ path: at("last"), content: "3", ...mine }),
    ]);
    const { after } = await apply(declared);
    expect(after.map(({ verdict }) => verdict)).toEqual(["conforming", "error", "error"]);
    expect(after[1]?.reason).toContain("is a symbolic link");
    expect(after[2]?.reason).toBe(`not tried, because file:${at("motd")} failed`);
    expect(existsSync(at("last"))).toBe(false);
  });

  it("does not believe a repair: a state that still differs afterwards is an error", async () => {
    const { after } = await apply(role("one", [exec({ name: "liar", command: "true", unless: "false" })]));
    expect(after[0]?.verdict).toBe("error");
    expect(after[0]?.reason).toContain("still differs after its repair");
  });

  it("tells what only a person can put right, never touches it, and does everything else", async () => {
    const declared = role("one", [
      file({ path: at("licence.pem"), content: "renewed\n", ...mine }, { audit: true }),
      file({ path: at("motd"), content: "hello\n", ...mine }),
    ]);
    const applied = await apply(declared);
    expect([applied.after.map(({ verdict }) => verdict), succeeded(applied)]).toEqual([["due", "conforming"], true]);
    expect(existsSync(at("licence.pem"))).toBe(false);
  });

  it("undoes what is no longer declared, and puts back what was there before", async () => {
    writeFileSync(at("motd"), "the vendor's own\n", { mode: 0o640 });
    const before = role("one", [
      file({ path: at("motd"), content: "ours\n", ...mine }),
      file({ path: at("new"), content: "ours\n", ...mine }),
    ]);
    await apply(before);
    const { undone } = await apply(role("one", []), before.states);
    expect(undone).toEqual([`file:${at("new")}`, `file:${at("motd")}`]);
    expect(readFileSync(at("motd"), "utf8")).toBe("the vendor's own\n");
    expect(statSync(at("motd")).mode & 0o777).toBe(0o640);
    expect(existsSync(at("new"))).toBe(false);
  });

  it("waits for nobody who is dead, and names who holds the host while alive", async () => {
    const lock = at("hosts/suite-01/run/conform.lock");
    mkdirSync(path.dirname(lock), { recursive: true });
    symlinkSync("999999 a run that was killed", lock);
    expect(succeeded(await apply(role("one", [file({ path: at("motd"), content: "x", ...mine })])))).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  it("refuses to work beside another run, in words", async () => {
    const answering = {
      run: (script: string) => {
        const nonce = /_nonce=([0-9a-f]+)/.exec(script)?.[1] ?? /printf '([0-9a-f]+)\.begin/.exec(script)?.[1] ?? "";
        return Promise.resolve({
          stdout: `${nonce}.begin\0\0run.!locked\0conform on pult-2, pid 7\0${nonce}.end\0\0`,
          stderr: "",
          status: 0,
        });
      },
    };
    await expect(applyRole(answering, "suite-01", role("one", []), { resolve, holder: "me" })).rejects.toThrow(
      "somebody else is at work on it: conform on pult-2, pid 7",
    );
  });

  it("keeps a secret out of findings, and compares it on the host", async () => {
    const declared = role("one", [file({ path: at("key"), content: { secret: "env:KEY" }, ...mine, mode: "0600" })]);
    const applied = await apply(declared);
    expect(readFileSync(at("key"), "utf8")).toBe("s3cret-canary");
    writeFileSync(at("key"), "stolen");
    const later = judgeAll([declared], await observe(await shell(), "suite-01", [declared], resolve));
    expect(later[0]?.changes).toEqual([{ fact: "content", want: "same", have: "differs" }]);
    expect(JSON.stringify([applied, later])).not.toContain("s3cret-canary");
    expect(readFileSync(at("hosts/suite-01/var/lib/conform/applied/one"), "utf8")).not.toContain("s3cret-canary");
  });
});
