import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Connection, Transport } from "#core/connection.ts";
import { wasReached } from "#core/verdict.ts";
import type { HostReport } from "#core/verdict.ts";
import { applyRole, succeeded } from "#engine/apply.ts";
import { look } from "#engine/look.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";
import { access, checkout } from "../lab/folders.ts";
import { user } from "../lab/hosts.ts";
import type { Contestant, Run } from "./contestant.ts";
import { measure } from "./measure.ts";
import { benchRole } from "./role.ts";
import { writeFiles } from "./setting.ts";
import type { Setting } from "./setting.ts";

const launcher = join(checkout, "scripts/conform");

/** An inventory as a facility has it: every host described, the way to reach them said once. YAML reads JSON. */
function inventory({ hosts }: Setting): Readonly<Record<string, string>> {
  const describe = (address: string): object => ({
    os: { family: "debian", release: "12" },
    interfaces: { host0: { network: "house", ip: address } },
  });
  const yaml = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const ssh = { user, identity_file: access.key, known_hosts: access.knownHosts, become: "sudo" };
  return {
    "facility.yaml": yaml({ facility: { id: "bench", name: "Bench", timezone: "Europe/London", domain: "bench.example", ssh } }),
    "networks.yaml": yaml({ networks: { house: { cidr: "10.77.0.0/24", class: "production", mtu: 1500 } } }),
    "hosts.yaml": yaml({ hosts: Object.fromEntries(hosts.map(({ name, address }) => [name, describe(address)])) }),
  };
}

/** The command as a person types it: a new process, the inventory read and checked, every host reached and looked at. */
export function coldDrift(setting: Setting): Contestant {
  const folder = setting.folder("inventory");
  writeFiles(folder, inventory(setting));
  const env = { NODE_OPTIONS: `--import ${import.meta.resolve("./exchange-roles.ts")}` };
  const expected = `${benchRole().states.length * setting.hosts.length} states on ${setting.hosts.length}`;
  return {
    what: "conform drift",
    repeat: setting.repeat,
    run: async () => {
      const run = await measure(launcher, ["drift", "--inventory", folder], { env, signal: setting.signal });
      const sawAll = run.status === 0 && run.stdout.includes(expected);
      return sawAll ? figures(run) : { ...figures(run), problem: `ended with ${run.status}: ${lastWords(run)}` };
    },
  };
}

/** What Pulumi adds, on the practice facility, whose hosts and states are others than the bench's. */
export function plan({ repeat, signal }: Setting): Contestant | string {
  if (!existsSync(join(checkout, ".conform/state/.pulumi/stacks/conform/lab.json"))) return "the practice facility's stack is not there: npm run demo";
  return {
    what: "conform plan (practice facility)",
    repeat: Math.min(repeat, 3),
    run: async () => {
      const run = await measure(launcher, ["plan"], { signal });
      return run.status === 0 ? figures(run) : { ...figures(run), problem: `ended with ${run.status}: ${lastWords(run)}` };
    },
  };
}

const figures = ({ seconds, cpuSeconds, peakMegabytes }: Run): Run => ({
  seconds,
  ...(cpuSeconds !== undefined && { cpuSeconds }),
  ...(peakMegabytes !== undefined && { peakMegabytes }),
});

const lastWords = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string =>
  `${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? "";

/** Works on the hosts from this process. */
export interface Within {
  /** How long it takes to apply the 60 states, and whether all went well. */
  apply(): Promise<Run>;
  /** One more look over the connections that are open. */
  readonly warmLook: Contestant;
  readonly counts: Transport["counts"];
  close(): Promise<void>;
}

export function openWithin({ hosts, repeat }: Setting): Within {
  const transport = openTransport({ resolveSecret });
  const targets = hosts.map(({ name, address }) => ({ connection: connectionTo(name, address), roles: [benchRole()] }));
  const lookAtAll = (): Promise<HostReport[]> => Promise.all(targets.map((target) => look(transport, target, resolveSecret)));

  async function applyToAll(): Promise<boolean> {
    const applied = await Promise.all(
      targets.map(async ({ connection }) =>
        applyRole(await transport.shell(connection), connection.host, benchRole(), { resolve: resolveSecret, holder: "the bench" }),
      ),
    );
    return applied.every(succeeded);
  }

  return {
    apply: () => timed(applyToAll, (done) => done),
    warmLook: {
      what: "a second look, connections open",
      repeat,
      run: () => timed(lookAtAll, (reports) => reports.every(isAsDeclared)),
    },
    counts: transport.counts,
    close: () => transport.close(),
  };
}

async function timed<T>(work: () => Promise<T>, isGood: (result: T) => boolean): Promise<Run> {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  return isGood(result) ? { seconds } : { seconds, problem: "not every state was as declared" };
}

const isAsDeclared = (report: HostReport): boolean => wasReached(report) && report.findings.every(({ verdict }) => verdict === "conforming");

const connectionTo = (host: string, address: string): Connection => ({
  host,
  address,
  port: 22,
  user,
  identityFile: access.key,
  knownHosts: access.knownHosts,
  become: "sudo",
});
