import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Mount } from "#inventory/facility.ts";
import { file } from "#states/file.ts";
import { mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { wideBuffers } from "#storage/roles/wide-buffers.ts";
import { addressOf, mountedVolumes } from "#storage/volume-address.ts";

const credentialsFile = (volume: string): string => `/etc/conform/${volume}.credentials`;

/** The client's side of shares: everything that a suite mounts over NFS and SMB, as an edit suite needs it. */
export function shareMounts(facility: Facility, host: Host, mounts: readonly Mount[]): DeclaredRole {
  const shares = mountedVolumes(facility, mounts).filter(({ volume: { protocol } }) => protocol === "nfs" || protocol === "smb");
  const has = (protocol: string): boolean => shares.some(({ volume }) => volume.protocol === protocol);
  if (shares.length === 0) return role("share-mounts", []);
  const names = [
    ...(has("nfs") ? [{ debian: "nfs-common", rhel: "nfs-utils" }[host.os.family]] : []),
    ...(has("smb") ? ["cifs-utils", "keyutils"] : []),
  ];
  return role("share-mounts", [
    packages({ names }),
    wideBuffers(facility, host),
    shares.flatMap(({ mount: { path, mode }, volume, server }) => {
      const { id, protocol, options, export: share, credentials } = volume;
      if (protocol === "nfs")
        return [mount({ path, source: `${addressOf(server)}:${share}`, fstype: "nfs4", options: [mode, ...options, "_netdev"] })];
      const opened = credentials === undefined ? [] : [`credentials=${credentialsFile(id)}`];
      return [
        ...(credentials === undefined
          ? []
          : [file({ path: credentialsFile(id), content: credentials, mode: "0600", makedirs: true }, { controls: ["MPA TS-3.0"] })]),
        mount({ path, source: `//${addressOf(server)}/${share}`, fstype: "cifs", options: [mode, ...opened, ...options, "_netdev"] }),
      ];
    }),
  ]);
}
