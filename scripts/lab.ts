import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { LabError } from "./lab/error.ts";
import { findHost } from "./lab/find.ts";
import { checkout } from "./lab/folders.ts";
import { breakByHand, down, reset, status, up, type HostStatus } from "./lab/lab.ts";
import { use } from "./lab/lock.ts";
import { readLab } from "./lab/record.ts";
import { sshArgs } from "./lab/ssh.ts";

const usage = `The practice facility: hosts on this machine, to try anything on.

  npm run lab -- up                     boot it, or make whole what is there (also: --families, --bench N [--python])
  npm run lab -- status                 what runs
  npm run lab -- ssh HOST [-- COMMAND]  log in
  npm run lab -- break [HOST]           change hosts by hand, behind Conform's back
  npm run lab -- reset                  fresh hosts
  npm run lab -- down                   remove all of it
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void => void process.stderr.write(`lab: ${line}\n`);

async function timed(done: string, work: Promise<void>): Promise<number> {
  const start = performance.now();
  await work;
  progress(`${done} after ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return 0;
}

function renderStatus(hosts: readonly HostStatus[]): string {
  const rows = hosts.map(({ host, running }) => [
    host.name,
    host.kind,
    host.address,
    running ? String(running.pid) : "-",
    running ? "running" : "off",
    running ? `${Math.floor(running.seconds / 60)} min ${Math.floor(running.seconds % 60)} s` : "-",
  ]);
  const table = [["HOST", "KIND", "ADDRESS", "PID", "STATE", "UPTIME"], ...rows];
  const width = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function showStatus(): number {
  say(renderStatus(status()));
  const owner = readLab()?.owner;
  if (owner && owner !== checkout) say(`This lab belongs to another checkout: ${owner}`);
  return 0;
}

function logIn(name: string | undefined, command: readonly string[]): Promise<number> {
  if (name === undefined) throw new LabError("Which host? npm run lab -- ssh HOST");
  const host = findHost(name);
  use(`ssh ${host.name}`);
  const client = spawn("ssh", sshArgs(host.name, command), { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    client.once("error", reject);
    client.once("exit", (code) => resolve(code ?? 255));
  });
}

async function main([command = "help", ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "up": {
      const { values } = parseArgs({
        args,
        options: { bench: { type: "string" }, python: { type: "boolean" }, families: { type: "boolean" } },
      });
      const { bench = "0", python = false, families = false } = values;
      return timed("up", up({ bench: Number(bench), python, families, log: progress }));
    }
    case "reset":
      return timed("fresh", reset({ log: progress }));
    case "down":
      return timed("gone", down({ log: progress }));
    case "status":
      return showStatus();
    case "ssh":
      return logIn(args[0], args.slice(args[1] === "--" ? 2 : 1));
    case "break":
      await breakByHand(args[0], { log: say });
      return 0;
    default:
      process.stderr.write(usage);
      return command === "help" || command === "--help" ? 0 : 1;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LabError || error instanceof TypeError)) throw error;
  process.stderr.write(`lab: ${error.message}\n`);
  process.exitCode = 1;
}
