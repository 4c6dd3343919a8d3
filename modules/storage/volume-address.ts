import type { Facility, Host, Mount, Volume } from "#inventory/facility.ts";

/** The address at which clients reach a volume's server: its first interface, or where it is managed. */
export const addressOf = (server: Host): string => server.interfaces[0]?.ip ?? server.connection.address;

/** The volumes behind some mounts, with their servers. */
export const mountedVolumes = (
  facility: Facility,
  mounts: readonly Mount[],
): { readonly mount: Mount; readonly volume: Volume; readonly server: Host }[] =>
  mounts.flatMap((mount) => {
    const volume = facility.volumes.get(mount.volume);
    const server = facility.hosts.get(volume?.server ?? "");
    return volume === undefined || server === undefined ? [] : [{ mount, volume, server }];
  });
