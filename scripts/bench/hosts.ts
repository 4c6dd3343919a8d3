import { rmSync } from "node:fs";
import { shareAccess } from "../lab/access.ts";
import { checkout, hostFolder } from "../lab/folders.ts";
import { benchHosts, type LabHost } from "../lab/hosts.ts";
import { up } from "../lab/lab.ts";
import { exclusively } from "../lab/lock.ts";
import { stop } from "../lab/power.ts";
import { readLab, writeLab } from "../lab/record.ts";

/** Fresh light hosts beside the practice facility, with the Python that the other tools need. */
export async function raiseBench(count: number, log: (line: string) => void): Promise<readonly LabHost[]> {
  await dropBench(log);
  await up({ bench: count, python: true, log });
  return benchHosts(count, true);
}

/** Switches the light hosts off and forgets them, disks and all. */
export async function dropBench(log: (line: string) => void): Promise<void> {
  const isOfBench = ({ name }: LabHost): boolean => name.startsWith("bench-");
  await exclusively(
    "removing the bench",
    async () => {
      const lab = readLab();
      if (lab?.owner !== checkout || !lab.hosts.some(isOfBench)) return;
      await Promise.all(lab.hosts.filter(isOfBench).map(({ name }) => stop(name)));
      for (const { name } of lab.hosts.filter(isOfBench)) rmSync(hostFolder(name), { recursive: true, force: true });
      const hosts = lab.hosts.filter((host) => !isOfBench(host));
      writeLab({ ...lab, hosts });
      shareAccess(hosts);
    },
    log,
  );
}
