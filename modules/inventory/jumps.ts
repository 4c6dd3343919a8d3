import type { WrittenFacility, WrittenHost } from "#inventory/written.ts";

/** The host to go through to a host, if any: its own word first, then the facility's. */
export function jumpOf(id: string, host: WrittenHost, facility: WrittenFacility | undefined): string | undefined {
  const shared = facility?.ssh.jump;
  // The facility's jump host itself is reached directly, unless it says otherwise.
  const jump = host.ssh.jump ?? (shared === id ? undefined : shared);
  return jump === "none" ? undefined : jump;
}
