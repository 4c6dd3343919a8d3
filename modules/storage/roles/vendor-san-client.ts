import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Mount, Volume } from "#inventory/facility.ts";
import { file } from "#states/file.ts";
import { ini } from "#states/ini.ts";
import { mount } from "#states/mount.ts";
import { service } from "#states/service.ts";
import { addressOf, mountedVolumes } from "#storage/volume-address.ts";

interface Used {
  readonly mount: Mount;
  readonly volume: Volume;
  readonly server: Host;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** StorNext: one coordinator per line, the same list in the same order on every node, then the file systems by name. */
const stornext = (used: readonly Used[]): Declared[] => [
  file(
    {
      path: "/usr/cvfs/config/fsnameservers",
      content: unique(used.flatMap(({ volume: { nameServers }, server }) => (nameServers.length > 0 ? nameServers : [addressOf(server)])))
        .map((address) => `${address}\n`)
        .join(""),
    },
    { why: "nodes with another list of coordinators are another cluster", restarts: "cvfs.service" },
  ),
  service({ name: "cvfs.service", enabled: true, running: true }),
  ...used.map(({ mount: { path, mode }, volume }) =>
    mount({ path, source: volume.export, fstype: "cvfs", options: [mode, ...volume.options, "_netdev"] }),
  ),
];

/** BeeGFS: which management host, and where its file system appears. */
const beegfs = (used: readonly Used[]): Declared[] =>
  used
    .slice(0, 1)
    .flatMap(({ server, mount: { path }, volume: { credentials } }) => [
      ini(
        { path: "/etc/beegfs/beegfs-client.conf", option: "sysMgmtdHost", value: addressOf(server) },
        { restarts: "beegfs-client.service" },
      ),
      ...(credentials === undefined
        ? []
        : [file({ path: "/etc/beegfs/conn.auth", content: credentials, mode: "0400" }, { restarts: "beegfs-client.service" })]),
      file(
        { path: "/etc/beegfs/beegfs-mounts.conf", content: `${path} /etc/beegfs/beegfs-client.conf\n` },
        { restarts: "beegfs-client.service" },
      ),
      service({ name: "beegfs-client.service", enabled: true, running: true }),
    ]);

/** CephFS: in the kernel, its key in a file of its own. */
const cephfs = (used: readonly Used[]): Declared[] =>
  used.flatMap(({ mount: { path, mode }, volume: { id, credentials, export: source, options }, server }) => [
    ...(credentials === undefined ? [] : [file({ path: `/etc/ceph/${id}.secret`, content: credentials, mode: "0600", makedirs: true })]),
    mount({
      path,
      source: `${addressOf(server)}:${source}`,
      fstype: "ceph",
      options: [mode, ...(credentials === undefined ? [] : [`secretfile=/etc/ceph/${id}.secret`]), ...options, "_netdev"],
    }),
  ]);

/** The client of a vendor's file system: its servers, its key, its mounts. The client itself comes with the tested set. */
export function vendorSanClient(facility: Facility, _: Host, mounts: readonly Mount[]): DeclaredRole {
  const used = mountedVolumes(facility, mounts);
  const of = (protocol: Volume["protocol"]): Used[] => used.filter(({ volume }) => volume.protocol === protocol);
  return role("vendor-san-client", [of("stornext").length > 0 && stornext(of("stornext")), beegfs(of("beegfs")), cephfs(of("cephfs"))]);
}
