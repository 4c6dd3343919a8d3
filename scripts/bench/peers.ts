import { join } from "node:path";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { ansible } from "./ansible.ts";
import { measure } from "./measure.ts";
import { environment } from "./peer.ts";
import type { Peer } from "./peer.ts";
import { pyinfra } from "./pyinfra.ts";
import { salt } from "./salt.ts";

const peers: readonly Peer[] = [pyinfra, salt, ansible];

/** @throws {UserError} when there is no such tool. */
export function choosePeers(wanted: string): readonly Peer[] {
  if (wanted === "none") return [];
  if (wanted === "all") return peers;
  return wanted.split(",").map((name) => {
    const peer = peers.find((one) => one.name === name);
    if (peer !== undefined) return peer;
    const names = peers.map((one) => one.name);
    throw new UserError(`--peers: nothing is compared with "${name}"${didYouMean(name, names)}`, `There are ${names.join(", ")}.`);
  });
}

/** Installs the tools from PyPI into an environment of their own. */
export async function installPeers(wanted: readonly Peer[], signal: AbortSignal): Promise<void> {
  await succeed("python3", ["-m", "venv", environment()], signal);
  await succeed(join(environment(), "bin/pip"), ["install", "--quiet", ...wanted.map(({ requirement }) => requirement)], signal);
}

async function succeed(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const { status, stderr } = await measure(command, args, { signal });
  if (status === 0) return;
  throw new UserError(
    `${[command, ...args].join(" ")} ended with ${status}: ${stderr.trim().slice(-600)}`,
    "It needs Python with venv (Debian: python3-venv) and a way to PyPI.",
  );
}
