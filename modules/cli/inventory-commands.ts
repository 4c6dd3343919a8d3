import { Option } from "commander";
import type { Command } from "commander";
import type { EditOptions } from "#cli/edit-inventory.ts";
import { describeExchangeCommands } from "#cli/exchange-commands.ts";
import type { GraphOptions } from "#cli/graph.ts";
import type { Io } from "#cli/io.ts";
import { optionsFor } from "#cli/options.ts";
import type { Finish, LookOptions } from "#cli/options.ts";
import type { ShowOptions } from "#cli/show-inventory.ts";

const paths = "PATH=VALUE, as in baseline=studio interfaces.eth0.ip=10.20.0.13 'hosts=[suite-03]'";
const entries = "SECTION/ID, as in hosts/suite-03";

/** `conform inventory …`: what engineers ask of the inventory and how programs change it. */
export function describeInventoryCommands(program: Command, io: Io, finish: Finish): void {
  const group = program.command("inventory").description("Ask the inventory, change it, bring it in and out.");
  const { command, inventory, json } = optionsFor(group, io);
  json(inventory(command("show", "Show one entry with its defaults and what its classes say.")))
    .argument("<entry>", `a host, ${entries}, or facility`)
    .option("--explain", "each value with the place that says it")
    .addHelpText("after", "\nExamples:\n  conform inventory show suite-03\n  conform inventory show suites/grade-1 --explain")
    .action(async (entry: string, options: ShowOptions) =>
      finish(await (await import("#cli/show-inventory.ts")).showInventory(entry, options, io)),
    );
  json(inventory(command("query", "Ask the inventory a question in JSONata (https://docs.jsonata.org).")))
    .argument("<expression>", "sections are lists of entries, each with its id")
    .addHelpText(
      "after",
      `\nExamples:\n  conform inventory query 'hosts[os.family="rhel"].id'\n  conform inventory query 'suites["projects" in mounts.volume].name'\n  conform inventory query 'hosts{baseline: $count(id)}' --json`,
    )
    .action(async (expression: string, options: LookOptions) =>
      finish(await (await import("#cli/query-inventory.ts")).queryInventory(expression, options, io)),
    );
  const editing = async () => await import("#cli/edit-inventory.ts");
  inventory(command("set", "Give values of an entry. Everything else in its file stays as it is, comments included."))
    .argument("<entry>", `${entries}, or facility`)
    .argument("<values...>", paths)
    .addHelpText(
      "after",
      "\nExamples:\n  conform inventory set hosts/suite-03 baseline=studio interfaces.eth0.ip=10.20.0.13\n  conform inventory set suites/grade-1 'mounts[0].mode=ro' 'software=[fonts, resolve]'\n\nNothing is written when the inventory would have a mistake that it doesn't have now.",
    )
    .action(async (entry: string, values: string[], options: EditOptions) =>
      finish(await (await editing()).setInInventory(entry, values, options, io)),
    );
  inventory(command("add", "Describe a new entry, after the others of its section."))
    .argument("<entry>", entries)
    .argument("[values...]", paths)
    .option("-f, --file <name>", "another file of the folder, which may be new")
    .addHelpText(
      "after",
      "\nExamples:\n  conform inventory add suites/grade-9 'name=Grade 9' room=2.19 class=grade 'hosts=[grade-09]'\n  conform inventory add racks/r1 room=0.03 units=42 --file racks.yaml",
    )
    .action(async (entry: string, values: string[], options: EditOptions & { file?: string }) =>
      finish(await (await editing()).addToInventory(entry, values, options, io)),
    );
  inventory(command("rename", "Give an entry another id, and everything that refers to it."))
    .argument("<entry>", entries)
    .argument("<id>", "the new id")
    .addHelpText("after", "\nExamples:\n  conform inventory rename hosts/suite-03 suite-07")
    .action(async (entry: string, id: string, options: EditOptions) =>
      finish(await (await editing()).renameInInventory(entry, id, options, io)),
    );
  inventory(command("remove", "Take an entry out, unless something refers to it."))
    .argument("<entry>", entries)
    .addHelpText("after", "\nExamples:\n  conform inventory remove hosts/suite-03")
    .action(async (entry: string, options: EditOptions) => finish(await (await editing()).removeFromInventory(entry, options, io)));
  describeExchangeCommands(group, io, finish);
  describeGraph(program, io, finish);
}

function describeGraph(program: Command, io: Io, finish: Finish): void {
  const { command, inventory, json } = optionsFor(program, io);
  json(inventory(command("graph", "Say what depends on what: what an entry needs, and what stands still without it.")))
    .argument("[entry]", `a host or ${entries}; without one, everything as Graphviz`)
    .addOption(new Option("--dot", "Graphviz's language on stdout").conflicts("json"))
    .addHelpText(
      "after",
      "\nExamples:\n  conform graph hosts/san-01\n  conform graph volumes/projects --json\n  conform graph | dot -Tsvg > facility.svg",
    )
    .action(async (entry: string | undefined, options: GraphOptions) =>
      finish(await (await import("#cli/graph.ts")).graph(entry, options, io)),
    );
}
