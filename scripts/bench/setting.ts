import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LabHost } from "../lab/hosts.ts";

/** What everything that is measured shares. */
export interface Setting {
  readonly hosts: readonly LabHost[];
  /** How often the quick ones run; the median counts. */
  readonly repeat: number;
  /** Ends whatever runs. */
  readonly signal: AbortSignal;
  /** A folder of its own that goes away with the bench. */
  readonly folder: (name: string) => string;
}

/** Temporary folders. Their path is short: OpenSSH puts sockets there, whose path may have 100 characters. */
export function temporaryFolders(): { readonly folder: Setting["folder"]; readonly remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), "conform-bench-"));
  return {
    folder: (name) => {
      mkdirSync(join(home, name), { recursive: true });
      return join(home, name);
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Writes files by their path in a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
