import { resolve } from "node:path";

import { UserError } from "#core/errors.ts";
import type { KnownIds } from "#inventory/combine.ts";
import type { Facility } from "#inventory/facility.ts";
import { readFolder } from "#inventory/files.ts";
import type { FolderTexts } from "#inventory/files.ts";
import { sortFindings } from "#inventory/finding.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import { addExcerpts, locateProblem, sourceOf } from "#inventory/locate.ts";
import type { Places } from "#inventory/places.ts";
import { readInventory } from "#inventory/read.ts";
import type { ReadOptions, WaivedFinding } from "#inventory/read.ts";
import { renderFindings } from "#inventory/render.ts";
import { resolveFacility } from "#inventory/resolve.ts";
import { findVendorFiles } from "#inventory/vendor-files.ts";
import type { Written } from "#inventory/written.ts";

/** An inventory as it was read, and the facility that it describes, unless there is an error in it. */
export interface Loaded {
  readonly facility: Facility | undefined;
  /** Its entries as people wrote them, without those that have a mistake of their own. */
  readonly written: Written;
  /** Every id that is written somewhere, also with a mistake; undefined when some part could not be read. */
  readonly known: KnownIds | undefined;
  readonly places: Places;
  /** Everything that is wrong, sorted. */
  readonly findings: readonly InventoryFinding[];
  /** What approved exceptions allow, sorted. */
  readonly waived: readonly WaivedFinding[];
}

/**
 * Reads the inventory in a folder. Never throws for what is in it: every mistake is a finding, and all come at once.
 *
 * @example
 * const { facility, findings } = await loadInventory("inventory/lab", { checks: crossChecks });
 */
export async function loadInventory(folder: string, options: ReadOptions = {}): Promise<Loaded> {
  return await loadTexts(folder, await readFolder(folder), options);
}

/** The same for texts that may not stand in the folder yet. */
export async function loadTexts(folder: string, { texts, findings: unread }: FolderTexts, options: ReadOptions = {}): Promise<Loaded> {
  const { written, places, known, hasFacility, findings, waived } = readInventory(texts, { ...options, areAll: unread.length === 0 });
  const vendor = texts.length === 0 ? { found: new Map<string, string>(), problems: [] } : await findVendorFiles(written, folder);
  const wrong = [...unread, ...findings, ...vendor.problems.map((problem) => locateProblem(places, problem))];
  if (known !== undefined && texts.length > 0 && !hasFacility) wrong.push(describeMissingFacility(folder));
  const isSound = !wrong.some(({ severity }) => severity === "error");
  const { facility } = written;
  return {
    facility:
      facility !== undefined && isSound
        ? resolveFacility(written, facility, {
            folder: resolve(folder),
            vendorFiles: vendor.found,
            sourceOf: (path) => sourceOf(places, path, "key"),
          })
        : undefined,
    written,
    known,
    places,
    findings: sortFindings(addExcerpts(wrong, texts, waived)),
    waived: sortFindings(addExcerpts(waived, texts, wrong)),
  };
}

/**
 * The facility that an inventory describes.
 *
 * @throws {UserError} with every finding when there is an error in it.
 */
export async function openFacility(folder: string, options: ReadOptions = {}): Promise<Facility> {
  const { facility, findings } = await loadInventory(folder, options);
  if (facility === undefined) throw new UserError(renderFindings(findings));
  return facility;
}

const describeMissingFacility = (folder: string): InventoryFinding => ({
  id: "no-facility",
  severity: "error",
  file: folder,
  line: 0,
  column: 0,
  message: "no file of the folder has a `facility`",
  hint: "Describe it in one of them: id, name, timezone, domain and ssh.",
});
