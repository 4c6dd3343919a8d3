import path from "node:path";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import { projectRoot, shownFolder } from "#cli/site.ts";
import { validate } from "#cli/validate.ts";
import { renderDraft } from "#exchange/from/draft-text.ts";
import { readImport } from "#exchange/import.ts";
import { describeLeftOut, describeTaken } from "#exchange/report.ts";
import { refuseFilled, writeFolder } from "#exchange/write.ts";

export interface ImportOptions {
  readonly output: string;
}

/** Makes a new inventory folder of what another tool knows, and says what is still missing. */
export async function importInventory(format: string, from: string, options: ImportOptions, io: Io): Promise<number> {
  const folder = path.resolve(options.output);
  await refuseFilled(folder);
  const { draft, source } = await readImport(format, from, path.basename(folder));
  const schema = path.relative(folder, path.join(projectRoot, "schemas/inventory.schema.json"));
  const files = renderDraft(draft, schema, source);
  await writeFolder(folder, files);
  io.out(`Took from ${source}: ${describeTaken(draft)}.`);
  const left = describeLeftOut(draft.leftOut);
  if (left.length > 0) io.out(["Left out:", ...left.map((line) => `  ${line}`)].join("\n"));
  io.out(`Wrote ${[...files.keys()].join(", ")} to ${shownFolder(folder)}.\n\nconform validate says:\n`);
  await validate({ stack: path.basename(folder), inventory: folder }, io);
  return exit.conforming;
}
