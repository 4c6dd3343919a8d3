import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host, Suite } from "#inventory/facility.ts";
import { licenceClient } from "#licensing/roles/licence-client.ts";
import { blockMounts } from "#storage/roles/block-mounts.ts";
import { shareMounts } from "#storage/roles/share-mounts.ts";
import { vendorSanClient } from "#storage/roles/vendor-san-client.ts";
import { colourFonts } from "#suites/roles/colour-fonts.ts";
import { creativeApps } from "#suites/roles/creative-apps.ts";
import { gpuDriver } from "#suites/roles/gpu-driver.ts";
import { videoIo } from "#suites/roles/video-io.ts";

/** What one suite asks of one of its hosts, in the order of its application. */
export const suiteRoles = (facility: Facility, suite: Suite, host: Host): DeclaredRole[] => [
  gpuDriver(facility, host),
  videoIo(facility, host),
  creativeApps(facility, suite, host),
  colourFonts(facility, suite, host),
  licenceClient(facility, suite.licences),
  shareMounts(facility, host, suite.mounts),
  blockMounts(facility, host, suite.mounts),
  vendorSanClient(facility, host, suite.mounts),
];
