import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Mount } from "#inventory/facility.ts";
import { iscsi } from "#states/iscsi.ts";
import { mount } from "#states/mount.ts";
import { multipath } from "#states/multipath.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { addressOf, mountedVolumes } from "#storage/volume-address.ts";

/** Block devices over iSCSI, each with a file system for one writer. Nothing here ever makes a file system. */
export function blockMounts(facility: Facility, host: Host, mounts: readonly Mount[]): DeclaredRole {
  const volumes = mountedVolumes(facility, mounts).filter(({ volume }) => volume.protocol === "iscsi");
  const { initiator, os } = host;
  if (volumes.length === 0 || initiator === undefined) return role("block-mounts", []);
  const wwids = volumes.flatMap(({ volume: { wwid } }) => wwid ?? []);
  return role("block-mounts", [
    packages({
      names: {
        debian: ["open-iscsi", "multipath-tools", "xfsprogs"],
        rhel: ["iscsi-initiator-utils", "device-mapper-multipath", "xfsprogs"],
      }[os.family],
    }),
    wwids.length > 0 && [multipath({ wwids }), service({ name: "multipathd.service", enabled: true, running: true })],
    service({ name: "iscsid.service", enabled: true, running: true }),
    volumes.flatMap(({ mount: { path, mode }, volume: { target, export: label, options }, server }) => [
      iscsi({ target: target ?? "", portal: addressOf(server), initiatorName: initiator }),
      mount({ path, source: `LABEL=${label}`, fstype: "xfs", options: [mode, ...options, "noatime", "_netdev"] }),
    ]),
  ]);
}
