import { baselineOf } from "#inventory/of-host.ts";
import type { Declared } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { sysctl } from "#states/sysctl.ts";

/** What storage needs of the kernel at least; where the baseline tunes the host for its work, it asks for more. */
export const wideBuffers = (facility: Facility, host: Host): Declared[] =>
  baselineOf(facility, host)?.tuning === true
    ? []
    : [
        sysctl({ name: "net.core.rmem_max", value: "16777216" }, { why: "one stream of 4K EXR must fill a 10 GbE link" }),
        sysctl({ name: "net.core.wmem_max", value: "16777216" }, { why: "rendering back must fill it, too" }),
      ];
