import type { Source } from "#inventory/facility.ts";
import type { InventoryFinding, Path, Problem } from "#inventory/finding.ts";
import type { InventoryText, ParsedFile } from "#inventory/parse.ts";
import { findPlace, pointerOf } from "#inventory/places.ts";
import { urlWithUser } from "#inventory/show.ts";

/** A finding whose line may hold a secret says so until the excerpts are made. */
export type LocatedFinding = InventoryFinding & { readonly veiled?: boolean };

/** Which file an entry is in, by the pointer of the entry. */
export type Owners = ReadonlyMap<string, ParsedFile>;

/** The entry that a path leads into: `facility`, or one id of a section. */
export const entryOf = (path: Path): string => pointerOf(path.slice(0, path[0] === "facility" ? 1 : 2));

/** Where a path stands in one file: its value, or its key. */
export function placeIn(file: ParsedFile, path: Path, on?: "key"): Source {
  const place = findPlace(file.places, path);
  if (place === undefined) return { file: file.file, line: 1, column: 1 };
  return on === "key" ? (place.key ?? place.value) : place.value;
}

/** Where a path stands in whichever file describes it: its key. */
export function sourceOf(owners: Owners, path: Path): Source {
  const owner = owners.get(entryOf(path));
  if (owner === undefined) throw new Error(`no file describes ${pointerOf(path)}`);
  return placeIn(owner, path, "key");
}

/** Turns a problem into a finding in its file. */
export function locateProblem(owners: Owners, file: ParsedFile | undefined, problem: Problem): LocatedFinding {
  const { path, on, related, ...rest } = problem;
  const owner = file ?? owners.get(entryOf(path));
  if (owner === undefined) throw new Error(`no file describes ${pointerOf(path)}`);
  return { ...rest, ...placeIn(owner, path, on), ...(related === undefined ? {} : { related: sourceOf(owners, related) }) };
}

const soundsSecret = /pas+w|pass|secret|token|credential|private key/i;
const widest = 400;

/** Gives every finding its line of the file, but never a line that may hold a secret in clear. */
export function addExcerpts(findings: readonly LocatedFinding[], files: readonly InventoryText[]): readonly InventoryFinding[] {
  const lines = new Map(files.map(({ file, text }) => [file, text.split("\n")]));
  const veiledLines = new Set(findings.flatMap(({ veiled, file, line }) => (veiled ? [lineOf({ file, line })] : [])));
  return findings.map(({ veiled, ...finding }) => {
    const line = lines.get(finding.file)?.[finding.line - 1]?.replace(/\r$/, "");
    const hidden =
      veiled === true ||
      line === undefined ||
      line.length > widest ||
      soundsSecret.test(line) ||
      urlWithUser.test(line) ||
      veiledLines.has(lineOf(finding));
    return hidden ? finding : { ...finding, excerpt: line };
  });
}

const lineOf = ({ file, line }: Pick<Source, "file" | "line">): string => `${file}:${line}`;
