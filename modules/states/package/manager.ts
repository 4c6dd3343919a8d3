import type { Sh } from "#core/sh.ts";

/** How one family of systems asks for, installs and removes packages. */
export interface PackageManager {
  readonly family: "debian" | "rhel";
  /** The tool without which nobody can look. */
  readonly tool: string;
  /** Prints `|NAME=STATUS|` for each package that the host knows; `installed` is the one good status. */
  readonly query: (names: readonly string[]) => Sh;
  /** One transaction. Asks nothing, keeps changed configuration, waits for the lock. */
  readonly install: (names: readonly string[]) => Sh;
  /** One transaction that takes exactly these away, or fails: what depends on them is never removed along. */
  readonly remove: (names: readonly string[]) => Sh;
}
