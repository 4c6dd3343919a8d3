import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadInventory } from "#inventory/load.ts";
import type { Loaded } from "#inventory/load.ts";
import { renderFinding } from "#inventory/render.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/** The day on which all tests of inventories take place, whenever they run. */
export const clock = { today: "2026-11-26", now: "2026-11-26T09:00" };

/** A small inventory without a mistake, which tests put one into. */
export const house = await readFile("test/fixtures/inventory/house.yaml", "utf8");

/** The house with some of its text exchanged. */
export function houseWith(...swaps: readonly (readonly [was: string, is: string])[]): string {
  return swaps.reduce((text, [was, is]) => {
    if (text.split(was).length !== 2) throw new Error(`the house says ${was} not exactly once`);
    return text.replace(was, () => is);
  }, house);
}

/** Loads files from a folder of their own. */
export async function load(files: { readonly [name: string]: string | Buffer }): Promise<Loaded> {
  return await inFolder(files, async (folder) => {
    const loaded = await loadInventory(folder, { checks: crossChecks, clock });
    const told = JSON.stringify(loaded.findings).replaceAll(`${folder}/`, "").replaceAll(folder, "the folder");
    return { ...loaded, findings: JSON.parse(told) as typeof loaded.findings };
  });
}

/** Everything that is wrong with some files, as a person reads it. */
export async function mistakesIn(files: { readonly [name: string]: string | Buffer }): Promise<string> {
  const loaded = await load(files);
  return loaded.findings.map(renderFinding).join("\n");
}

/** A folder with some files for as long as something is done with it. */
export async function inFolder<T>(files: { readonly [name: string]: string | Buffer }, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "conform-inventory-"));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
