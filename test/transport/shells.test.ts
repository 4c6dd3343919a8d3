import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quote, sh } from "#core/sh.ts";
import { anyText } from "#support/any-text.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeFolder, makeProgram, shells, startSshServer } from "#support/ssh-server.ts";
import type { ServerOptions } from "#support/ssh-server.ts";

/** A shell on a server like this, and what goes with it. */
async function open(options: ServerOptions = {}) {
  const server = await startSshServer(options);
  const transport = openTestTransport();
  const shell = await transport.shell(server.connection());
  const close = async (): Promise<void> => {
    await transport.close();
    await server[Symbol.asyncDispose]();
  };
  return { run: (...asked: Parameters<typeof shell.run>) => shell.run(...asked), transport, server, [Symbol.asyncDispose]: close };
}

const quick = { timeoutSeconds: 5 };

/** Whether a process still runs. One that nobody has buried yet does not. */
const runs = (pid: string): boolean => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));

async function gone(...pids: string[]): Promise<void> {
  const left = (): string[] => pids.filter((pid) => pid !== "" && runs(pid));
  for (let waits = 0; waits < 100 && left().length > 0; waits++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(left()).toEqual([]);
}

describe.concurrent.each(shells)("with %s as /bin/sh", (shell) => {
  test("a script answers on both streams, with its status", async () => {
    await using host = await open({ shell });
    expect(await host.run("printf out; printf err >&2; exit 7", quick)).toEqual({ stdout: "out", stderr: "err", status: 7 });
    expect(await host.run("", quick)).toEqual({ stdout: "", stderr: "", status: 0 });
    expect(await host.run("#!/bin/sh\n# nothing but comments", quick)).toEqual({ stdout: "", stderr: "", status: 0 });
  });

  test("one script knows nothing of the one before", async () => {
    await using host = await open({ shell });
    await host.run("x=1; cd /tmp; umask 077; export x; trap 'echo bye' EXIT", quick);
    expect((await host.run('echo "${x-none} $PWD $(umask)"', quick)).stdout).toBe("none / 0022\n");
  });

  test("it starts from a clean environment", async () => {
    await using host = await open({
      shell,
      env: { LANG: "de_DE.UTF-8", LC_MESSAGES: "ja_JP", BASH_ENV: "/tmp/x", ENV: "/tmp/x", TZ: "Asia/Tokyo", LD_LIBRARY_PATH: "/tmp" },
    });
    const { stdout } = await host.run("env", quick);
    const kept = stdout.split("\n").filter((line) => line && !/^(?:PWD|OLDPWD|SHLVL|_)=/.test(line));
    expect(kept.sort()).toEqual(["HOME=/root", "LC_ALL=C", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ=UTC"]);
  });

  test("what it starts finds an empty stdin, not the rest of the script", async () => {
    await using host = await open({ shell });
    expect(await host.run('cat\nread -r line\necho "[$line]"', quick)).toMatchObject({ stdout: "[]\n", status: 0 });
  });

  test("a syntax error runs nothing at all, and the next script is not mistaken for its rest", async () => {
    await using host = await open({ shell });
    const broken = await host.run(`echo started\n${"# filler\n".repeat(20_000)}if then fi\n${"echo rest\n".repeat(20_000)}`, quick);
    expect(broken).toMatchObject({ stdout: "", status: 2 });
    expect(broken.stderr).toMatch(/syntax error/i);
    expect((await host.run("echo next", quick)).stdout).toBe("next\n");
    expect(host.server.seen.connections).toBe(1);
  });

  test("1 MB goes there and 5 MB come back", async () => {
    await using host = await open({ shell });
    const script = `text=$(cat <<'END'\n${"0123456789abcdef\n".repeat(65_536)}END\n)\necho "\${#text}"\nhead -c 5000000 /dev/zero | tr '\\000' x`;
    const { stdout } = await host.run(script, { timeoutSeconds: 20 });
    expect(stdout.length).toBe("1114111\n".length + 5_000_000);
    expect(stdout.startsWith("1114111\nxxx")).toBe(true);
  });

  test("bytes come back as they are, as far as they are text", async () => {
    await using host = await open({ shell });
    const { stdout } = await host.run(String.raw`printf 'a\000b \033[31m \303\274 \377 end'`, quick);
    expect(stdout).toBe("a\0b \u001B[31m ü \uFFFD end");
  });

  test("time runs out for everything that it started", async () => {
    await using host = await open({ shell });
    const pids: string[] = [];
    const run = host.run("sleep 71 & echo $!; (sleep 72; true) & echo $!; sh -c 'echo $$; exec sleep 73'", {
      timeoutSeconds: 1,
      onOutput: (chunk) => pids.push(...chunk.split("\n")),
    });
    await expect(run).rejects.toThrow(/suite-01: the script was not done after 1 s. It was killed with all that it started/);
    expect(pids.filter(Boolean)).toHaveLength(3);
    await gone(...pids);
    expect((await host.run("echo next", quick)).stdout).toBe("next\n");
    expect(host.server.seen.connections).toBe(2);
  });

  test("any text survives quoting", async () => {
    await using host = await open({ shell });
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 40 }), async (texts) => {
        const script = texts.map((text) => sh`printf %s ${text}; printf '\\0'`.text).join("\n");
        const { stdout } = await host.run(script, quick);
        expect(stdout.split("\0").slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 15 },
    );
    expect(quote("a b")).toBe("'a b'");
  });
});

describe.concurrent("whatever else is different about a host", () => {
  test("BusyBox's timeout kills the shell alone; we kill the rest", async () => {
    const folder = makeFolder();
    for (const applet of ["timeout", "head", "setsid", "sleep", "true", "id", "env"]) symlinkSync("/bin/busybox", join(folder, applet));
    await using host = await open({ loginShell: makeProgramThatPuts(folder) });
    expect((await host.run("command -v timeout", quick)).stdout).toBe(`${folder}/timeout\n`);
    const pids: string[] = [];
    await expect(
      host.run("sleep 74 & echo $!; sleep 75", { timeoutSeconds: 1, onOutput: (chunk) => pids.push(chunk.trim()) }),
    ).rejects.toThrow(/not done after 1 s/);
    await gone(...pids);
  });

  test("an old BusyBox wants `timeout -t`", async () => {
    const old = makeProgram(
      "timeout",
      `#!/bin/sh
[ "$1" = -t ] && { seconds=$2; shift 2; exec /usr/bin/timeout "$1" "$2" "$seconds" "$3"; }
[ "$3" = -t ] || exit 127
signal=$2 seconds=$4; shift 4; exec /usr/bin/timeout -s "$signal" "$seconds" "$@"
`,
    );
    await using host = await open({ loginShell: makeProgramThatPuts(old) });
    expect((await host.run("echo here", quick)).stdout).toBe("here\n");
  });

  test("a host that lacks what we need says what", async () => {
    const folder = makeProgram("timeout", "#!/bin/sh\nexit 1\n");
    await expect(open({ loginShell: makeProgramThatPuts(folder) })).rejects.toThrow("suite-01: it lacks timeout");
  });

  test.each(["/bin/bash", "/bin/dash", "/usr/bin/fish", "/bin/tcsh", "/bin/rbash", "/bin/zsh"].filter(existsSync))(
    "one can log in with %s",
    async (loginShell) => {
      await using host = await open({ loginShell });
      expect(await host.run("echo here; echo there >&2", quick)).toEqual({ stdout: "here\n", stderr: "there\n", status: 0 });
    },
  );

  test("noise before the first word is nobody's answer, not even when it repeats our orders", async () => {
    const noisy = join(makeProgram("login", '#!/bin/bash\necho "Welcome!"; echo "$*"; echo "$*" >&2; set -x\neval "$2"\n'), "login");
    await using host = await open({ loginShell: noisy });
    expect(await host.run("echo here", quick)).toEqual({ stdout: "here\n", stderr: "", status: 0 });
  });

  test.each([
    [
      "nologin",
      "echo 'This account is currently not available.'; exit 1",
      /ana may not run commands \(saying "This account is currently not available."\)/,
    ],
    ["false", "exit 1", /the shell of ana ended with status 1 before it ran a command, without a word/],
    [
      "a broken shell",
      "printf '\\033[31mcannot load libfoo\\n' >&2; exit 127",
      /ended with status 127 before it ran a command, saying "cannot load libfoo"/,
    ],
  ])("a login shell like %s is named", async (_title, script, words) => {
    const loginShell = join(makeProgram("login", `#!/bin/sh\n${script}\n`), "login");
    await expect(open({ loginShell })).rejects.toThrow(words);
  });

  test("a shell that is not root's is refused", async () => {
    const notRoot = makeProgram("id", "#!/bin/sh\necho 1001\n");
    await using server = await startSshServer({ loginShell: makeProgramThatPuts(notRoot) });
    await using transport = openTestTransport({ anyUser: false });
    await expect(transport.shell(server.connection())).rejects.toThrow("suite-01: ana is not root there (uid 1001)");
  });
});

/** A login shell that puts a folder before the PATH that our orders set. */
function makeProgramThatPuts(folder: string): string {
  return join(makeProgram("login", `#!/bin/bash\nexec /bin/sh -c "\${2/PATH=/PATH=${folder}:}"\n`), "login");
}
