import { existsSync } from "node:fs";
import { join } from "node:path";
import { forgetAccess } from "./access.ts";
import { clear } from "./clear.ts";
import { LabError } from "./error.ts";
import { findHost, presentHosts } from "./find.ts";
import { baseFolder, checkout } from "./folders.ts";
import { benchHosts, benchLimit, familyHosts, labHosts, type LabHost, type Layer } from "./hosts.ts";
import { exclusively, forgetLocks, refuseIfInUse, use } from "./lock.ts";
import { ready, start, stop } from "./power.ts";
import { isAlive, uptime } from "./process.ts";
import { raise } from "./raise.ts";
import { readLab, recordedProcess } from "./record.ts";
import { run } from "./run.ts";
import { onHost } from "./ssh.ts";

// This file is the lab's door: what the demo and the tests need of it.
export { breakByHand } from "./break.ts";

interface Options {
  readonly log?: (line: string) => void;
}

interface UpOptions extends Options {
  /** As many light hosts more, to measure with. */
  readonly bench?: number;
  /** The light hosts get Python, for the tools that Conform is compared with. */
  readonly python?: boolean;
  /** The hosts of the RHEL family too. */
  readonly families?: boolean;
}

const layerSeconds: Readonly<Record<Layer, number>> = { python: 10, rhel: 60 };

const silent = (): void => {};

/** Boots the practice facility, or makes whole what is there of it, and waits until each host lets one log in. */
export async function up({ bench = 0, python = false, families = false, log = silent }: UpOptions = {}): Promise<void> {
  if (!Number.isInteger(bench) || bench < 0 || bench > benchLimit)
    throw new LabError(`The bench has 0 to ${benchLimit} hosts, not ${bench}.`);
  mustBeRoot();
  const more = [...benchHosts(bench, python), ...(families ? familyHosts : [])];
  await prepare(more, log);
  await exclusively("up", () => raise(more, log), log);
  use("using the lab");
}

/** Fresh hosts: whatever was done to them is gone. */
export async function reset({ log = silent }: Options = {}): Promise<void> {
  mustBeRoot();
  const more = besides();
  await prepare(more, log);
  await exclusively("reset", () => clearAndRaise(more, log), log);
  use("using the lab");
}

/** The hosts this checkout's lab has besides the facility's own; a reset keeps them. */
function besides(): readonly LabHost[] {
  const lab = readLab();
  return lab?.owner === checkout ? lab.hosts.filter((host) => !labHosts.some(({ name }) => name === host.name)) : [];
}

async function clearAndRaise(more: readonly LabHost[], log: (line: string) => void): Promise<void> {
  await refuseIfInUse(readLab()?.owner);
  await clear();
  await raise(more, log);
}

/** Removes everything the lab made, and fails when something is left. */
export async function down({ log = silent }: Options = {}): Promise<void> {
  mustBeRoot();
  await exclusively("down", removeAll, log);
}

async function removeAll(): Promise<void> {
  await refuseIfInUse(readLab()?.owner);
  await clear();
  forgetAccess();
  forgetLocks();
}

/** Pulls a host's plug, as a test of unreachable hosts wants it. */
export const powerOff = (name: string): Promise<void> => stop(findHost(name).name);

/** Starts a host again, with the disk it had, and waits until it lets one log in. */
export async function powerOn(name: string): Promise<void> {
  const lab = readLab();
  if (lab?.owner !== checkout) throw new LabError("This checkout has no lab. Start one with: npm run lab -- up");
  const host = findHost(name);
  await start(host, lab.base);
  await ready(host);
}

/** Whether the hosts are as they were born: Conform has never been there, and no package came or went. */
export async function isFresh(): Promise<boolean> {
  const untouched = "test ! -e /var/lib/conform && test ! /var/lib/dpkg/status -nt /etc/machine-id";
  const answers = await Promise.all(presentHosts().map((host) => onHost(host, untouched)));
  return answers.every(({ code }) => code === 0);
}

export interface HostStatus {
  readonly host: LabHost;
  /** Not there when the host is off. */
  readonly running?: { readonly pid: number; readonly seconds: number };
}

/** Which hosts there are and which of them run. */
export const status = (): HostStatus[] =>
  presentHosts().map((host) => {
    const recorded = recordedProcess(host.name);
    return recorded && isAlive(recorded) ? { host, running: { pid: recorded.pid, seconds: uptime(recorded) } } : { host };
  });

function mustBeRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new LabError(
    "The lab boots containers on a bridge of its own, and that needs root on Linux.\n" +
      "Without root these work: npm run check, and npx conform against your own hosts.",
  );
}

/** Builds what the hosts start from, unless it is there. */
async function prepare(more: readonly LabHost[], log: (line: string) => void): Promise<void> {
  const base = baseFolder();
  if (!existsSync(join(base, "base"))) {
    log("the hosts' base isn't there yet: scripts/setup lab, about 30 s");
    await run(join(checkout, "scripts/setup"), ["lab"]);
  }
  for (const layer of new Set(more.flatMap((host) => host.layer ?? []))) {
    if (existsSync(join(base, layer))) continue;
    log(`adding the layer ${layer} to the hosts' base, once, about ${layerSeconds[layer]} s`);
    await run(join(import.meta.dirname, "base.sh"), [layer]);
  }
}
