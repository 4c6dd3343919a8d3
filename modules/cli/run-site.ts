import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { exit, exitStatus, wasReached } from "#core/verdict.ts";
import type { HostReport } from "#core/verdict.ts";
import { collectOutcome } from "#cli/outcome.ts";
import type { Outcome } from "#cli/outcome.ts";
import type { Io } from "#cli/io.ts";
import { lookAll } from "#cli/look-all.ts";
import type { LookOptions } from "#cli/options.ts";
import { showProgress } from "#cli/progress.ts";
import { openSite, projectRoot } from "#cli/site.ts";
import type { Site } from "#cli/site.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import type { StackRun } from "#pulumi/run-stack.ts";
import type { StackResult } from "#pulumi/stack-events.ts";
import { printable } from "#core/printable.ts";
import { openTransport } from "#transport/open.ts";
import { declareSite } from "../../stacks/site.ts";

export interface SiteRun {
  readonly site: Site;
  readonly outcome: Outcome;
  readonly result: StackResult;
  /** What was found, and whatever failed outside of the hosts' states. */
  readonly status: number;
  readonly seconds: number;
}

/** Our own engine where it was built; otherwise the first `pulumi` on PATH. */
async function findEngine(): Promise<{ engine?: string }> {
  const { stdout } = await promisify(execFile)(path.join(projectRoot, "engine/build"), ["where"]);
  const bin = stdout.trim();
  return existsSync(path.join(bin, "pulumi")) ? { engine: path.dirname(bin) } : {};
}

const hasDue = (report: HostReport): boolean => wasReached(report) && report.findings.some(({ verdict }) => verdict === "due");

const isHostRole = ({ type }: StackResult["resources"][number]): boolean => type === "conform:host:HostRole";

/** Runs the site's stack through Pulumi with the provider in this very process, so that findings arrive as data. */
export async function runSite(
  options: LookOptions,
  io: Io,
  { looksFirst }: { readonly looksFirst: boolean },
  operate: (run: StackRun) => Promise<StackResult>,
): Promise<SiteRun> {
  const began = performance.now();
  const site = await openSite({ stack: options.stack, ...(options.limit === undefined ? {} : { limit: options.limit }) });
  const { facility, hosts } = site;
  const targets = site.targets.filter(({ connection }) => facility.hosts.get(connection.host)?.management === "managed");
  const progress = await showProgress(io, "looking at the hosts");
  const transport = openTransport({ parallel: options.parallel, resolveSecret });
  const interrupted = new AbortController();
  const interrupt = (): void => {
    progress.say("ending after the current step, as asked; once more ends at once");
    process.once("SIGINT", () => process.exit(130));
    interrupted.abort();
  };
  process.once("SIGINT", interrupt);
  try {
    const before = looksFirst ? await lookAll(transport, targets, (text) => progress.say(text)) : [];
    const outcome = collectOutcome(targets, (text) => progress.say(text), before);
    const result = await operate({
      root: projectRoot,
      ...(await findEngine()),
      stack: options.stack,
      program: () => Promise.resolve(declareSite(facility, `inventory/${options.stack}`)),
      ...(options.limit === undefined ? {} : { limit: hosts.map(({ id }) => id) }),
      transport,
      resolveSecret,
      connections: new Map([...facility.hosts].map(([id, { connection }]) => [id, connection])),
      observer: outcome.observer,
      signal: interrupted.signal,
      note: io.err,
    });
    outcome.removed(result.resources);
    // What waits for another host (a port that shall answer) may have come true since.
    const waiting = new Set(outcome.reports().flatMap((report) => (hasDue(report) ? [report.host] : [])));
    outcome.lookedAgain(
      await lookAll(transport, looksFirst ? targets.filter(({ connection }) => waiting.has(connection.host)) : [], (text) =>
        progress.say(text),
      ),
    );
    progress.stop();
    const elsewhere = [
      ...result.errors,
      ...result.resources.flatMap((one) => (isHostRole(one) || one.error === undefined ? [] : [`${one.name}: ${one.error}`])),
    ];
    for (const error of elsewhere) io.err(io.paint("red", printable(error)));
    const status = exitStatus(outcome.reports()) | (elsewhere.length > 0 ? exit.failed : exit.conforming);
    return { site, outcome, result, status, seconds: (performance.now() - began) / 1000 };
  } finally {
    progress.stop();
    process.removeListener("SIGINT", interrupt);
    await transport.close();
  }
}
