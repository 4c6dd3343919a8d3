import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import { projectRoot } from "#cli/site.ts";
import { openFacility } from "#inventory/load.ts";
import { rulesOf } from "#inventory/read.ts";
import { referenceOfInventory } from "#reference/inventory.ts";
import { referenceOfRoles } from "#reference/roles.ts";
import { referenceOfStates } from "#reference/states.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";
import { rolesOfHost } from "../../stacks/roles-of-host.ts";

/** The pages of the reference, by their place. */
async function pages(): Promise<ReadonlyMap<string, string>> {
  const example = await openFacility(path.join(projectRoot, "inventory/example"), { checks: crossChecks });
  return new Map([
    ["docs/reference/states.md", referenceOfStates()],
    ["docs/reference/inventory.md", referenceOfInventory(rulesOf(crossChecks))],
    ["docs/reference/roles.md", referenceOfRoles(example, rolesOfHost)],
  ]);
}

const written = (file: string): string | undefined => {
  try {
    return readFileSync(path.join(projectRoot, file), "utf8");
  } catch {
    return undefined;
  }
};

/** Writes the reference from the code, or says which pages are older than it. */
export async function docs({ check = false }: { readonly check?: boolean }, io: Io): Promise<number> {
  const stale = [...(await pages())].filter(([file, text]) => written(file) !== text);
  if (stale.length === 0) io.out("The reference is as the code says.");
  for (const [file, text] of stale) {
    if (!check) {
      mkdirSync(path.dirname(path.join(projectRoot, file)), { recursive: true });
      writeFileSync(path.join(projectRoot, file), text);
    }
    io.out(check ? `${file} is older than the code: npx conform docs` : `wrote ${file}`);
  }
  return check && stale.length > 0 ? exit.differs : exit.conforming;
}
