import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { homedir } from "node:os";
import { UserError } from "#core/errors.ts";
import type { LabHost } from "../lab/hosts.ts";
import { ansible } from "./ansible.ts";
import { measure } from "./measure.ts";
import type { Measured } from "./measure.ts";
import { pyinfra } from "./pyinfra.ts";
import { salt } from "./salt.ts";

/** A tool that Conform is compared with, given the same 60 states in its own idiom. */
export interface Peer {
  readonly name: string;
  readonly executable: string;
  /** What to install with pip. */
  readonly requirement: string;
  /** Its files, by their path in the folder that it is started in. */
  files(hosts: readonly LabHost[], folder: string): Readonly<Record<string, string>>;
  readonly args: readonly string[];
  env?(folder: string): Readonly<Record<string, string>>;
  /** How many states it would change, over all hosts, and whether it looked at all of them; nothing when it doesn't tell. */
  changes(said: Measured, hosts: readonly LabHost[]): number | undefined;
}

export const peers: readonly Peer[] = [pyinfra, salt, ansible];

const environment = (): string => join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "conform/peers");

/** Where a tool is: on PATH, or in the environment that `--install-peers` makes. */
export function findPeer({ executable }: Peer): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), join(environment(), "bin")];
  return folders.map((folder) => join(folder, executable)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
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
    `${command} ${args[0]} ended with ${status}: ${stderr.trim().slice(-600)}`,
    "It needs Python with venv (Debian: python3-venv) and a way to PyPI.",
  );
}
