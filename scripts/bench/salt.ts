import { access } from "../lab/folders.ts";
import { user } from "../lab/hosts.ts";
import type { Peer } from "./peer.ts";
import { workload } from "./workload.ts";

const { directories, files, packages, services, users, lines } = workload;

const rootOwned = [{ user: "root" }, { group: "root" }];

/** An entry for each state; the packages are one, as its manual advises. */
const states = Object.fromEntries<object>([
  ["tools", { "pkg.installed": [{ pkgs: packages }] }],
  ...directories.map(({ path, mode }) => [path, { "file.directory": [{ mode }, ...rootOwned] }] as const),
  ...files.map(({ path, content, mode }) => [path, { "file.managed": [{ contents: content }, { mode }, ...rootOwned] }] as const),
  ...users.map(({ name, uid, shell }) => [name, { "user.present": [{ uid }, { shell }] }] as const),
  ...services.map((name) => [name, { "service.running": [] }] as const),
  ...lines.map(({ path, line }) => [line, { "file.append": [{ name: path }, { text: line }] }] as const),
]);

// YAML reads JSON.
const yaml = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const master = (folder: string): object => ({
  root_dir: folder,
  file_roots: { base: [`${folder}/states`] },
  roster_file: `${folder}/roster`,
  ssh_log_file: `${folder}/log`,
  ssh_options: [
    `UserKnownHostsFile=${access.knownHosts}`,
    "StrictHostKeyChecking=yes",
    "ControlMaster=auto",
    "ControlPersist=30s",
    `ControlPath=${folder}/s-%h`,
  ],
});

/** What `--out=json --static` prints of each host: the result of a state is true, false, or null for what it would change. */
type Answers = Readonly<Record<string, Readonly<Record<string, { readonly result: boolean | null }>>>>;

/** `state.apply test=True`, over connections that OpenSSH keeps open. */
export const salt: Peer = {
  name: "salt-ssh",
  executable: "salt-ssh",
  requirement: "salt==3008.*",
  repeat: 2,
  files: (hosts, folder) => ({
    master: yaml(master(folder)),
    roster: yaml(Object.fromEntries(hosts.map(({ name, address }) => [name, { host: address, user, sudo: true, priv: access.key }]))),
    "states/bench.sls": yaml(states),
  }),
  args: ["--config-dir=.", "--max-procs=20", "--out=json", "--static", "*", "state.apply", "bench", "test=True"],
  changes: ({ stdout }, hosts) => {
    const results = Object.values(JSON.parse(stdout) as Answers).flatMap((host) => Object.values(host).map(({ result }) => result));
    const judged = results.filter((result) => result === true || result === null).length;
    return judged === hosts.length * Object.keys(states).length ? results.filter((result) => result === null).length : undefined;
  },
};
