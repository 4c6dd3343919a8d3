import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

import { UserError } from "#core/errors.ts";
import { resolveSecret } from "#inventory/secrets.ts";

const folder = await mkdtemp(join(tmpdir(), "conform-secret-"));
afterAll(async () => await rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function keep(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return `file:${path}`;
}

describe("a secret", () => {
  test("comes from an environment variable", async () => {
    vi.stubEnv("CONFORM_TEST_SECRET", "hunter2");
    const secret = await resolveSecret({ secret: "env:CONFORM_TEST_SECRET" });
    expect(secret.reveal()).toBe("hunter2");
    expect(inspect(secret)).not.toContain("hunter2");
  });

  test.each([
    { it: "as it is", content: "hunter2", is: "hunter2" },
    { it: "without the newline at its end", content: "hunter2\n", is: "hunter2" },
    { it: "with every other newline", content: "user=a\r\npass=b\n\r\n", is: "user=a\r\npass=b\n" },
  ])("comes from a file, $it", async ({ content, is }) => {
    const secret = await resolveSecret({ secret: await keep("plain", content) });
    expect(secret.reveal()).toBe(is);
  });

  test("that was fetched already is not fetched again", async () => {
    const secret = await resolveSecret({ secret: await keep("once", "a") });
    await rm(join(folder, "once"));
    expect(await resolveSecret(secret)).toBe(secret);
  });
});

describe("a secret is refused with its reference and never its content", () => {
  test.each([
    { it: "not set", ref: "env:CONFORM_NO_SUCH", says: "the secret env:CONFORM_NO_SUCH is not set" },
    { it: "not there", ref: `file:${folder}/none`, says: `the secret file:${folder}/none can't be read: it does not exist` },
    { it: "a folder", ref: `file:${folder}`, says: `the secret file:${folder} is not a regular file` },
    { it: "no reference", ref: "hunter2", says: "a secret reference should be env:NAME or file:PATH" },
  ])("when it is $it", async ({ ref, says }) => {
    await expect(resolveSecret({ secret: ref })).rejects.toMatchObject({ name: "UserError", message: says });
  });

  test.each([
    { it: "readable by the group", content: "hunter2", mode: 0o640, says: "is open to others: its mode is 0640" },
    { it: "readable by everybody", content: "hunter2", mode: 0o604, says: "is open to others: its mode is 0604" },
    { it: "empty", content: "\n", mode: 0o600, says: "is empty" },
    { it: "not UTF-8", content: Buffer.from([0xff, 0x41]), mode: 0o400, says: "is not UTF-8" },
    { it: "too large", content: "x".repeat(512 * 1024 + 1), mode: 0o600, says: "has 524289 bytes" },
    { it: "such that it holds a NUL", content: "hunter2\0", mode: 0o600, says: "holds a NUL" },
  ])("when its file is $it", async ({ content, mode, says }) => {
    const thrown = await resolveSecret({ secret: await keep("bad", content, mode) }).catch((thrown: unknown) => thrown);
    expect(thrown).toBeInstanceOf(UserError);
    expect(String(thrown)).toContain(`${folder}/bad`);
    expect(String(thrown)).toContain(says);
    expect(String(thrown)).not.toContain("hunter2");
  });

  test("when it is a FIFO, without waiting for a writer", async () => {
    execFileSync("sh", ["-c", 'mkfifo -m 600 "$1"', "sh", join(folder, "fifo")]);
    await expect(resolveSecret({ secret: `file:${folder}/fifo` })).rejects.toThrow("is not a regular file");
  });
});
