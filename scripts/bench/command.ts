import { existsSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { access, checkout } from "../lab/folders.ts";
import { user } from "../lab/hosts.ts";
import type { Contestant, Run } from "./contestant.ts";
import { measure } from "./measure.ts";
import { benchRole } from "./role.ts";
import { writeFiles } from "./setting.ts";
import type { Setting } from "./setting.ts";

const launcher = join(import.meta.dirname, "../conform");

/** An inventory as a facility has it: every host described, the way to reach them said once. */
function inventory({ hosts }: Setting): Readonly<Record<string, string>> {
  const ssh = { user, identity_file: access.key, known_hosts: access.knownHosts, become: "sudo" };
  const described = hosts.map(({ name, address }) => [
    name,
    { os: { family: "debian", release: "12" }, interfaces: { host0: { network: "house", ip: address } } },
  ]);
  return {
    "facility.yaml": stringify({ facility: { id: "bench", name: "Bench", timezone: "Europe/London", domain: "bench.example", ssh } }),
    "networks.yaml": stringify({ networks: { house: { cidr: "10.77.0.0/24", class: "production", mtu: 1500 } } }),
    "hosts.yaml": stringify({ hosts: Object.fromEntries(described) }),
  };
}

/** The command as a person types it: a new process, the inventory read and checked, every host reached and looked at. */
export function drift(setting: Setting): Contestant {
  const folder = setting.folder("inventory");
  writeFiles(folder, inventory(setting));
  const env = { NODE_OPTIONS: `--import ${import.meta.resolve("./exchange-roles.ts")}` };
  const states = benchRole().states.length * setting.hosts.length;
  return {
    what: "conform drift",
    repeat: setting.repeat,
    warmsUp: true,
    run: () => conform(["drift", "--inventory", folder], `${states} states on`, setting, env),
  };
}

/** What Pulumi adds, on the practice facility, whose hosts and states are others than the bench's. */
export function plan(setting: Setting): Contestant | string {
  if (!existsSync(join(checkout, ".conform/state/.pulumi/stacks/conform/lab.json")))
    return "the practice facility has not been provisioned (npm run demo does it)";
  return {
    what: "conform plan, practice facility",
    repeat: Math.min(setting.repeat, 3),
    warmsUp: true,
    run: () => conform(["plan"], "states on", setting),
  };
}

async function conform(args: readonly string[], says: string, { signal }: Setting, env = {}): Promise<Run> {
  const { status, stdout, stderr, ...figures } = await measure(launcher, args, { env, signal });
  if (status === 0 && stdout.includes(says)) return figures;
  return { ...figures, problem: `ended with ${status}: ${`${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? ""}` };
}
