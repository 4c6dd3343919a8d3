import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./process.ts";

/** Where host.sh put a host's processes, or all hosts': in either cgroup layout (see host.sh). */
function group(name = ""): string | undefined {
  return ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
    .map((root) => join(root, "conform-lab", name))
    .find((path) => existsSync(join(path, "cgroup.events")));
}

const populated = (path: string): boolean => readFileSync(join(path, "cgroup.events"), "utf8").includes("populated 1");

/**
 * Waits until the kernel says that no process of the host (of any host) is left, then removes the group.
 * What outlives its recorded process after a second is ended: being in this group, it is one of ours.
 */
export async function emptyGroup(name?: string): Promise<void> {
  const path = group(name);
  if (!path) return;
  try {
    await until(() => !populated(path), 1_000, "");
  } catch {
    writeFileSync(join(path, "cgroup.kill"), "1");
    await until(() => !populated(path), 10_000, `processes in ${path} do not end`);
  }
  removeGroup(path);
}

function removeGroup(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(join(path, entry.name));
  }
  rmdirSync(path);
}

/** Whether any process of the lab is left. */
export function anyProcessLeft(): boolean {
  const path = group();
  return path !== undefined && populated(path);
}
