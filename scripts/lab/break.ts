import { LabError } from "./error.ts";
import { findHost } from "./find.ts";
import { onHost } from "./ssh.ts";

interface Change {
  readonly host: string;
  /** What was done, in the words of whoever did it. */
  readonly did: string;
  /** sh that holds when there is something to change, and what is said otherwise. */
  readonly when: string;
  readonly otherwise: string;
  readonly change: string;
}

/** What people do by hand on a Friday evening. */
const changes: readonly Change[] = [
  {
    host: "suite-01",
    did: "added a line to /etc/motd",
    when: "test -e /etc/motd",
    otherwise: "it has no /etc/motd yet",
    change: "echo 'Colour pipeline changed, ask Sam before rendering' | sudo tee -a /etc/motd >/dev/null",
  },
  {
    host: "suite-01",
    did: "made /etc/profile.d/licences.sh writable for everybody",
    when: "test -e /etc/profile.d/licences.sh",
    otherwise: "it has no /etc/profile.d/licences.sh yet",
    change: "sudo chmod 0666 /etc/profile.d/licences.sh",
  },
  {
    host: "suite-02",
    did: "took the firewall's service, nftables, out of the boot",
    when: "systemctl is-enabled --quiet nftables",
    otherwise: "nftables isn't enabled there yet",
    change: "sudo systemctl --quiet disable nftables",
  },
  {
    host: "san-01",
    did: "shrank the network receive buffer, net.core.rmem_max, in the kernel (its file still says otherwise)",
    when: "grep -qrs '^ *net.core.rmem_max' /etc/sysctl.d /etc/sysctl.conf",
    otherwise: "no file there sets net.core.rmem_max yet",
    change: "sudo sysctl -q -w net.core.rmem_max=212992",
  },
  {
    host: "online-01",
    did: "unmounted the SAN volume /mnt/projects",
    when: "grep -q ' /mnt/projects ' /proc/self/mountinfo",
    otherwise: "/mnt/projects isn't mounted there",
    change: "sudo umount /mnt/projects",
  },
];

/** Changes the hosts (or one of them) by hand, behind Conform's back, with a line about each change. */
export async function breakByHand(name?: string, { log = () => {} }: { readonly log?: (line: string) => void } = {}): Promise<void> {
  const only = name === undefined ? undefined : findHost(name);
  const due = changes.filter((change) => !only || change.host === only.name);
  if (due.length === 0) {
    const others = [...new Set(changes.map((change) => change.host))].join(", ");
    throw new LabError(`There is nothing to break by hand on ${name}. Hosts with something: ${others}.`);
  }
  for (const line of await Promise.all(due.map(apply))) log(line);
}

async function apply({ host, did, when, otherwise, change }: Change): Promise<string> {
  const { code, stderr } = await onHost(findHost(host), `{ ${when}; } || exit 99\n${change}\n`);
  if (code === 0) return `${host}: ${did}`;
  if (code === 99) return `${host}: nothing done, ${otherwise}`;
  throw new LabError(`${host}: somebody should have "${did}", but that ended with ${code}: ${stderr.trim()}`);
}
