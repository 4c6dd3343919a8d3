import { checkAddresses } from "#inventory/checks/addresses.ts";
import { checkDatabases } from "#inventory/checks/databases.ts";
import { checkGateways } from "#inventory/checks/gateways.ts";
import { checkGroups } from "#inventory/checks/groups.ts";
import { checkIscsi } from "#inventory/checks/iscsi.ts";
import { checkJumps } from "#inventory/checks/jumps.ts";
import { checkLinks } from "#inventory/checks/links.ts";
import { checkMounts } from "#inventory/checks/mounts.ts";
import { checkPorts } from "#inventory/checks/ports.ts";
import { checkRepositories } from "#inventory/checks/repositories.ts";
import { checkSoftware } from "#inventory/checks/software.ts";
import { checkTestedSets } from "#inventory/checks/tested-sets.ts";
import { checkVolumes } from "#inventory/checks/volumes.ts";
import { combine } from "#inventory/combine.ts";
import type { Combined } from "#inventory/combine.ts";
import type { Problem } from "#inventory/finding.ts";
import { parseFile } from "#inventory/parse.ts";
import type { InventoryText } from "#inventory/parse.ts";
import { checkReferences } from "#inventory/references.ts";
import type { Written } from "#inventory/written.ts";

/** Says what can't be true of an inventory as a whole. Pure; sees the entries without mistakes of their own. */
export type CrossCheck = (written: Written) => Iterable<Problem>;

const crossChecks: readonly CrossCheck[] = [
  checkAddresses,
  checkDatabases,
  checkGateways,
  checkGroups,
  checkIscsi,
  checkJumps,
  checkLinks,
  checkMounts,
  checkPorts,
  checkRepositories,
  checkSoftware,
  checkTestedSets,
  checkVolumes,
];

/** All of an inventory that its text alone can tell. */
export interface ReadInventory extends Combined {
  readonly problems: readonly Problem[];
}

/**
 * Parses all files, holds them against the schemas and against each other.
 * Unless `areAll` files were given, nobody says of an id that no file describes it.
 */
export function readInventory(texts: readonly InventoryText[], areAll = true): ReadInventory {
  const files = texts.map(parseFile);
  const combined = combine(files);
  const { written } = combined;
  const known = areAll ? combined.known : undefined;
  const problems = [
    ...(known === undefined ? [] : checkReferences(written, known)),
    ...crossChecks.flatMap((check) => [...check(written)]),
  ];
  return { ...combined, known, findings: [...files.flatMap(({ findings }) => findings), ...combined.findings], problems };
}
