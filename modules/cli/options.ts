import type { Command } from "commander";
import { UserError } from "#core/errors.ts";
import type { Io } from "#cli/io.ts";

/** Options of every command that looks at hosts. */
export interface LookOptions {
  readonly stack: string;
  readonly inventory?: string;
  readonly limit?: string;
  readonly diff?: boolean;
  readonly json?: boolean;
  readonly parallel: number;
}

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UserError(`--parallel: "${text}" is not a whole number from 1 to 9999`);
  return Number(text);
};

/** Ways to give commands the options that many of them have. */
export interface OptionsFor {
  /** A command that works on a site. */
  readonly command: (name: string, description: string) => Command;
  readonly inventory: (on: Command) => Command;
  readonly limit: (on: Command) => Command;
  readonly json: (on: Command) => Command;
  readonly parallel: (on: Command) => Command;
  readonly diff: (on: Command) => Command;
  readonly silent: (on: Command) => Command;
}

/** Options by the names that they have everywhere. */
export const optionsFor = (parent: Command, io: Io): OptionsFor => ({
  command: (name, description) =>
    parent
      .command(name)
      .description(description)
      .option("-s, --stack <name>", "the site; its inventory is inventory/<name>", io.env["PULUMI_STACK"] ?? "lab"),
  inventory: (on) => on.option("-i, --inventory <folder>", "another inventory folder than the stack's"),
  limit: (on) => on.option("-l, --limit <pattern>", "hosts, globs, @groups, !exceptions, separated by commas"),
  json: (on) => on.option("--json", "the result as JSON on stdout"),
  parallel: (on) => on.option("-p, --parallel <n>", "hosts at the same time", wholeNumber, 32),
  diff: (on) => on.option("-D, --diff", "whole unified diffs of texts"),
  silent: (on) => on.option("--expect-no-changes", "fail when anything differs (for scripts and monitoring)"),
});

/** Commands tell their exit status through this. */
export type Finish = (status: number) => void;
