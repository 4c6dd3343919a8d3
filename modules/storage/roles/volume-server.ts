import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { sh } from "#core/sh.ts";
import type { Facility, Host, Volume } from "#inventory/facility.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { group } from "#states/group.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { wideBuffers } from "#storage/roles/wide-buffers.ts";

const clientCidrs = (facility: Facility, { server }: Volume): string[] =>
  (facility.hosts.get(server)?.interfaces ?? []).flatMap(({ network }) => facility.networks.get(network)?.cidr ?? []);

/** The server's side of one NFS volume: its directory, who owns it, who may mount it. Other protocols are set up with their vendor's tools. */
export function volumeServer(facility: Facility, volume: Volume, server: Host): DeclaredRole {
  const { id, protocol, export: path, group: owners, gid } = volume;
  if (protocol !== "nfs") return role(`volume-${id}`, []);
  const clients = clientCidrs(facility, volume).map((cidr) => `${cidr}(rw,sync,no_subtree_check)`);
  // Its baseline makes the groups of its accounts, with the same gid.
  const isOfBaseline = facility.baselines.get(server.baseline ?? "")?.accounts.some(({ groups }) => groups.includes(owners)) === true;
  return role(`volume-${id}`, [
    packages({ names: [{ debian: "nfs-kernel-server", rhel: "nfs-utils" }[server.os.family]] }),
    wideBuffers(facility, server),
    !isOfBaseline && group({ name: owners, gid }, { why: "one gid on every host, or files change their owner between suites" }),
    directory({ path, owner: "root", group: owners, mode: "2775" }),
    directory({ path: "/etc/exports.d", mode: "0755" }),
    file({ path: `/etc/exports.d/${id}.exports`, content: `${path} ${clients.join(" ")}\n` }),
    service({ name: { debian: "nfs-kernel-server.service", rhel: "nfs-server.service" }[server.os.family], enabled: true, running: true }),
    exec(
      { name: `export ${id}`, command: "exportfs -ra", unless: sh`exportfs -s | grep -q ${`^${path} `}`.text },
      { why: "a changed export must not restart the server under running mounts" },
    ),
  ]);
}
