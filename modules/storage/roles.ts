import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { sh } from "#core/sh.ts";
import type { Facility, Host, Mount, Volume } from "#inventory/facility.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { group } from "#states/group.ts";
import { mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { sysctl } from "#states/sysctl.ts";

const clientCidrs = (facility: Facility, { server }: Volume): string[] =>
  (facility.hosts.get(server)?.interfaces ?? []).flatMap(({ network }) => facility.networks.get(network)?.cidr ?? []);

const wideBuffers = [
  sysctl({ name: "net.core.rmem_max", value: "16777216" }, { why: "one stream of 4K EXR must fill a 10 GbE link" }),
  sysctl({ name: "net.core.wmem_max", value: "16777216" }, { why: "rendering back must fill it, too" }),
];

/** The server's side of one volume: its directory, who owns it, who may mount it. */
export function volumeRole(facility: Facility, volume: Volume, server: Host): DeclaredRole {
  const { id, export: path, group: owners, gid } = volume;
  const clients = clientCidrs(facility, volume).map((cidr) => `${cidr}(rw,sync,no_subtree_check)`);
  // Its baseline makes the groups of its accounts, with the same gid.
  const isOfBaseline = facility.baselines.get(server.baseline ?? "")?.accounts.some(({ groups }) => groups.includes(owners)) === true;
  const unit = server.os.family === "debian" ? "nfs-kernel-server.service" : "nfs-server.service";
  return role(`volume-${id}`, [
    packages({ names: server.os.family === "debian" ? ["nfs-kernel-server"] : ["nfs-utils"] }),
    wideBuffers,
    !isOfBaseline && group({ name: owners, gid }, { why: "one gid on every host, or files change their owner between suites" }),
    directory({ path, owner: "root", group: owners, mode: "2775" }),
    directory({ path: "/etc/exports.d", mode: "0755" }),
    file({ path: `/etc/exports.d/${id}.exports`, content: `${path} ${clients.join(" ")}\n`, mode: "0644" }),
    service({ name: unit, enabled: true, running: true }),
    exec(
      { name: `export ${id}`, command: "exportfs -ra", unless: sh`exportfs -s | grep -q ${`^${path} `}`.text },
      { why: "a changed export must not restart the server under running mounts" },
    ),
  ]);
}

/** The volumes that a host serves. */
export const storageRoles = (facility: Facility, host: Host): DeclaredRole[] =>
  [...facility.volumes.values()].filter(({ server }) => server === host.id).map((volume) => volumeRole(facility, volume, host));

/** The address at which clients reach a volume's server: its first interface, or where it is managed. */
const addressOf = (server: Host): string => server.interfaces[0]?.ip ?? server.connection.address;

/** The client's side: everything that a suite mounts, as an edit suite needs it. */
export function shareMounts(facility: Facility, host: Host, mounts: readonly Mount[]): DeclaredRole {
  return role("share-mounts", [
    packages({ names: host.os.family === "debian" ? ["nfs-common"] : ["nfs-utils"] }),
    wideBuffers,
    mounts.flatMap(({ volume: id, path, mode }) => {
      const volume = facility.volumes.get(id);
      const server = facility.hosts.get(volume?.server ?? "");
      if (volume === undefined || server === undefined) return [];
      return [
        mount({ path, source: `${addressOf(server)}:${volume.export}`, fstype: "nfs4", options: [mode, ...volume.options, "_netdev"] }),
      ];
    }),
  ]);
}
