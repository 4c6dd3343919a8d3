import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import type { Problem } from "#inventory/finding.ts";
import { showText } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

/** Finds every vendor file that the inventory names; none may lie outside of the inventory folder, by whatever links. */
export async function findVendorFiles(
  written: Written,
  folder: string,
): Promise<{ readonly found: ReadonlyMap<string, string>; readonly problems: readonly Problem[] }> {
  const root = await realpath(folder);
  const found = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [server, { vendor_files }] of written.licence_servers)
    for (const [i, { source }] of vendor_files.entries()) {
      const path = ["licence_servers", server, "vendor_files", i, "source"];
      const real = await realpath(join(root, source)).catch(() => undefined);
      if (real === undefined)
        problems.push({ id: "no-such-file", path, message: `there is no file ${showText(source)} in the inventory folder` });
      else if (!real.startsWith(`${root}${sep}`))
        problems.push({
          id: "path-outside",
          path,
          message: `${showText(source)} leads out of the inventory folder`,
          hint: "Copy the file into it.",
        });
      else if (!(await stat(real)).isFile())
        problems.push({ id: "no-such-file", path, message: `${showText(source)} is not a regular file` });
      else found.set(source, real);
    }
  return { found, problems };
}
