import type { CrossCheck } from "#inventory/cross-check.ts";
import { addresses } from "#facility/checks/addresses.ts";
import { cables } from "#facility/checks/cables.ts";
import { dualHoming } from "#facility/checks/dual-homing.ts";
import { gateways } from "#facility/checks/gateways.ts";
import { mtu } from "#facility/checks/mtu.ts";
import { naming } from "#facility/checks/naming.ts";
import { packageSources } from "#facility/checks/package-sources.ts";
import { power } from "#facility/checks/power.ts";
import { ptp } from "#facility/checks/ptp.ts";
import { rackSpace } from "#facility/checks/rack-space.ts";
import { retired } from "#facility/checks/retired.ts";
import { routers } from "#facility/checks/router.ts";
import { switchPorts } from "#facility/checks/switch-ports.ts";

/** What must be true of the building and its networks. */
export const facilityChecks: readonly CrossCheck[] = [
  addresses,
  gateways,
  cables,
  naming,
  power,
  rackSpace,
  retired,
  routers,
  dualHoming,
  mtu,
  packageSources,
  ptp,
  switchPorts,
];
