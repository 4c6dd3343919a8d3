import type { Source } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import type { ParsedFile } from "#inventory/parse.ts";
import { pointerOf } from "#inventory/places.ts";
import { followPath, listReferences } from "#inventory/references.ts";
import type { Reference } from "#inventory/references.ts";

/** One place that names an entry. */
export interface Usage {
  readonly file: ParsedFile;
  readonly path: Path;
  readonly source: Source;
  /** It names a class of suites, which no other name can stand for. */
  readonly isFixed: boolean;
}

// A suite takes the defaults of the class that is called as its use; no schema says so, because such a class need not be there.
const byClass: readonly Reference[] = [
  { at: ["suites", "*", "class"], to: "classes" },
  { at: ["classes", "*", "suite", "class"], to: "classes" },
];

/** Every place in any file that names an entry, in the order of the files. */
export function findUsages(files: readonly ParsedFile[], [section, id]: Path): readonly Usage[] {
  const references = [...listReferences(), ...byClass].filter(({ to }) => to === section);
  return files.flatMap((file) =>
    references.flatMap((reference) =>
      [...followPath(file.value, reference.at)].flatMap(([path, text]) => {
        const place = file.places.get(pointerOf(path));
        if (text !== id || text === reference.besides || place === undefined) return [];
        return [{ file, path, source: place.value, isFixed: byClass.includes(reference) }];
      }),
    ),
  );
}
