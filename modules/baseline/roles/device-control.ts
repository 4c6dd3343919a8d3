import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { udevRule } from "#states/udev_rule.ts";
import { usbguard } from "#states/usbguard.ts";
import { tuningOf } from "#suites/classes.ts";
import { suitesOf } from "#inventory/of-host.ts";

/** What reads cards and disks: blocked modules that are left alone where camera media is read. */
export const storageModules: ReadonlySet<string> = new Set(["usb-storage", "uas", "hfsplus", "udf"]);

/** Which devices are let in: no storage but where camera media is read, and the panels, tablets and dongles that a suite names. */
export function deviceControl(facility: Facility, host: Host): DeclaredRole {
  const baseline = baselineOf(facility, host);
  if (baseline === undefined) return role("device-control", []);
  const { removableMedia } = tuningOf(facility, host);
  const devices = suitesOf(facility, host).flatMap(({ devices }) => devices);
  const why = "no device of this kind may bring content in or out";
  return role("device-control", [
    baseline.blockedModules
      .filter((name) => !(removableMedia && storageModules.has(name)))
      .map((name) => kernelModule({ name, ensure: "blocked" }, { why, controls: ["MPA TS-1.1"] })),
    devices.length > 0 &&
      udevRule(
        {
          name: "70-suite-devices",
          rules: devices.map(({ id }) => {
            const [vendor, product] = id.split(":");
            return `SUBSYSTEM=="usb", ATTR{idVendor}=="${vendor}", ATTR{idProduct}=="${product}", MODE="0660", GROUP="plugdev", TAG+="uaccess"`;
          }),
        },
        { why: `people work with ${devices.map(({ name }) => name).join(", ")}` },
      ),
    baseline.usbguard && [
      packages({ names: ["usbguard"] }),
      usbguard({
        rules: devices.map(({ id, serial }) => ({ target: "allow" as const, id, ...(serial === undefined ? {} : { serial }) })),
      }),
      service({ name: "usbguard.service", enabled: true, running: true }),
    ],
  ]);
}
