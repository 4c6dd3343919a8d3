import { join } from "node:path";
import { readIfThere, hostFolder, runFolder, writeWhole } from "./folders.ts";
import type { LabHost } from "./hosts.ts";
import type { Process } from "./process.ts";

/** What is known about the machine's lab, so that any later run can use it or clear it away. */
export interface Lab {
  /** The checkout whose keys open the hosts. */
  readonly owner: string;
  /** The cached base its hosts were made from. */
  readonly base: string;
  readonly hosts: readonly LabHost[];
}

const path = (): string => join(runFolder(), "lab.json");

export function readLab(): Lab | undefined {
  const text = readIfThere(path());
  return text === undefined ? undefined : (JSON.parse(text) as Lab); // written by writeLab, whole
}

export const writeLab = (lab: Lab): void => writeWhole(path(), `${JSON.stringify(lab, null, 2)}\n`);

/** The process that carries a host: host.sh writes it as the first thing it does. */
export function recordedProcess(name: string): Process | undefined {
  const [pid, start] = (readIfThere(join(hostFolder(name), "pid")) ?? "").split(" ").map(Number);
  return pid && start ? { pid, start } : undefined;
}
