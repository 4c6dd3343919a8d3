import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { UserError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import type { SecretRef } from "#core/secret.ts";

const largest = 512 * 1024;

/**
 * Fetches a secret for this run: `env:NAME`, or `file:PATH` with an absolute path as the loader makes it.
 *
 * @throws {UserError} naming the reference, never the content.
 */
export async function resolveSecret(ref: SecretRef): Promise<Secret> {
  if (ref instanceof Secret) return ref;
  const [, scheme, place = ""] = /^(env|file):(.+)$/s.exec(ref.secret) ?? [];
  if (scheme === undefined) throw new UserError("a secret reference should be env:NAME or file:PATH");
  const value = scheme === "env" ? readVariable(place) : await readSecretFile(place);
  if (value === "") throw new UserError(`the secret ${ref.secret} is empty`);
  if (value.includes("\0") || value.includes("\x01"))
    throw new UserError(`the secret ${ref.secret} holds a NUL or \\x01 character, which no host can take`);
  return new Secret(ref.secret, value);
}

function readVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new UserError(`the secret env:${name} is not set`, `Set the environment variable ${name}.`);
  return value;
}

async function readSecretFile(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a FIFO would wait for ever; looking at what was opened leaves no moment to exchange it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: unknown) => {
    throw new UserError(`the secret file:${path} can't be read: ${reasonOf(thrown)}`);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new UserError(`the secret file:${path} is not a regular file`);
    if (stats.mode & 0o077)
      throw new UserError(
        `the secret file:${path} is open to others: its mode is ${(stats.mode & 0o7777).toString(8).padStart(4, "0")}`,
        `Run: chmod 600 ${path}`,
      );
    if (stats.size > largest) throw new UserError(`the secret file:${path} has ${stats.size} bytes; at most ${largest} are allowed`);
    return decode(path, await file.readFile()).replace(/\r?\n$/, "");
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`the secret file:${path} is not UTF-8`);
  }
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown reason";
  return { ENOENT: "it does not exist", EACCES: "this user may not read it", ELOOP: "its links go in a circle" }[code] ?? code;
}
