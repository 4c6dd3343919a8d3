import { UserError } from "#core/errors.ts";
import { didYouMean, nearest } from "#core/nearest.ts";
import type { Path } from "#inventory/finding.ts";
import { isSection, sectionNames, sections } from "#inventory/sections.ts";
import type { Section } from "#inventory/sections.ts";
import { showNames, showText } from "#inventory/show.ts";

/** The ids that a section has. */
export type IdsOf = (section: Section) => Iterable<string>;

/** An entry as people type it: `hosts/suite-03`, or `facility`. */
export const nameEntry = ([section, id]: Path): string => (id === undefined ? String(section) : `${String(section)}/${String(id)}`);

/**
 * The entry that was typed as `SECTION/ID` or `facility`; where hosts are meant in the first place, also as the name of a host alone.
 *
 * @throws {UserError} saying which section was meant.
 */
export function readEntryName(text: string, idsOf: IdsOf, { isHost = false } = {}): Path {
  if (text === "facility") return [text];
  const slash = text.indexOf("/");
  const [section, id] = slash === -1 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (section === undefined && (isHost || isSection(id))) return readHost(id, idsOf);
  if (section === undefined || id === "") {
    const found = sectionNames.filter((name) => [...idsOf(name)].includes(id));
    const guess = found.length > 0 ? `, did you mean ${found.map((name) => `${name}/${id}`).join(" or ")}?` : "";
    throw new UserError(`${showText(text)} is no entry${guess}`, "Write SECTION/ID, as in hosts/suite-03.");
  }
  if (!isSection(section)) throw unknownSection(section, id);
  return [section, id];
}

function readHost(id: string, idsOf: IdsOf): Path {
  if ([...idsOf("hosts")].includes(id)) return ["hosts", id];
  const other = sectionNames.find((name) => [...idsOf(name)].includes(id));
  if (other !== undefined) throw new UserError(`no host is called ${showText(id)}, but ${sections[other].noun} is: write ${other}/${id}`);
  if (isSection(id))
    throw new UserError(`${id} is a section`, `Write one of its entries: ${showNames([...idsOf(id)].map((one) => `${id}/${one}`))}.`);
  throw unknownEntry(["hosts", id], idsOf);
}

const unknownSection = (section: string, id: string): UserError => {
  const meant = nearest(section.replaceAll("-", "_"), sectionNames);
  return new UserError(
    `the inventory has no section ${showText(section)}${meant === undefined ? "" : `, did you mean ${meant}/${id}?`}`,
    `Sections: ${sectionNames.join(", ")}.`,
  );
};

/** Says that there is no such entry, and which one may be meant. */
export function unknownEntry([section, id]: Path, idsOf: IdsOf): UserError {
  if (!isSection(section)) return new UserError(`the inventory has no ${String(section)}`);
  const ids = [...idsOf(section)];
  return new UserError(
    `there is no ${sections[section].noun} ${showText(String(id))}${didYouMean(String(id), ids)}`,
    ids.length === 0 ? `No file has any \`${section}\`.` : `Known: ${showNames(ids)}.`,
  );
}
