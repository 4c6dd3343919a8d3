import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "./error.ts";

/** This checkout: who a lab belongs to. */
export const checkout = dirname(dirname(import.meta.dirname));

/** What a checkout needs to reach the hosts. */
export const access = {
  folder: join(checkout, ".lab"),
  key: join(checkout, ".lab/id_ed25519"),
  knownHosts: join(checkout, ".lab/known_hosts"),
  sshConfig: join(checkout, ".lab/ssh_config"),
  sudoPassword: join(checkout, ".lab/sudo-password"),
} as const;

export const accessFiles = ["id_ed25519", "id_ed25519.pub", "known_hosts", "sudo-password", "share-credentials", "licence-key"] as const;

/** Where the cached base of the hosts is (or will be). */
export const baseFolder = (): string => execFileSync(join(import.meta.dirname, "base.sh"), ["where"], { encoding: "utf8" }).trim();

const overlayfs = 0x794c7630;
const roomForDisks = 3 * 2 ** 30;
const candidates = ["/run/conform-lab", "/var/tmp/conform-lab"];

/**
 * The folder of the one lab a machine can have: where there is one already, or the first that suits.
 * The hosts' disks are the upper half of an overlay, and that can't be on an overlay itself.
 */
export function runFolder(): string {
  const found = candidates.find((folder) => existsSync(folder)) ?? candidates.find(suits);
  if (found) return found;
  throw new LabError(
    `The lab needs 3 GiB on a file system that is not an overlay for its hosts' disks: ${candidates.map(dirname).join(" or ")}.`,
  );
}

function suits(folder: string): boolean {
  try {
    const parent = dirname(folder);
    accessSync(parent, constants.W_OK);
    const { type, bavail, bsize } = statfsSync(parent);
    return type !== overlayfs && bavail * bsize >= roomForDisks;
  } catch {
    return false;
  }
}

export const hostFolder = (name: string): string => join(runFolder(), "hosts", name);

/** Writes a file so that a reader, or a crash, sees the old one or the new one and nothing between. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text, { mode });
  renameSync(`${path}.${process.pid}`, path);
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
