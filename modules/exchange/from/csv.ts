import { CsvError, parse } from "csv-parse/sync";

import { UserError } from "#core/errors.ts";
import { columnsOf } from "#exchange/from/csv-columns.ts";
import type { Column } from "#exchange/from/csv-columns.ts";
import { Draft } from "#exchange/from/draft.ts";
import { kindOfGear, kindOfRoom } from "#exchange/from/gear.ts";
import { idFrom, roomIdFrom } from "#exchange/from/ids.ts";
import { Source } from "#exchange/from/source.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { showText } from "#inventory/show.ts";

/** A list of assets with a header, as spreadsheets write it: separated by commas, semicolons or tabs. */
export async function draftFromCsv(path: string): Promise<Draft> {
  const file = await new Source().read(path);
  const [head, ...rows] = readRows(file);
  if (head === undefined) throw new UserError(`${file.file}: the file is empty; a header is expected in its first line`);
  const { columns, unknown } = columnsOf(head.cells, `${file.file}:${head.line}`);
  const draft = new Draft();
  for (const name of unknown) draft.leaveOut(`column ${showText(name)}`, "", "Conform has no place for it");
  const seen = new Map<string, number>();
  for (const { cells, line } of rows) {
    const row = new Map([...columns].map(([column, i]) => [column, (cells[i] ?? "").trim()] as const).filter(([, cell]) => cell !== ""));
    if (row.size === 0) continue;
    const tag = row.get("tag");
    const id = idFrom(tag ?? "");
    const first = seen.get(id ?? "");
    if (id === undefined) draft.leaveOut(`line ${line}`, "", "it has no tag");
    else if (first !== undefined) draft.leaveOut(`line ${line}`, "", `its tag ${showText(tag ?? "")} is that of line ${first}`);
    else {
      seen.set(id, line);
      if (id !== tag) draft.entry("assets", id).remarks.push(`Its tag is written ${tag ?? ""}.`);
      writeAsset(draft, id, row);
    }
  }
  return draft;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

function readRows({ file, text }: SourceFile): readonly Row[] {
  const firstLine = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? "";
  const delimiter = [";", "\t"].find((mark) => firstLine.split(mark).length > firstLine.split(",").length) ?? ",";
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count_less: true,
      skip_empty_lines: true,
      max_record_size: 65_536,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]; // its types don't know `info`
    return parsed.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const line: unknown = thrown["lines"];
    const words = messages.get(thrown.code) ?? "this is not CSV";
    throw new UserError(`${file}${typeof line === "number" ? `:${line}` : ""}: ${words}`);
  }
}

const messages = new Map<string, string>([
  ["CSV_QUOTE_NOT_CLOSED", "a quote is not closed"],
  ["CSV_INVALID_CLOSING_QUOTE", "a quote ends in the middle of a cell; a quote within quotes is written twice"],
  ["INVALID_OPENING_QUOTE", "a quote stands in the middle of a cell; put the whole cell in quotes, and write the quote twice"],
  ["CSV_MAX_RECORD_SIZE", "a row is longer than 64 KiB; is a quote not closed?"],
  ["CSV_RECORD_INCONSISTENT_FIELDS_LENGTH", "this row has more cells than the header"],
]);

const statuses = new Map([
  ...["in-service", "in service", "active", "in use", "deployed", "live"].map((word) => [word, "in-service"] as const),
  ...["spare", "stock", "in stock", "in store", "storage"].map((word) => [word, "spare"] as const),
  ...["repair", "in repair", "rma", "broken", "faulty"].map((word) => [word, "repair"] as const),
  ...["retired", "disposed", "scrapped", "decommissioned"].map((word) => [word, "retired"] as const),
]);

function writeAsset(draft: Draft, id: string, row: ReadonlyMap<Column, string>): void {
  const { value, remarks } = draft.entry("assets", id);
  const kind = kindOfGear(row.get("kind") ?? "");
  if (kind !== undefined) value["kind"] = kind;
  else if (row.has("kind")) remarks.push(`The list calls it ${row.get("kind") ?? ""}.`);
  for (const column of ["vendor", "model", "serial", "owner"] as const) if (row.has(column)) value[column] = row.get(column);
  const status = row.get("status");
  const known = statuses.get(status?.toLowerCase() ?? "");
  if (known !== undefined) value["status"] = known;
  else if (status !== undefined) {
    remarks.push(`The list's status: ${status}.`);
    draft.leaveOut(`status ${showText(status)}`, id, "ours are in-service, spare, repair and retired");
  }
  for (const column of ["purchased", "warranty_until", "end_of_life"] as const) {
    const written = row.get(column);
    const day = dayOf(written ?? "");
    if (day !== undefined) value[column] = day;
    else if (written !== undefined)
      draft.leaveOut(`${column} ${showText(written)}`, id, "a day is written 2027-03-31; of 03/04/2027 nobody knows which is the month");
  }
  writePlace(draft, id, row);
}

function writePlace(draft: Draft, id: string, row: ReadonlyMap<Column, string>): void {
  const { value } = draft.entry("assets", id);
  const site = named(draft, "sites", row.get("site"), idFrom);
  const room = named(draft, "rooms", row.get("room"), roomIdFrom);
  const rack = idFrom(row.get("rack") ?? "");
  if (room !== undefined && site !== undefined) draft.entry("rooms", room).value["site"] ??= site;
  if (rack !== undefined) {
    const entry = draft.entry("racks", rack);
    if (room !== undefined) {
      entry.value["room"] ??= room;
      if (entry.value["room"] !== room)
        draft.leaveOut(`room ${room} of rack ${rack}`, id, "the list puts that rack into another room before");
    }
    if (entry.remarks.length === 0 && row.get("rack") !== rack) entry.remarks.push(`The list calls it ${row.get("rack") ?? ""}.`);
    value["rack"] = rack;
  } else if (room !== undefined) value["room"] = room;
  for (const column of ["unit", "height"] as const) {
    const [, digits] = /^(?:u\s*)?([0-9]{1,3})\s*(?:u|ru|he)?$/i.exec(row.get(column) ?? "") ?? [];
    if (digits !== undefined) value[column] = Number(digits);
    else if (row.has(column))
      draft.leaveOut(`${column} ${showText(row.get(column) ?? "")}`, id, "a whole number of rack units is expected");
  }
}

function named(draft: Draft, section: "sites" | "rooms", name: string | undefined, toId: typeof idFrom): string | undefined {
  const id = toId(name ?? "");
  if (id === undefined) return undefined;
  const isNew = !draft.entries(section).has(id);
  const { value, remarks } = draft.entry(section, id);
  value["name"] ??= name;
  if (isNew && section === "rooms") remarks.push(kindOfRoom);
  return id;
}

/** A day that can be read in one way only: 2027-03-31, 2027/03/31 or 31.3.2027. */
function dayOf(text: string): string | undefined {
  const [, year = "", month = "", day = ""] = /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ].*)?$/.exec(text) ?? [];
  if (year !== "") return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const [, lastDay = "", lastMonth = "", lastYear = ""] = /^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$/.exec(text) ?? [];
  return lastYear === "" ? undefined : `${lastYear}-${lastMonth.padStart(2, "0")}-${lastDay.padStart(2, "0")}`;
}
