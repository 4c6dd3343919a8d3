import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { access, accessFiles, hostFolder, runFolder, writeWhole } from "./folders.ts";
import type { LabHost } from "./hosts.ts";
import { generateKey, sshConfig } from "./ssh.ts";

/** The lab's own copy of what opens it: a checkout that lost its .lab gets it back from here. */
const original = (file: string): string => join(runFolder(), "access", file);

const secret = (): string => randomBytes(18).toString("base64url");

/** Secrets that a fresh lab is given: lic-01's password for sudo, and two that the inventory refers to. */
const secrets: readonly (readonly [file: string, make: () => string])[] = [
  ["share-credentials", () => `username=studio\npassword=${secret()}\n`],
  ["licence-key", () => `${secret()}\n`],
  ["sudo-password", () => `${secret()}\n`],
];

/** Makes what opens the lab, as far as it isn't there: a run that was killed may have made a part of it. */
export async function makeAccess(): Promise<void> {
  mkdirSync(original(""), { recursive: true, mode: 0o700 });
  if (!existsSync(original("id_ed25519.pub"))) {
    rmSync(original("id_ed25519"), { force: true });
    await generateKey(original("id_ed25519"), "conform lab");
  }
  for (const [file, make] of secrets) if (!existsSync(original(file))) writeWhole(original(file), make(), 0o600);
}

export const publicKey = (): string => readFileSync(original("id_ed25519.pub"), "utf8");
export const sudoPassword = (): string => readFileSync(original("sudo-password"), "utf8").trim();

const hostKey = (host: LabHost): string =>
  readFileSync(join(hostFolder(host.name), "ssh_host_ed25519_key.pub"), "utf8")
    .split(" ")
    .slice(0, 2)
    .join(" ");

/** Writes the checkout's `.lab`: key, known hosts, sudo password, and a configuration for OpenSSH. */
export function shareAccess(hosts: readonly LabHost[]): void {
  writeWhole(original("known_hosts"), hosts.map((host) => `${host.address} ${hostKey(host)}\n`).join(""), 0o600);

  mkdirSync(access.folder, { recursive: true, mode: 0o700 });
  for (const file of accessFiles) writeWhole(join(access.folder, file), readFileSync(original(file), "utf8"), 0o600);
  writeWhole(access.sshConfig, sshConfig(hosts));
}

export const forgetAccess = (): void => rmSync(access.folder, { recursive: true, force: true });
