import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeAccess, shareAccess } from "./access.ts";
import { clear } from "./clear.ts";
import { LabError } from "./error.ts";
import { baseFolder, checkout, hostFolder, runFolder } from "./folders.ts";
import { labHosts, type LabHost } from "./hosts.ts";
import { refuseIfInUse } from "./lock.ts";
import { raiseBridge } from "./network.ts";
import { answers, isRunning, ready, start, stop } from "./power.ts";
import { readLab, writeLab } from "./record.ts";
import { makeSeed } from "./seed.ts";

/** Makes the lab be there, from whatever is there: nothing, half of it, another checkout's, all of it. */
export async function raise(more: readonly LabHost[], log: (line: string) => void): Promise<void> {
  const base = await ownBase(log);
  const missing = more.map(({ layer }) => layer).find((layer) => layer && !existsSync(join(base, layer)));
  if (missing)
    throw new LabError(`The lab was made from an older base, which has no layer ${missing} to add. Renew it first: npm run lab -- reset`);
  const hosts = await withMore(readLab()?.hosts ?? labHosts, more);
  writeLab({ owner: checkout, base, hosts });
  await makeAccess();
  await raiseBridge();

  // A host that runs and answers is fine; one that runs and doesn't gets its plug pulled. The others boot.
  const alive = hosts.filter(isRunning);
  const answering = await Promise.all(alive.map(answers));
  const fine = new Set(alive.filter((_, index) => answering[index]));
  const rest = hosts.filter((host) => !fine.has(host));
  if (rest.length > 0) log(`booting ${rest.map((host) => host.name).join(", ")}`);
  await Promise.all(rest.map((host) => boot(host, base)));
  shareAccess(hosts);
  await Promise.all(rest.map(ready));
}

async function boot(host: LabHost, base: string): Promise<void> {
  await stop(host.name);
  await makeSeed(host, base);
  await start(host, base);
}

/** The base of this checkout's lab. A lab that is there keeps the base it has; what is not ours is cleared away. */
async function ownBase(log: (line: string) => void): Promise<string> {
  const base = baseFolder();
  const lab = readLab();
  if (lab?.owner === checkout && existsSync(join(lab.base, "base"))) {
    if (lab.base !== base) log("these hosts were made from an older base; `npm run lab -- reset` renews them");
    return lab.base;
  }
  await refuseIfInUse(lab?.owner);
  if (lab && lab.owner !== checkout) log(`clearing away the idle lab of ${lab.owner}`);
  else if (existsSync(runFolder())) log("clearing away what an older lab left");
  await clear();
  return base;
}

/** The hosts there are and the ones asked for besides. A host changes its layer only by starting afresh. */
async function withMore(present: readonly LabHost[], more: readonly LabHost[]): Promise<readonly LabHost[]> {
  const isReplaced = (was: LabHost): boolean => more.some((host) => host.name === was.name && host.layer !== was.layer);
  for (const { name } of present.filter(isReplaced)) {
    await stop(name);
    rmSync(hostFolder(name), { recursive: true, force: true });
  }
  return [...present.filter((was) => !more.some((host) => host.name === was.name)), ...more];
}
