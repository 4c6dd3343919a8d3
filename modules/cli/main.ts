import { inspect } from "node:util";
import { Command, CommanderError, Option } from "commander";
import { UserError, messageOf } from "#core/errors.ts";
import { exit } from "#core/verdict.ts";
import type { HostsOptions } from "#cli/hosts.ts";
import { describeInventoryCommands } from "#cli/inventory-commands.ts";
import { terminal } from "#cli/io.ts";
import type { Io } from "#cli/io.ts";
import { optionsFor } from "#cli/options.ts";
import type { Finish, LookOptions } from "#cli/options.ts";
import type { ValidateOptions } from "#cli/validate.ts";

function describeCommands(program: Command, io: Io, finish: Finish): void {
  const { command, inventory, limit, json, parallel, diff, silent } = optionsFor(program, io);
  json(inventory(command("validate", "Check the inventory and say everything that is wrong with it; touches no host.")))
    .option("--list", "the rules that it is held against, instead")
    .addOption(new Option("--sarif", "the result as SARIF 2.1.0 on stdout, for editors and code scanning").conflicts(["json", "list"]))
    .addHelpText(
      "after",
      "\nExamples:\n  conform validate\n  conform validate -i inventory/london --json\n  conform validate --sarif > conform.sarif\n  conform validate --list\n\nExit status: 0 without errors, 1 with some. Warnings are told and leave it at 0.",
    )
    .action(async (options: ValidateOptions) => finish(await (await import("#cli/validate.ts")).validate(options, io)));
  json(limit(inventory(command("hosts", "List the hosts, how they are reached and the groups they are in."))))
    .option("-g, --group <name>", "only those in a group, as --limit @name")
    .addHelpText("after", "\nExamples:\n  conform hosts\n  conform hosts --group online\n  conform hosts --limit 'suite-*,!@grade'")
    .action(async (options: HostsOptions) => finish(await (await import("#cli/hosts.ts")).hosts(options, io)));
  json(
    limit(
      inventory(
        command("states", "List what hosts shall be: every declared state, in the order of its application.").argument(
          "[host]",
          "one host",
        ),
      ),
    ),
  )
    .addHelpText("after", "\nExamples:\n  conform states suite-01\n  conform states --limit 'suite-*' --json")
    .action(async (host: string | undefined, options: LookOptions) =>
      finish(await (await import("#cli/states.ts")).states(host, options, io)),
    );
  json(inventory(command("capacity", "Say what suites ask of the storage and of the links to it, and how full it is; touches no host.")))
    .addHelpText(
      "after",
      "\nExamples:\n  conform capacity\n  conform capacity -i inventory/london --json\n\nExit status: 0 everything fits, 2 something is over the plan.",
    )
    .action(async (options: LookOptions) => finish(await (await import("#cli/capacity.ts")).capacity(options, io)));
  parallel(json(diff(limit(inventory(command("drift", "Look at the hosts and tell what is not as declared; changes nothing."))))))
    .addHelpText(
      "after",
      "\nExamples:\n  conform drift\n  conform drift --limit suite-01 --diff\n  conform drift --json > drift.json\n\nExit status: 0 all as declared, 2 something differs, 4 something could not be judged, 8 a host is unreachable (added up).",
    )
    .action(async (options: LookOptions) => finish(await (await import("#cli/drift.ts")).drift(options, io)));
  parallel(silent(json(diff(limit(command("plan", "Preview through Pulumi what `up` would change; changes nothing."))))))
    .addHelpText("after", "\nExamples:\n  conform plan --diff\n  conform plan --limit @online\n  conform plan --expect-no-changes")
    .action(async (options: LookOptions & { expectNoChanges?: boolean }) => finish(await (await import("#cli/plan.ts")).plan(options, io)));
  parallel(json(diff(limit(command("up", "Make the hosts what the inventory says, through Pulumi.")))))
    .addHelpText("after", "\nExamples:\n  conform up\n  conform up --limit suite-01\n\nExit status: 0 when everything ends as declared.")
    .action(async (options: LookOptions) => finish(await (await import("#cli/up.ts")).up(options, io)));
  describeInventoryCommands(program, io, finish);
  program
    .command("docs")
    .description("Write the reference of inventory, states and roles in docs/ from the code.")
    .option("--check", "write nothing, fail when a page is older than the code")
    .action(async (options: { check?: boolean }) => finish(await (await import("#cli/docs.ts")).docs(options, io)));
}

/** Runs one command line and tells its exit status. A user's mistake is a sentence, never a stack trace. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let status: number = exit.conforming;
  const program = new Command("conform")
    .description("Makes every edit suite, SAN mount, licence server and baseline match the inventory, and says where they don't.")
    .showSuggestionAfterError()
    .showHelpAfterError("(conform --help shows what there is)")
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .exitOverride();
  describeCommands(program, io, (result) => {
    status = result;
  });
  const quietly = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(quietly);
  };
  quietly(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exit.conforming : exit.usage;
    if (!(thrown instanceof UserError)) throw thrown;
    io.err(io.paint("red", `conform: ${messageOf(thrown)}`));
    if (thrown.hint !== undefined) io.err(thrown.hint);
    return exit.usage;
  }
  return status;
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), terminal()).catch((thrown: unknown) => {
    process.stderr.write(`conform: this is a mistake in Conform itself, please report it:\n${inspect(thrown)}\n`);
    return exit.usage;
  });
}
