import { UserError } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder, shownFolder } from "#cli/site.ts";
import { keysOf, schemasAt } from "#inventory/edit/schema-at.ts";
import { nameEntry, readEntryName, unknownEntry } from "#inventory/entry-name.ts";
import type { IdsOf } from "#inventory/entry-name.ts";
import { explainEntry } from "#inventory/explain-entry.ts";
import type { Explained } from "#inventory/explain-entry.ts";
import type { Path } from "#inventory/finding.ts";
import { loadInventory } from "#inventory/load.ts";
import type { Loaded } from "#inventory/load.ts";
import { pathText } from "#inventory/path-text.ts";
import { renderFindings } from "#inventory/render.ts";
import { renderInline, renderYaml } from "#inventory/render-yaml.ts";
import { isSection } from "#inventory/sections.ts";
import { plural } from "#report/count.ts";
import { renderTable } from "#report/table.ts";
import { oneLine } from "#core/printable.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

/** Options of `conform inventory show`. */
export type ShowOptions = Pick<LookOptions, "inventory" | "stack" | "json"> & { readonly explain?: boolean };

/** Shows one entry with its defaults and what its classes say, and on demand where each value comes from. */
export async function showInventory(typed: string, options: ShowOptions, io: Io): Promise<number> {
  const loaded = await loadInventory(inventoryFolder(options), { checks: crossChecks });
  const { places, findings } = loaded;
  const at = readEntryName(typed, idsOf(loaded), { isHost: true });
  const value = findEntry(loaded, at);
  const explained = options.explain === true ? explainEntry(at, value, places) : undefined;
  if (options.json === true)
    io.out(
      JSON.stringify(
        { schema: "conform.entry/v1", entry: nameEntry(at), value, ...(explained && { explained: explained.map(asJson) }) },
        undefined,
        2,
      ),
    );
  else if (explained === undefined) io.out(renderYaml(value));
  else
    io.out(
      renderTable(
        ["KEY", "VALUE", "FROM"],
        explained.map((one) => [pathText(one.path), oneLine(renderInline(one.value), 60), whence(one)]),
      ),
    );
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) io.err(`The inventory has ${plural(errors, "mistake")}: conform validate tells.`);
  return exit.conforming;
}

const idsOf =
  ({ written, known }: Loaded): IdsOf =>
  (section) =>
    known?.[section] ?? written[section].keys();

/** An entry without mistakes of its own. */
function findEntry(loaded: Loaded, at: Path): unknown {
  const { written, places, findings } = loaded;
  const [section = "", id = ""] = at;
  const value: object | undefined = isSection(section) ? written[section].get(String(id)) : written.facility;
  if (value !== undefined) return inOrderOf(keysOf(schemasAt(at)), value);
  if (places.at(at) === undefined) throw unknownEntry(at, idsOf(loaded));
  throw new UserError(`${nameEntry(at)} has a mistake, so nobody can say what it is\n${renderFindings(findings)}`);
}

/** Keys in the order in which the schema lists them, wherever they were written. */
const inOrderOf = (keys: readonly string[], value: object): unknown =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => keys.indexOf(a) - keys.indexOf(b)));

const fileAndLine = ({ file, line }: { readonly file: string; readonly line: number }): string => `${shownFolder(file)}:${line}`;

function whence({ by, class: name, source }: Explained): string {
  if (source === undefined) return "default of the schema";
  return by === "class" ? `class ${name}, ${fileAndLine(source)}` : fileAndLine(source);
}

const asJson = ({ path, value, by, class: name, source }: Explained) => ({
  path: pathText(path),
  value,
  by,
  ...(name !== undefined && { class: name }),
  ...(source && { file: shownFolder(source.file), line: source.line }),
});
