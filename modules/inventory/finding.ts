import type { Source } from "#inventory/facility.ts";

/** One mistake in an inventory. Line 0 means the file or folder as a whole. */
export interface InventoryFinding extends Source {
  /** The kind of mistake, e.g. `unknown-key`: stable, for tests and machines. */
  readonly id: string;
  /** With an error nothing runs; a warning is told. */
  readonly severity: "error" | "warning";
  /** What was found and what is allowed. */
  readonly message: string;
  /** What to try, as a whole sentence. */
  readonly hint?: string;
  /** The other place that is part of it, e.g. where an id was first given. */
  readonly related?: Source;
  /** The line it is in, unless that may hold a secret. */
  readonly excerpt?: string;
}

/** Where in the inventory, as keys and indexes: `["hosts", "suite-01", "os", "release"]`. */
export type Path = readonly (string | number)[];

/** A mistake as checks report it: they know keys, not lines. */
export interface Problem {
  readonly id: string;
  readonly path: Path;
  /** Whether the key itself is meant or, as usual, its value. */
  readonly on?: "key";
  readonly message: string;
  readonly hint?: string;
  /** The other place that is part of it. */
  readonly related?: Path;
  /** True where the value may be a secret in clear, so that nobody shows its line. */
  readonly veiled?: boolean;
}

/** By file, line and column, and each once. */
export function sortFindings<F extends InventoryFinding>(findings: readonly F[]): readonly F[] {
  const sorted = findings.toSorted(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.message, b.message),
  );
  return sorted.filter((finding, i) => !isSame(finding, sorted[i - 1]));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isSame = (a: InventoryFinding, b: InventoryFinding | undefined): boolean =>
  a.file === b?.file && a.line === b.line && a.column === b.column && a.message === b.message;
