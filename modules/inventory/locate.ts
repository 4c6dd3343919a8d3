import type { Source } from "#inventory/facility.ts";
import type { InventoryFinding, Path, Problem } from "#inventory/finding.ts";
import type { InventoryText } from "#inventory/parse.ts";
import { pointerOf } from "#inventory/places.ts";
import type { Place, Places } from "#inventory/places.ts";
import { urlWithUser } from "#inventory/show.ts";

/** A finding whose line may hold a secret says so until the excerpts are made. */
export type LocatedFinding = InventoryFinding & { readonly veiled?: boolean };

/** Where a path stands: its value, or its key. */
export function sourceOf(places: Places, path: Path, on?: "key"): Source {
  const place = places.find(path);
  if (place === undefined) throw new Error(`no file describes ${pointerOf(path)}`);
  return sourceIn(place, on);
}

export const sourceIn = (place: Place, on?: "key"): Source => (on === "key" ? (place.key ?? place.value) : place.value);

/** Turns a problem into a finding in its file. */
export function locateProblem(places: Places, problem: Problem, severity: InventoryFinding["severity"] = "error"): LocatedFinding {
  const { path, on, related, ...rest } = problem;
  return {
    ...rest,
    severity,
    ...sourceOf(places, path, on),
    ...(related === undefined ? {} : { related: sourceOf(places, related, "key") }),
  };
}

const soundsSecret = /pas+w|pass|secret|token|credential|private key/i;
const widest = 400;

/** Gives every finding its line of the file, but never a line that may hold a secret in clear, as this or another finding says. */
export function addExcerpts<F extends LocatedFinding>(
  findings: readonly F[],
  files: readonly InventoryText[],
  others: readonly LocatedFinding[] = [],
): readonly Omit<F, "veiled">[] {
  const lines = new Map(files.map(({ file, text }) => [file, text.split("\n")]));
  const veiledLines = new Set([...findings, ...others].flatMap(({ veiled, file, line }) => (veiled ? [lineOf({ file, line })] : [])));
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
