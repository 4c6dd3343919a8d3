import path from "node:path";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { exit } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { inventoryFolder, shownFolder } from "#cli/site.ts";
import { chooseExport, exportFormats, secretsLeftOut } from "#exchange/export.ts";
import { isExported } from "#exchange/to/head.ts";
import { writeFiles } from "#exchange/write.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { limitHosts } from "#inventory/limit.ts";
import { openFacility } from "#inventory/load.ts";
import { plural } from "#report/count.ts";
import { crossChecks } from "../../stacks/cross-checks.ts";

export interface ExportOptions extends Pick<LookOptions, "inventory" | "stack" | "limit"> {
  readonly output?: string;
}

/** Writes the inventory as another tool reads it. */
export async function exportInventory(name: string, node: string | undefined, options: ExportOptions, io: Io): Promise<number> {
  const format = chooseExport(name);
  if (node !== undefined && (format !== "puppet-enc" || options.limit !== undefined))
    throw new UserError(
      format === "puppet-enc" ? "name either a host or --limit" : `only puppet-enc answers for one host, not ${format}`,
      "--limit says which hosts are exported.",
    );
  if (format === "hiera" && options.output === undefined) throw new UserError("hiera is a folder of files", "Say where to: -o FOLDER");
  const facility = await openFacility(inventoryFolder(options), { checks: crossChecks });
  const hosts = node === undefined ? limitHosts(facility, options.limit) : [hostCalled(facility, node)];
  const exported = exportFormats[format].render(facility, hosts);
  const secrets = secretsLeftOut(hosts);
  if (secrets.length > 0 && (format === "ansible" || format === "salt-roster"))
    io.err(`Left out, because no secret and no reference to one is exported: the sudo password of ${secrets.join(", ")}.`);
  if (options.output === undefined) {
    if (typeof exported === "string") io.out(exported.trimEnd());
    return exit.conforming;
  }
  const target = path.resolve(options.output);
  const files = typeof exported === "string" ? new Map([["", exported]]) : exported;
  await writeFiles(new Map([...files].map(([file, text]) => [path.join(target, file), text])), isExported);
  io.out(`Wrote ${plural(hosts.length, "host")} to ${shownFolder(target)}: ${exportFormats[format].what}.`);
  return exit.conforming;
}

/** A host by its id, or by its name in DNS, which is what Puppet calls it. */
function hostCalled({ domain, hosts }: Facility, name: string): Host {
  const id = name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : name;
  const host = hosts.get(id);
  if (host === undefined) throw new UserError(`no host is called "${name}"${didYouMean(id, [...hosts.keys()])}`);
  return host;
}
