import { access } from "../lab/folders.ts";
import { user } from "../lab/hosts.ts";
import type { Peer } from "./peer.ts";
import { workload } from "./workload.ts";

const { directories, files, packages, services, users, lines } = workload;

const rootOwned = { owner: "root", group: "root" };
const each = (module: string, args: object, loop: readonly unknown[]): object => ({ [`ansible.builtin.${module}`]: args, loop });

const play = {
  hosts: "all",
  gather_facts: false,
  become: true,
  tasks: [
    { "ansible.builtin.apt": { name: packages, state: "present" } },
    each("file", { path: "{{ item.path }}", state: "directory", mode: "{{ item.mode }}", ...rootOwned }, directories),
    each("copy", { dest: "{{ item.path }}", content: "{{ item.content }}", mode: "{{ item.mode }}", ...rootOwned }, files),
    each("user", { name: "{{ item.name }}", uid: "{{ item.uid }}", shell: "{{ item.shell }}" }, users),
    each("systemd_service", { name: "{{ item }}", state: "started" }, services),
    each("lineinfile", { path: "{{ item.path }}", line: "{{ item.line }}" }, lines),
  ],
};

/** All that its manual advises for speed: pipelining, kept connections, as many forks as hosts, no facts. */
const configuration = (folder: string): string => `[defaults]
inventory = inventory
forks = 20
host_key_checking = True
remote_user = ${user}
interpreter_python = /usr/bin/python3
home = ${folder}
retry_files_enabled = False

[ssh_connection]
pipelining = True
ssh_args = -F ${access.sshConfig} -o ControlMaster=auto -o ControlPersist=30s -o ControlPath=${folder}/a-%h
`;

/** `--check` of one play, with a loop for the states of a kind. */
export const ansible: Peer = {
  name: "ansible",
  executable: "ansible-playbook",
  requirement: "ansible-core==2.19.*",
  repeat: 1,
  files: (hosts, folder) => ({
    "ansible.cfg": configuration(folder),
    inventory: hosts.map(({ name }) => `${name}\n`).join(""),
    "play.json": JSON.stringify([play], undefined, 2),
  }),
  args: ["--check", "play.json"],
  env: { ANSIBLE_CONFIG: "ansible.cfg", ANSIBLE_NOCOLOR: "1" },
  changes: ({ stdout }, hosts) => {
    const recap = [...stdout.matchAll(/^\S+\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=0\s+failed=0\s/gm)];
    if (recap.length !== hosts.length || recap.some(([, ok]) => Number(ok) !== play.tasks.length)) return undefined;
    return recap.reduce((sum, [, , changed]) => sum + Number(changed), 0);
  },
};
