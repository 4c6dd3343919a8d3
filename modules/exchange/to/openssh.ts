import { isIP } from "node:net";

import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { showText } from "#inventory/show.ts";

/** One option of ssh_config(5), its value quoted as that file has it. */
export type SshOption = readonly [keyword: string, value: string];

/** Which host keys are accepted: those of the inventory, and no others. */
export function hostKeyOptions({ host, hostKeys, knownHosts }: Connection): readonly SshOption[] {
  const strict: SshOption = ["StrictHostKeyChecking", "yes"];
  if (hostKeys === undefined) return knownHosts === undefined ? [strict] : [["UserKnownHostsFile", quotePath(host, knownHosts)], strict];
  // ssh_config has no place for keys, but for a command that prints them; `%H` is the name that ssh looks for.
  const lines = hostKeys.map((key) => `"%H ${key}"`).join(" ");
  return [
    ["UserKnownHostsFile", "none"],
    ["GlobalKnownHostsFile", "none"],
    ["KnownHostsCommand", String.raw`/usr/bin/printf "%%s\n" ${lines}`],
    strict,
  ];
}

/** A path as one argument of ssh_config(5). */
export function quotePath(host: string, path: string): string {
  if (path.includes("${"))
    throw new UserError(
      `host ${host}: the path ${showText(path)} holds \${, which OpenSSH always takes for a variable`,
      "Give the file another name; ssh_config(5) has no way to write this one.",
    );
  const escaped = path.replaceAll("%", "%%");
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escapeQuoted(escaped)}"`;
}

/** What stands between double quotes in ssh_config(5). */
export const escapeQuoted = (text: string): string => text.replaceAll(/["\\]/g, (character) => `\\${character}`);

/** The hosts to go through, the first hop first, as `ProxyJump` takes them. */
export function jumpsOf({ jump }: Connection): readonly string[] {
  if (jump === undefined) return [];
  const { user, address, port } = jump;
  return [...jumpsOf(jump), `${user}@${isIP(address) === 6 ? `[${address}]` : address}:${port}`];
}
