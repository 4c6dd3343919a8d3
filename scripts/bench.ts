import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "#core/errors.ts";
import { judgeBars } from "./bench/bars.ts";
import { drift, plan } from "./bench/command.ts";
import { compare, summarise } from "./bench/contestant.ts";
import type { Contestant } from "./bench/contestant.ts";
import { apply, openLook } from "./bench/engine.ts";
import { byHand, logins } from "./bench/floor.ts";
import { dropBench, raiseBench } from "./bench/hosts.ts";
import { asContestant } from "./bench/peer.ts";
import type { Peer } from "./bench/peer.ts";
import { choosePeers, installPeers } from "./bench/peers.ts";
import { loadNow, renderBars, renderLoad, renderReport, renderRows, thisMachine } from "./bench/report.ts";
import type { Report } from "./bench/report.ts";
import { temporaryFolders } from "./bench/setting.ts";
import type { Setting } from "./bench/setting.ts";
import { wholeSuite } from "./bench/suite.ts";
import { describeGrowth, judgeValidations, validations } from "./bench/validate.ts";
import { stateCount } from "./bench/workload.ts";
import { LabError } from "./lab/error.ts";
import { checkout } from "./lab/folders.ts";
import { benchLimit } from "./lab/hosts.ts";

const usage = `Measures Conform on the lab's light hosts, beside plain OpenSSH and the tools that it is compared with.

  npm run bench                        all of it; docs/bench.md says how to read it
  npm run bench -- --peers none        without the other tools, which are slow
  npm run bench -- --install-peers     first install them with pip, in a folder of their own
  npm run bench -- --inventories       nothing but \`conform validate\` of large inventories, which needs no lab

  --hosts N       how many hosts, 1 to ${benchLimit} (10)
  --peers NAMES   all, none, or some of pyinfra,salt-ssh,ansible (all)
  --repeat N      how often the quick ones run (5)
  --json          the result as JSON on stdout
  --output FILE   where the JSON is kept (bench-DATE.json)
  --keep          leave the hosts running
`;

interface Options {
  readonly hosts: number;
  readonly repeat: number;
  readonly peers: readonly Peer[];
  readonly json: boolean;
  readonly keep: boolean;
  readonly install: boolean;
  readonly inventories: boolean;
  readonly output: string;
}

const progress = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const flags = { json: flag, keep: flag, "install-peers": flag, inventories: flag, help: flag };
  const options = { hosts: text, peers: text, repeat: text, output: text, ...flags };
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return undefined;
  return {
    hosts: wholeNumber("--hosts", values.hosts ?? "10", benchLimit),
    repeat: wholeNumber("--repeat", values.repeat ?? "5", 100),
    peers: choosePeers(values.peers ?? "all"),
    json: values.json,
    keep: values.keep,
    install: values["install-peers"],
    inventories: values.inventories,
    output: values.output ?? join(checkout, `bench-${new Date().toISOString().slice(0, 10)}.json`),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  throw new UserError(`${option}: "${text}" is not a whole number from 1 to ${most}`);
}

/** Measures everything on hosts that nothing was ever applied to. */
async function measureAll(setting: Setting, chosen: readonly Peer[]): Promise<Report> {
  const loadBefore = loadNow();
  const provisioned = summarise("first apply, through the engine", [await apply(setting)]);
  const nothingToDo = summarise("second apply, nothing to do", [await apply(setting)]);

  const look = openLook(setting);
  const previewed = plan(setting);
  const optional = [["conform plan", previewed] as const, ...chosen.map((peer) => [peer.name, asContestant(peer, setting)] as const)];
  const present = optional.flatMap(([, one]) => (typeof one === "string" ? [] : [one]));
  const suite = await wholeSuite(setting);
  const contestants: Contestant[] = [logins(setting), ...byHand(setting), drift(setting), look, suite, ...present];
  const results = await compare(contestants, progress).finally(() => void look.close());

  const preview = typeof previewed === "string" ? undefined : results.find(({ what }) => what === previewed.what);
  const { connections, roundTripsPerLook } = look.counts();
  return {
    date: new Date().toISOString(),
    hosts: setting.hosts.length,
    states: stateCount,
    machine: thisMachine(),
    loadBefore,
    results: results.filter(({ what }) => what !== preview?.what && what !== suite.what),
    besides: [provisioned, nothingToDo, ...results.filter(({ what }) => what === suite.what), ...(preview === undefined ? [] : [preview])],
    skipped: optional.flatMap(([what, why]) => (typeof why === "string" ? [{ what, why }] : [])),
    connections,
    roundTripsPerLook,
    bars: judgeBars(results),
  };
}

/** Measures what needs no hosts. */
async function measureInventories(setting: Omit<Setting, "hosts">): Promise<string> {
  const loadBefore = loadNow();
  const results = await compare(validations(setting), progress);
  const rows = renderRows(results);
  return [rows, "", describeGrowth(results), ...renderBars(judgeValidations(results)), ...renderLoad(loadBefore, thisMachine())].join("\n");
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return void process.stdout.write(usage);
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  process.once("SIGTERM", () => interrupted.abort());
  const { signal } = interrupted;
  const { folder, remove } = temporaryFolders();
  try {
    if (options.inventories) return void process.stdout.write(`${await measureInventories({ repeat: options.repeat, signal, folder })}\n`);
    if (options.install) {
      progress(`installing ${options.peers.map(({ requirement }) => requirement).join(", ")} from PyPI`);
      await installPeers(options.peers, signal);
    }
    const hosts = await raiseBench(options.hosts, progress);
    const report = await measureAll({ hosts, repeat: options.repeat, signal, folder }, options.peers);
    writeFileSync(options.output, `${JSON.stringify(report, undefined, 2)}\n`);
    process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : renderReport(report)}\n`);
    progress(`wrote ${options.output}`);
  } finally {
    remove();
    if (!options.keep && !options.inventories) await dropBench(progress);
  }
}

/** A mistake that the user can put right, in words; undefined for a bug of ours. */
function explain(error: unknown): string | undefined {
  if (error instanceof LabError) return error.message;
  if (error instanceof UserError) return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join("\n");
  const isOption = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  return isOption ? `${error.message}\n\n${usage}` : undefined;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isInterruption = error instanceof Error && error.name === "AbortError";
  const explained = isInterruption ? "ended, as asked" : explain(error);
  if (explained === undefined) throw error;
  progress(explained);
  process.exitCode = isInterruption ? 130 : 1;
}
