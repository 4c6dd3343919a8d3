import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { anyProcessLeft, emptyGroup } from "./cgroup.ts";
import { runFolder } from "./folders.ts";
import { ourLinks, removeLinks } from "./network.ts";
import { stop } from "./power.ts";

/** Removes whatever any lab left on this machine, whole or half made, ours or not, and checks that nothing is left. */
export async function clear(): Promise<void> {
  const folder = runFolder();
  const hosts = join(folder, "hosts");
  await Promise.all((existsSync(hosts) ? readdirSync(hosts) : []).map(stop));
  await emptyGroup();
  await removeLinks();
  rmSync(folder, { recursive: true, force: true });
  const left = leftovers(folder);
  if (left.length > 0) throw new Error(`The lab leaves something behind: ${left.join(", ")}`);
}

function leftovers(folder: string): string[] {
  // The hosts' mounts are in namespaces of their own, so that none is ever here; the fifth field is the mount point.
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4])
    .filter((point) => point?.startsWith(`${folder}/`));
  return [
    ...(anyProcessLeft() ? ["processes in the cgroup conform-lab"] : []),
    ...ourLinks().map((name) => `network link ${name}`),
    ...mounts.map((point) => `mount ${point}`),
    ...(existsSync(folder) ? [folder] : []),
  ];
}
