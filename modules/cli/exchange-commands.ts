import type { Command } from "commander";
import type { ExportOptions } from "#cli/export-inventory.ts";
import type { ImportOptions } from "#cli/import-inventory.ts";
import type { Io } from "#cli/io.ts";
import { optionsFor } from "#cli/options.ts";
import type { Finish } from "#cli/options.ts";

/** `conform inventory import|export`: from other tools and to them. */
export function describeExchangeCommands(group: Command, io: Io, finish: Finish): void {
  const { command, inventory, limit } = optionsFor(group, io);
  limit(inventory(command("export", "Write the inventory as another tool reads it, without any secret.")))
    .argument("<format>", "ansible, salt-roster, puppet-enc, hiera, ssh-config or hosts")
    .argument("[host]", "for puppet-enc: the host that is asked for")
    .option("-o, --output <path>", "a file, or for hiera a folder; else it is printed")
    .addHelpText(
      "after",
      "\nExamples:\n  conform inventory export ansible -o hosts.yaml\n  conform inventory export ssh-config --limit @grade\n  conform inventory export puppet-enc suite-01\n  conform inventory export hiera -o hieradata",
    )
    .action(async (format: string, host: string | undefined, options: ExportOptions) =>
      finish(await (await import("#cli/export-inventory.ts")).exportInventory(format, host, options, io)),
    );
  group
    .command("import")
    .description("Make a new inventory folder of what another tool knows; nothing is invented, and no secret is taken.")
    .argument("<format>", "ansible, salt-roster, salt-pillar, netbox or csv")
    .argument("<path>", "its file or folder")
    .requiredOption("-o, --output <folder>", "the new inventory folder")
    .addHelpText(
      "after",
      "\nExamples:\n  conform inventory import ansible ../ansible/inventory -o inventory/soho\n  conform inventory import csv assets.csv -o inventory/soho\n  conform inventory import netbox netbox-export -o inventory/soho",
    )
    .action(async (format: string, from: string, options: ImportOptions) =>
      finish(await (await import("#cli/import-inventory.ts")).importInventory(format, from, options, io)),
    );
}
