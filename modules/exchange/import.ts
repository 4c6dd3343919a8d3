import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { draftFromAnsible } from "#exchange/from/ansible/draft.ts";
import { draftFromCsv } from "#exchange/from/csv.ts";
import type { Draft } from "#exchange/from/draft.ts";
import { idFrom } from "#exchange/from/ids.ts";
import { draftFromNetBox } from "#exchange/from/netbox/draft.ts";
import { draftFromSaltPillar } from "#exchange/from/salt-pillar.ts";
import { draftFromSaltRoster } from "#exchange/from/salt-roster.ts";
import { settle } from "#exchange/from/settle.ts";

interface Format {
  readonly what: string;
  readonly read: (path: string) => Promise<Draft>;
}

/** What an inventory can be made from. */
const importFormats = {
  ansible: { what: "Ansible's inventory", read: draftFromAnsible },
  "salt-roster": { what: "Salt's roster", read: draftFromSaltRoster },
  "salt-pillar": { what: "Salt's pillar", read: draftFromSaltPillar },
  netbox: { what: "NetBox's lists", read: draftFromNetBox },
  csv: { what: "the list of assets", read: draftFromCsv },
} as const satisfies Readonly<Record<string, Format>>;

type ImportFormat = keyof typeof importFormats;

/** An inventory in the making, and where it comes from. */
export interface Imported {
  readonly draft: Draft;
  readonly source: string;
}

/**
 * Reads what another tool knows.
 *
 * @param name of the new inventory's folder, which by convention is the facility's id
 * @throws {UserError} when there is no such format, or nothing to read in it
 */
export async function readImport(format: string, path: string, name: string): Promise<Imported> {
  if (!isFormat(format)) {
    const names = Object.keys(importFormats);
    throw new UserError(`there is no format "${format}" to import from${didYouMean(format, names)}`, `There are ${names.join(", ")}.`);
  }
  const { what, read } = importFormats[format];
  const draft = await read(path);
  if ([...draft.sections.values()].every((entries) => entries.size === 0))
    throw new UserError(`${path}: ${what} describes nothing that an inventory has`, explainEmpty(draft));
  if (idFrom(name) === name) draft.facility.value["id"] ??= name;
  settle(draft);
  return { draft, source: `${what} ${path}` };
}

const isFormat = (name: string): name is ImportFormat => Object.hasOwn(importFormats, name);

const explainEmpty = ({ leftOut }: Draft): string | undefined => {
  const [first] = leftOut;
  return first && `Left out ${[first.what, first.of].filter((part) => part !== "").join(" of ")}: ${first.why}.`;
};
