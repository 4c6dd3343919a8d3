/** The 60 states that every tool is given, as plain data: each tool's own idiom is made from it. */

export interface WantedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: string;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, "0"));

const rooms = numbered(10);
const room = (index: number): string => `/srv/bench/room-${rooms[index % rooms.length]}`;

/** A small configuration file, about 900 bytes. */
const settings = (number: string): string =>
  [
    `# Settings ${number} of an edit suite`,
    ...numbered(20).map((key) => `option.${key} = "value ${key} of file ${number}, as a facility has them"`),
    "",
  ].join("\n");

export const workload = {
  directories: rooms.map((_, index) => ({ path: room(index), mode: "0755" })),
  files: numbered(20).map((number, index): WantedFile => ({
    path: `${room(index)}/settings-${number}.conf`,
    content: settings(number),
    mode: "0640",
  })),
  packages: ["file", "jq", "less", "lsof", "rsync", "strace", "tmux", "tree", "unzip", "zip"],
  /** Those run on every Debian host. */
  services: ["dbus", "ssh", "systemd-journald", "systemd-logind"],
  users: numbered(6).map((number, index) => ({ name: `editor-${number}`, uid: 2101 + index, shell: "/bin/bash" })),
  lines: numbered(10).map((number) => ({ path: "/etc/security/limits.conf", line: `@suite-${number} - rtprio 95` })),
} as const;

/** How many states that is: each package counts, though every tool takes them all at once. */
export const stateCount = Object.values(workload).reduce((sum, { length }) => sum + length, 0);
