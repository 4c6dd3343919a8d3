import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { LabHost } from "../lab/hosts.ts";
import type { Contestant } from "./contestant.ts";
import { measure } from "./measure.ts";
import type { Measured } from "./measure.ts";
import { writeFiles } from "./setting.ts";
import type { Setting } from "./setting.ts";

/** A tool that Conform is compared with: the same states in its own idiom, asked what it would change. */
export interface Peer {
  readonly name: string;
  readonly executable: string;
  /** What pip installs. */
  readonly requirement: string;
  /** How often it runs; what runs only once is too slow to be warmed up. */
  readonly repeat: number;
  /** Its files, by their path in the folder that it is started in. */
  readonly files: (hosts: readonly LabHost[], folder: string) => Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How many states it would change; undefined when it did not look at all of them. */
  readonly changes: (said: Measured, hosts: readonly LabHost[]) => number | undefined;
}

/** The environment that `--install-peers` makes. */
export const environment = (): string => join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "conform/peers");

/** Where a tool is: on PATH, or in that environment. */
function find({ executable }: Peer): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), join(environment(), "bin")];
  return folders.map((folder) => join(folder, executable)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The tool on the bench's hosts, or why it can't be compared. */
export function asContestant(peer: Peer, setting: Setting): Contestant | string {
  const executable = find(peer);
  if (executable === undefined) return "not installed; --install-peers does it";
  const folder = setting.folder(peer.name);
  writeFiles(folder, peer.files(setting.hosts, folder));
  const env = { ...peer.env, HOME: folder };
  return {
    what: peer.name,
    repeat: Math.min(peer.repeat, setting.repeat),
    warmsUp: peer.repeat > 1,
    run: async () => {
      const said = await measure(executable, peer.args, { cwd: folder, env, signal: setting.signal });
      const { seconds, cpuSeconds, peakMegabytes } = said;
      const changes = said.status === 0 ? peer.changes(said, setting.hosts) : undefined;
      if (changes === 0) return { seconds, cpuSeconds, peakMegabytes };
      const problem = changes === undefined ? `ended with ${said.status} and did not judge every state` : `would change ${changes} states`;
      return { seconds, cpuSeconds, peakMegabytes, problem };
    },
  };
}
