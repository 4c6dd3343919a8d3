import { user } from "../lab/hosts.ts";
import type { Peer } from "./peers.ts";
import { workload } from "./workload.ts";

const { directories, files, packages, services, users, lines } = workload;

const each = (module: string, args: object, loop: readonly unknown[]): object => ({ [module]: args, loop });

const play = {
  hosts: "all",
  gather_facts: false,
  become: true,
  tasks: [
    { "ansible.builtin.apt": { name: packages, state: "present" } },
    each(
      "ansible.builtin.file",
      { path: "{{ item.path }}", state: "directory", mode: "{{ item.mode }}", owner: "root", group: "root" },
      directories,
    ),
    each(
      "ansible.builtin.copy",
      { dest: "{{ item.path }}", content: "{{ item.content }}", mode: "{{ item.mode }}", owner: "root", group: "root" },
      files,
    ),
    each("ansible.builtin.user", { name: "{{ item.name }}", uid: "{{ item.uid }}", shell: "{{ item.shell }}" }, users),
    each("ansible.builtin.systemd_service", { name: "{{ item }}", state: "started" }, services),
    each("ansible.builtin.lineinfile", { path: "{{ item.path }}", line: "{{ item.line }}" }, lines),
  ],
};

/** Everything that its documentation recommends for speed: pipelining, kept connections, as many forks as there may be hosts. */
const configuration = (sshConfig: string, folder: string): string => `[defaults]
inventory = inventory
forks = 20
host_key_checking = True
remote_user = ${user}
interpreter_python = /usr/bin/python3
local_tmp = ${folder}/tmp
retry_files_enabled = False

[ssh_connection]
pipelining = True
ssh_args = -F ${sshConfig} -o ControlMaster=auto -o ControlPersist=30s -o ControlPath=${folder}/a-%h
`;

/** \`--check\` of one play; a loop is its idiom for many states of a kind, and faster than as many tasks. */
export const ansible: Peer = {
  name: "ansible",
  executable: "ansible-playbook",
  requirement: "ansible-core==2.19.*",
  files: (hosts, folder, sshConfig) => ({
    "ansible.cfg": configuration(sshConfig, folder),
    inventory: hosts.map(({ name }) => `${name}\n`).join(""),
    "play.json": JSON.stringify([play], undefined, 2),
  }),
  args: () => ["--check", "play.json"],
  env: { ANSIBLE_CONFIG: "ansible.cfg", ANSIBLE_NOCOLOR: "1" },
  changes: ({ stdout }, hosts) => {
    const recap = [...stdout.matchAll(/^\S+\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=0\s+failed=0\s/gm)];
    const sawAll = recap.length === hosts.length && recap.every(([, ok]) => Number(ok) === play.tasks.length);
    return sawAll ? recap.reduce((sum, [, , changed]) => sum + Number(changed), 0) : undefined;
  },
};
