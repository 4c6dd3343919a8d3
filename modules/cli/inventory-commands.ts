import type { Command } from "commander";
import type { Io } from "#cli/io.ts";
import type { Finish } from "#cli/options.ts";
import { describeExchangeCommands } from "#cli/exchange-commands.ts";

/** `conform inventory …`: what engineers ask of the inventory and how programs change it. */
export function describeInventoryCommands(program: Command, io: Io, finish: Finish): void {
  const group = program.command("inventory").description("Ask the inventory, change it, bring it in and out.");
  describeExchangeCommands(group, io, finish);
}
