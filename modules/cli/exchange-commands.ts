import type { Command } from "commander";
import type { Io } from "#cli/io.ts";
import type { Finish } from "#cli/options.ts";

/** `conform inventory import|export`: from other tools and to them. */
export function describeExchangeCommands(group: Command, io: Io, finish: Finish): void {
  void group;
  void io;
  void finish;
}
