import { resolve } from "node:path";

import { UserError } from "#core/errors.ts";
import type { Facility } from "#inventory/facility.ts";
import { readFolder } from "#inventory/files.ts";
import { sortFindings } from "#inventory/finding.ts";
import type { InventoryFinding, Problem } from "#inventory/finding.ts";
import { addExcerpts, locateProblem, sourceOf } from "#inventory/locate.ts";
import { readInventory } from "#inventory/read.ts";
import { renderFindings } from "#inventory/render.ts";
import { resolveFacility } from "#inventory/resolve.ts";
import { findVendorFiles } from "#inventory/vendor-files.ts";

/** The facility that an inventory describes, or everything that is wrong with it. */
export type Loaded = { readonly facility: Facility } | { readonly findings: readonly InventoryFinding[] };

/** Says what can't be true of a facility. Problems name the keys of the inventory's files, e.g. `["volumes", "projects", "read_limit"]`. */
export type FacilityCheck = (facility: Facility) => Iterable<Problem>;

/**
 * Reads the inventory in a folder. Never throws for what is in it: every mistake is a finding, and all come at once.
 *
 * @example
 * const loaded = await loadFacility("inventory/lab");
 * if ("findings" in loaded) print(renderFindings(loaded.findings));
 */
export async function loadFacility(folder: string, checks: readonly FacilityCheck[] = []): Promise<Loaded> {
  const { texts, findings: unread } = await readFolder(folder);
  if (texts.length === 0) return { findings: sortFindings(unread) };

  const { written, known, hasFacility, owners, findings, problems } = readInventory(texts, unread.length === 0);
  const vendor = await findVendorFiles(written, folder);
  const locate = (problem: Problem): InventoryFinding => locateProblem(owners, undefined, problem);
  const wrong = [...unread, ...findings, ...problems.map(locate), ...vendor.problems.map(locate)];
  if (known !== undefined && !hasFacility) wrong.push(describeMissingFacility(folder));
  const { facility } = written;
  if (facility === undefined || wrong.length > 0) return { findings: sortFindings(addExcerpts(wrong, texts)) };

  const resolved = resolveFacility(written, facility, {
    folder: resolve(folder),
    vendorFiles: vendor.found,
    sourceOf: (path) => sourceOf(owners, path),
  });
  const untrue = checks.flatMap((check) => [...check(resolved)]).map(locate);
  return untrue.length === 0 ? { facility: resolved } : { findings: sortFindings(addExcerpts(untrue, texts)) };
}

/**
 * The facility that an inventory describes.
 *
 * @throws {UserError} with every finding when there is any.
 */
export async function openFacility(folder: string, checks: readonly FacilityCheck[] = []): Promise<Facility> {
  const loaded = await loadFacility(folder, checks);
  if ("findings" in loaded) throw new UserError(renderFindings(loaded.findings));
  return loaded.facility;
}

const describeMissingFacility = (folder: string): InventoryFinding => ({
  id: "no-facility",
  file: folder,
  line: 0,
  column: 0,
  message: "no file of the folder has a `facility`",
  hint: "Describe it in one of them: id, name, timezone, domain and ssh.",
});
