import { access } from "#baseline/roles/access.ts";
import { auditEndpoint } from "#baseline/roles/audit-endpoint.ts";
import { baseHost } from "#baseline/roles/base-host.ts";
import { desktopLockdown } from "#baseline/roles/desktop-lockdown.ts";
import { deviceControl } from "#baseline/roles/device-control.ts";
import { files } from "#baseline/roles/files.ts";
import { hardening } from "#baseline/roles/hardening.ts";
import { hostFirewall } from "#baseline/roles/host-firewall.ts";
import { hostTuning } from "#baseline/roles/host-tuning.ts";
import { networkIface } from "#baseline/roles/network-iface.ts";
import { packagePin } from "#baseline/roles/package-pin.ts";
import { timeSync } from "#baseline/roles/time-sync.ts";
import { updates } from "#baseline/roles/updates.ts";
import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** In the order of their application. A role that does not concern a host has no states there. */
const roles = [
  packagePin,
  baseHost,
  updates,
  networkIface,
  access,
  hardening,
  deviceControl,
  hostTuning,
  desktopLockdown,
  auditEndpoint,
  hostFirewall,
  files,
];

/** The clock of a host: after everything else, since it may have to wait for another host's. */
export const timeRoles = (facility: Facility, host: Host): DeclaredRole[] => [timeSync(facility, host)];

/** What a host must be whatever its work. */
export const baselineRoles = (facility: Facility, host: Host): DeclaredRole[] => roles.map((make) => make(facility, host));
