import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Answer, Connection, RemoteShell, Transport } from "#core/connection.ts";
import { RunFailed, Unreachable } from "#core/errors.ts";

export interface LocalTransport extends Transport {
  /** Hosts that refuse us, with the reason. */
  readonly down: Map<string, string>;
  /** Every script that ran, by host. */
  readonly scripts: { readonly host: string; readonly script: string }[];
}

export interface LocalOptions {
  /** How long a host takes to answer, in milliseconds. */
  readonly latency?: number;
  /** Addresses at which nobody answers. */
  readonly deadAddresses?: readonly string[];
}

const runHere = (script: string, host: string, timeoutSeconds: number, onOutput?: (chunk: string) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-s"], { stdio: ["pipe", "pipe", "pipe"] });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new RunFailed(host, `it took longer than ${timeoutSeconds} s`));
    }, timeoutSeconds * 1000);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      onOutput?.(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", reject).on("close", (status) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, status: status ?? -1 });
    });
    child.stdin.on("error", () => undefined).end(script);
  });

/**
 * Hosts that are folders of this machine: scripts run here, with the host's own memory and lock in `root/HOST`.
 * Declared paths must lie in that folder; nothing else keeps a script from touching this machine.
 */
export function localTransport(root: string, { latency = 0, deadAddresses = [] }: LocalOptions = {}): LocalTransport {
  const counts = new Map<string, { connections: number; roundTrips: number }>();
  const down = new Map<string, string>();
  const scripts: { host: string; script: string }[] = [];
  const shells = new Map<string, RemoteShell>();
  const shell = ({ host }: Connection): RemoteShell => {
    const folder = path.join(root, host);
    mkdirSync(path.join(folder, "run"), { recursive: true });
    const count = { connections: 1, roundTrips: 0 };
    counts.set(host, count);
    return {
      run: async (script, { timeoutSeconds, onOutput }) => {
        const reason = down.get(host);
        if (reason !== undefined) throw new RunFailed(host, reason);
        count.roundTrips += 1;
        scripts.push({ host, script });
        await new Promise((resolve) => setTimeout(resolve, latency));
        const here = script
          .replaceAll("/var/lib/conform", `${folder}/var/lib/conform`)
          .replaceAll("/run/conform.lock", `${folder}/run/conform.lock`);
        return runHere(here, host, timeoutSeconds, onOutput);
      },
    };
  };
  return {
    counts,
    down,
    scripts,
    shell: async (connection) => {
      const dead = deadAddresses.includes(connection.address) ? `nobody answers at ${connection.address}` : undefined;
      const reason = down.get(connection.host) ?? dead;
      if (reason !== undefined) throw new Unreachable(connection.host, reason);
      await new Promise((resolve) => setTimeout(resolve, latency));
      const known = shells.get(connection.host) ?? shell(connection);
      shells.set(connection.host, known);
      return known;
    },
    close: () => Promise.resolve(),
  };
}
