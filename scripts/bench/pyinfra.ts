import { access } from "../lab/folders.ts";
import type { Peer } from "./peer.ts";
import { stateCount, workload } from "./workload.ts";

/** One operation for each state; the packages are one, as its manual shows. */
const deploy = `import json
from pyinfra.operations import apt, files, server, systemd

with open("workload.json") as text:
    want = json.load(text)

apt.packages(packages=want["packages"])
for each in want["directories"]:
    files.directory(path=each["path"], mode=each["mode"], user="root", group="root")
for each in want["files"]:
    files.put(src=f"content{each['path']}", dest=each["path"], mode=each["mode"], user="root", group="root", create_remote_dir=False)
for each in want["users"]:
    server.user(user=each["name"], uid=each["uid"], shell=each["shell"])
for each in want["services"]:
    systemd.service(service=each, running=True)
for each in want["lines"]:
    files.line(path=each["path"], line=each["line"])
`;

const ssh = {
  ssh_config_file: access.sshConfig,
  ssh_known_hosts_file: access.knownHosts,
  ssh_strict_host_key_checking: "yes",
};

const operations = stateCount - workload.packages.length + 1;

/** `--dry`, all hosts at the same time. */
export const pyinfra: Peer = {
  name: "pyinfra",
  executable: "pyinfra",
  requirement: "pyinfra==3.*",
  repeat: 2,
  files: (hosts) => ({
    "inventory.py": `ssh = ${JSON.stringify(ssh)}\nhosts = [(name, ssh) for name in ${JSON.stringify(hosts.map(({ name }) => name))}]\n`,
    "deploy.py": deploy,
    "workload.json": JSON.stringify(workload),
    ...Object.fromEntries(workload.files.map(({ path, content }) => [`content${path}`, content])),
  }),
  args: ["--dry", "--sudo", "--parallel=20", "inventory.py", "deploy.py"],
  // A table of operations, each with the number of hosts that it would change for sure and perhaps, or dashes.
  changes: ({ stdout, stderr }, hosts) => {
    const said = `${stdout}${stderr}`;
    const table = [...said.matchAll(/^ {4}\w+\.\w+ \(.*\) +(\d+|-) +(\d+|-) *$/gm)];
    const ready = said.match(/^ {4}\[\S+\] Ready: /gm)?.length;
    if (table.length !== operations || ready !== hosts.length) return undefined;
    return table.flatMap(([, sure, perhaps]) => [sure, perhaps]).reduce((sum, count) => sum + (Number(count) || 0), 0);
  },
};
