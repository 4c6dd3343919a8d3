import type { Sh } from "#core/sh.ts";
import type { Repository } from "#states/repository.ts";

/** How one family of systems is told of a repository. */
export interface Backend {
  readonly family: "debian" | "rhel";
  readonly fileOf: (want: Repository) => string;
  readonly keyFileOf: (want: Repository) => string;
  readonly pinFileOf: (want: Repository) => string | undefined;
  /** The text that names it, and the keyring that its signature must come from. */
  readonly textOf: (want: Repository, keyring: string | undefined) => string;
  readonly pinOf: (want: Repository) => string | undefined;
  /** What the file that names it must be called in the folder of the trial. */
  readonly suffix: string;
  /** Fetches what the repository offers that a file in the folder `$_try` names, and asks no other one. */
  readonly fetch: (want: Repository) => Sh;
}
