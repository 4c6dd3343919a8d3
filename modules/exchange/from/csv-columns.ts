import { UserError } from "#core/errors.ts";
import { showText } from "#inventory/show.ts";

/** What a column may say of an asset, by the names that people give it; case, spaces and underscores don't matter. */
const names = {
  tag: ["tag", "asset tag", "asset", "asset id", "asset number", "asset no", "inventory number", "barcode"],
  kind: ["kind", "type", "category", "asset type", "device type", "role"],
  vendor: ["vendor", "manufacturer", "make", "brand", "maker"],
  model: ["model", "model name", "product", "part"],
  serial: ["serial", "serial number", "serial no", "s/n", "sn"],
  owner: ["owner", "owned by", "department"],
  status: ["status", "state", "condition"],
  purchased: ["purchased", "purchase date", "purchased on", "date purchased", "bought", "acquired"],
  warranty_until: ["warranty", "warranty until", "warranty end", "warranty expires", "warranty expiry", "warranty expiration"],
  end_of_life: ["end of life", "eol", "end of support"],
  site: ["site", "building", "facility"],
  room: ["room", "location", "room number"],
  rack: ["rack", "cabinet", "rack name"],
  unit: ["unit", "u", "ru", "rack unit", "u position", "position", "rack position"],
  height: ["height", "size", "u height", "height u", "rack units", "units"],
} as const;

/** A column that is taken. */
export type Column = keyof typeof names;

const simplify = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[()[\].:#]/g, " ")
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

/**
 * Where each column of ours stands in a header, and the columns that nobody knows.
 *
 * @throws {UserError} without a column for the tag, or with two for the same thing
 */
export function columnsOf(
  header: readonly string[],
  place: string,
): { readonly columns: ReadonlyMap<Column, number>; readonly unknown: readonly string[] } {
  const known = new Map<string, Column>(
    Object.entries(names).flatMap(([column, spellings]) => spellings.map((spelling) => [spelling, column as Column] as const)), // exactly these keys
  );
  const columns = new Map<Column, number>();
  const unknown: string[] = [];
  for (const [i, name] of header.entries()) {
    const column = known.get(simplify(name));
    const before = column === undefined ? undefined : columns.get(column);
    if (column === undefined) {
      if (name.trim() !== "") unknown.push(name);
    } else if (before !== undefined)
      throw new UserError(
        `${place}: the columns ${showText(header[before] ?? "")} and ${showText(name)} both mean ${column}`,
        "Keep one, or call the other something else.",
      );
    else columns.set(column, i);
  }
  if (!columns.has("tag"))
    throw new UserError(
      `${place}: no column holds the tag of the asset: ${header.map(showText).slice(0, 10).join(", ")}`,
      `Call it one of ${names.tag.join(", ")}.`,
    );
  return { columns, unknown };
}
